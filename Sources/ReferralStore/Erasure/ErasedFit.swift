// Tags of a need stand in the sums by which partners' fit is ranked, too.

import Referrals
import SQLite

extension StoreTransaction {
    /// Counts the answers to the RFI by the tags that it has now, and lets go of tags that nobody else has used.
    func eraseFit(_ rfi: RFI, _ inquiry: Inquiry) throws(ReferralError) {
        let before = Deal(rfi.inquiry.need, of: rfi.inquiry.customer).traits
        let after = Deal(inquiry.need, of: inquiry.customer).traits
        let (gone, new) = (before.filter { !after.contains($0) }, after.filter { !before.contains($0) })
        guard !gone.isEmpty else { return }
        for engagement in try engagements(of: rfi.id) {
            let record = DealRecord(engagement.answer)
            guard record != DealRecord() else { continue }
            for trait in gone { try connection.add(DealRecord() - record, trait, of: engagement.partnerID) }
            for trait in new { try connection.add(record, trait, of: engagement.partnerID) }
        }
        for trait in gone { try connection.change(FitSQL.letGo, trait.values) }
        touchSignals()
    }
}

private enum FitSQL {
    static let letGo: SQL = "DELETE FROM partner_fit WHERE facet = ?1 AND value = ?2 AND accepted = 0 AND declined = 0"
}
