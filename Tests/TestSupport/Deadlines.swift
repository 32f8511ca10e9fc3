// Requests whose deadlines nobody will meet: for tests of what the clock records, however it is kept from it.

package import Referrals

/// Many requests in a short time, to five partners.
package enum Deadlines {
    /// A request and when it is made.
    package struct Request: Sendable {
        package let instant: Timestamp
        package let draft: RFIDraft

        /// Whether another provider is asked in place of the only one that it went to.
        package var isToppedUp: Bool { draft.topUp != nil }
    }

    private static let cause = Cause(actor: Actor(keyID: nil, role: "operator", name: "test"), requestID: nil)

    /// Makes five partners with an active profile each.
    package static func profiles(_ store: any ReferralTransaction) throws(ReferralError) -> [Profile] {
        var profiles: [Profile] = []
        for name in ["Adatum", "Contoso", "Fabrikam", "Litware", "Tailspin"] {
            let partner = try AccessService(store).createPartner(name: name, email: nil, website: nil)
            let service = ProfileService(store, scope: .operator, cause: cause)
            let profile = try service.create(for: partner.id, country: .make("DE"), .make(displayName: name))
            _ = try service.addLocation(to: profile.id, if: .any, .make())
            profiles.append(try service.activate(profile.id, if: .any))
        }
        return profiles
    }

    /// So many requests, in the order of time and some at the same instant, over about 33 hours. Three of four go to
    /// three partners; the fourth goes to one, and is topped up to four.
    package static func requests(
        _ count: Int, to profiles: [Profile], from start: Timestamp, seed: UInt64
    ) -> [Request] {
        var random = SplitMix64(seed: seed)
        let minutes = (0..<count).map { _ in Int64.random(in: 1...2_000, using: &random) }.sorted()
        return minutes.enumerated().map { index, minute in
            let isToppedUp = index % 4 == 3
            let asked = Array(profiles.shuffled(using: &random).prefix(isToppedUp ? 1 : 3))
            let inquiry = Inquiry.make(summary: "Request \(index)", directContact: random.oneIn(2))
            return Request(
                instant: start + .minutes(minute), draft: .make(inquiry, to: asked, topUp: isToppedUp ? 4 : nil))
        }
    }

    /// Makes a request, and returns its engagements.
    package static func submit(
        _ request: Request, _ store: any ReferralTransaction
    ) throws(ReferralError) -> [Engagement] {
        let service = RFIService(store, scope: .operator, cause: cause)
        return try store.engagements(of: service.submit(request.draft, marketplace: .make()).rfi.id)
    }
}
