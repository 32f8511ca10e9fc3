import Referrals
import SQLite

/// The session of one event loop. Its reader is used by the loop's thread alone, so that nobody waits for it.
final class LoopSession: ReferralSession {
    private let parts: StoreParts
    private let reader: Reader
    /// Whether reads share a snapshot until `endTurn`.
    private let hasTurns: Bool

    init(_ parts: StoreParts, reader: Reader) {
        self.parts = parts
        self.reader = reader
        hasTurns = false
    }

    /// The same for a loop that ends its turns.
    init(turning session: LoopSession) {
        parts = session.parts
        reader = session.reader
        hasTurns = true
    }

    /// Lets go of what the reads of a turn have shared.
    func endTurn() { reader.release() }

    /// The texts of the statements that the reader keeps prepared.
    var preparedStatements: [String] { reader.read { connection in connection.preparedTexts } }

    func refresh() throws(ReferralError) { try parts.refresh() }

    func settle() async throws(ReferralError) { try await parts.settle() }

    func counter(_ scope: Scope) -> UInt64 { parts.counters.value(scope) }

    var keysCounter: UInt64 { parts.counters.keys }

    var providersCounter: UInt64 { parts.counters.providers }

    var outboxCounter: UInt64 { parts.counters.outbox }

    var appearancesCounter: UInt64 { parts.counters.appearances }

    var startNonce: UInt64 { parts.startNonce }

    var uptime: Int64 { parts.uptime() }

    func feedCounter(_ feed: Scope) -> UInt64 { parts.counters.feed(feed) }

    func nextChange(of feed: Scope, since counter: UInt64, until limit: WaitLimit) async -> WaitOutcome {
        await parts.waiters.wait(for: feed, until: limit) { parts.counters.feed(feed) != counter }
    }

    func read<R>(_ body: (any ReferralReader) throws(ReferralError) -> R) throws(ReferralError) -> R {
        let now = parts.lookInstant
        var result: R?
        do {
            try snapshot { connection in
                result = try body(Look(connection: connection, now: now, policy: parts.policy))
            }
        } catch { throw ReferralError(error) }
        guard let result else { throw .internalFault("a read returned nothing") }
        return result
    }

    /// What this process has committed is seen by every read that begins after it: then a new snapshot is taken.
    private func snapshot(_ body: (Connection) throws -> Void) throws {
        if hasTurns {
            try reader.readOn(version: parts.counters.commits, body)
        } else {
            try reader.readTransaction(body)
        }
    }

    func readLong<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralReader) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        guard let pool = parts.pool else { return try read(body) }
        let now = parts.lookInstant
        do {
            return try await pool.read { [policy = parts.policy] connection in
                try connection.transaction(.deferred) { try body(Look(connection: $0, now: now, policy: policy)) }
            }
        } catch { throw ReferralError(error) }
    }

    func write<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralTransaction) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        try await parts.write(body)
    }

    func countAppearances(of partners: Set<ID<Partner>>) { parts.countAppearances(of: partners) }

    func forgetOverwritten() async { await parts.forgetOverwritten() }
}
