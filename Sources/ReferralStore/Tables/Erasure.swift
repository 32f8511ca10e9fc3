// How a customer's person is removed from everything that is stored.

import Referrals
import SQLite

extension StoreTransaction {
    func erasePerson(of rfi: RFI) throws(ReferralError) {
        try connection.change(ErasureSQL.person, [Value(rfi.id)])
        touch(rfi.marketplaceID)
    }
}

private enum ErasureSQL {
    static let person: SQL = """
        UPDATE rfis SET contact_name = '', contact_email = '', contact_phone = NULL, contact_title = NULL WHERE id = ?1
        """
}
