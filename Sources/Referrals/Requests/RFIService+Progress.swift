// What follows for an RFI from the answers of partners, in the transaction of the answer: with enough of them, those
// who have not answered are told that they need not; where one is lost, the next best provider may be asked.

extension RFIService {
    /// The service at work by itself: neither the partner who answered nor the others are named to each other.
    public static func following(_ store: any ReferralTransaction) -> RFIService {
        RFIService(store, scope: .operator, cause: Cause(actor: .rule, requestID: nil))
    }

    /// A partner has accepted.
    public func accepted(_ engagement: Engagement) throws(ReferralError) {
        guard let rfi = try store.rfi(engagement.rfiID, scope), rfi.closing.enough != nil else { return }
        let engagements = try store.engagements(of: rfi.id)
        guard rfi.closing.isMet(by: engagements) else { return }
        for other in engagements where other.state == .new {
            try withdraw(other, because: .enoughAccepted)
        }
    }

    /// A partner has declined or let the request expire.
    public func lapsed(_ engagement: Engagement) throws(ReferralError) {
        guard let rfi = try store.rfi(engagement.rfiID, scope), let maximum = rfi.topUp, rfi.status == .open,
            rfi.erasedAt == nil
        else {
            return
        }
        let engagements = try store.engagements(of: rfi.id)
        guard engagements.count < maximum, !rfi.closing.isMet(by: engagements),
            let next = try nextBest(for: rfi, engagements)
        else { return }
        try extend(rfi.extending(at: store.now), with: [next])
    }

    /// The best who can take it. That a provider is listed and yet can't is no reason to refuse the partner's answer.
    private func nextBest(for rfi: RFI, _ engagements: [Engagement]) throws(ReferralError) -> AskedProvider? {
        var asked = AskedProviders(engagements)
        let check = RecipientCheck(store, rfi, asked: asked.profiles, allowsDuplicate: false)
        asked.profiles.formUnion(try check.askedTheSame().keys)
        for best in try store.alternatives(for: rfi.inquiry, besides: asked, limit: RFI.maximumAlternatives) {
            if let provider = try check.available(best.profileID, best.location.id) { return provider }
        }
        return nil
    }
}

extension ClosingRule {
    /// Whether enough of the engagements were accepted. A deal that was lost since leaves its place to another.
    func isMet(by engagements: [Engagement]) -> Bool {
        isMet(by: engagements.count { $0.state == .active || $0.state == .archived(.won) })
    }
}
