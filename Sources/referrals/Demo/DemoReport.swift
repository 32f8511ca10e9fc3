// What the demo tells in the end: how much there is, three keys, and how to go on.

import ReferralAPI
import ReferralStore
import Referrals

/// The figures of a filled database, and keys to it.
struct DemoReport {
    private let store: Store

    init(_ store: Store) { self.store = store }

    /// Makes a key of each kind and tells everything.
    func text(_ path: String) async throws(ReferralError) -> String {
        let summary = try store.session(loop: 0).read { reader throws(ReferralError) in
            try reader.summary(.operator)
        }
        let partner = try busiestPartner()
        let marketplace = Demand.marketplaces[0]
        var keys = ["Operator     \(try await key(.operator, "demo operator"))"]
        keys.append("Marketplace  \(try await key(.marketplace(marketplace), "demo marketplace"))  \(marketplace)")
        if let partner {
            keys.append("Partner      \(try await key(.partner(partner.id), "demo partner"))  \(partner.name)")
        }
        return """
            \(path) holds a made-up marketplace:
            \(try directory()), \(Self.words(summary))
            Keys, which are shown once:
            \(keys.joined(separator: "\n"))
            Go on with:
            referrals serve --database \(path)
            curl -H 'Authorization: Bearer KEY' 'http://127.0.0.1:8080/v1/engagements?status=new&sort=-hot'

            """
    }

    private func key(_ role: Role, _ name: String) async throws(ReferralError) -> String {
        let secret = KeySecret.make(.live)
        _ = try await store.write { transaction throws(ReferralError) in
            try AccessService(transaction).createKey(
                NewAPIKey(name: name, role: role, expiresAt: nil), digest: KeySecret.digest(secret))
        }
        return secret
    }

    /// The partner of the hottest engagement, or else of the newest.
    private func busiestPartner() throws(ReferralError) -> Partner? {
        try store.session(loop: 0).read { reader throws(ReferralError) in
            var query = EngagementQuery()
            query.sort = .hot
            let first = try reader.engagements(query, .operator, PageRequest(limit: 1)).items.first
            if let first { return try reader.partner(first.engagement.partnerID) }
            return try reader.partners(statuses: nil, PageRequest(limit: 1)).items.first
        }
    }

    private func directory() throws(ReferralError) -> String {
        var (profiles, locations) = (0, 0)
        var partners: Set<ID<Partner>> = []
        var after: ID<Profile>?
        repeat {
            let request = PageRequest(after: after, limit: 200)
            let page = try store.session(loop: 0).read { reader throws(ReferralError) in
                try reader.profiles(ProfileQuery(), .operator, request)
            }
            profiles += page.items.count
            locations += page.items.reduce(0) { $0 + $1.locations.count }
            partners.formUnion(page.items.map(\.partnerID))
            after = page.next
        } while after != nil
        return "\(partners.count) partners, \(profiles) profiles, \(locations) locations"
    }

    private static func words(_ summary: EngagementSummary) -> String {
        let states: [(EngagementState, String)] = [
            (.new, "new"), (.active, "active"), (.archived(.won), "won"), (.archived(.lost), "lost"),
            (.archived(.declined), "declined"), (.archived(.expired), "expired"), (.archived(.withdrawn), "withdrawn"),
        ]
        let parts = states.map { "\(summary.counts[$0.0, default: 0]) \($0.1)" }
        let all = summary.counts.values.reduce(0, +)
        return "\(all) engagements (\(parts.joined(separator: ", "))), \(summary.hot) of the new ones hot"
    }
}
