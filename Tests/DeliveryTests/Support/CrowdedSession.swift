import Referrals

/// A session whose threads for long reads are all taken, for good.
struct CrowdedSession: ReferralSession {
    let session: any ReferralSession

    func readLong<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralReader) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        throw .overloaded(detail: "Too many long reads wait.")
    }

    func read<R>(_ body: (any ReferralReader) throws(ReferralError) -> R) throws(ReferralError) -> R {
        try session.read(body)
    }

    func write<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralTransaction) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        try await session.write(body)
    }

    func refresh() throws(ReferralError) { try session.refresh() }
    func settle() async throws(ReferralError) { try await session.settle() }
    func counter(_ scope: Scope) -> UInt64 { session.counter(scope) }
    var keysCounter: UInt64 { session.keysCounter }
    var providersCounter: UInt64 { session.providersCounter }
    var outboxCounter: UInt64 { session.outboxCounter }
    var appearancesCounter: UInt64 { session.appearancesCounter }
    func feedCounter(_ feed: Scope) -> UInt64 { session.feedCounter(feed) }
    func nextChange(of feed: Scope, since counter: UInt64, until limit: WaitLimit) async -> WaitOutcome {
        await session.nextChange(of: feed, since: counter, until: limit)
    }
    var uptime: Int64 { session.uptime }
    var startNonce: UInt64 { session.startNonce }
    func countAppearances(of partners: Set<ID<Partner>>) { session.countAppearances(of: partners) }
    func forgetOverwritten() async { await session.forgetOverwritten() }
}
