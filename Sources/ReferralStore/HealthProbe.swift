import Referrals
import SQLite
import Synchronization

/// Whether the database can be written, found out by writing it. Anyone may ask, as often as they like: at most one
/// write a second comes of it.
final class HealthProbe: Sendable {
    private typealias Outcome = Result<Void, ReferralError>

    private enum State {
        case unknown
        case running(Task<Outcome, Never>)
        case known(Outcome, at: Int64)
    }

    /// For how many milliseconds an outcome counts.
    private static let validity: Int64 = 1_000

    private let parts: StoreParts
    private let uptime: @Sendable () -> Int64
    private let state = Mutex(State.unknown)

    init(_ parts: StoreParts, uptime: @escaping @Sendable () -> Int64) {
        self.parts = parts
        self.uptime = uptime
    }

    /// Writes a row and waits until it is on disk, unless that was done, or is being done, within the last second.
    func check() async throws(ReferralError) {
        let task = state.withLock { state -> Task<Outcome, Never> in
            switch state {
            case .running(let task): return task
            case .known(let outcome, let time) where uptime() - time < Self.validity: return Task { outcome }
            case .known, .unknown:
                let task = Task { await write() }
                state = .running(task)
                return task
            }
        }
        try await task.value.get()
    }

    private func write() async -> Outcome {
        let outcome: Outcome
        do throws(ReferralError) {
            try await parts.writeHealth()
            outcome = .success(())
        } catch { outcome = .failure(error) }
        state.withLock { $0 = .known(outcome, at: uptime()) }
        return outcome
    }
}

extension StoreParts {
    /// Nothing that anyone is shown, so it touches nothing.
    fileprivate func writeHealth() async throws(ReferralError) {
        do {
            try await writer.write { connection, batch in
                _ = try connection.run(
                    "INSERT OR REPLACE INTO properties (name, value) VALUES ('health', CAST(?1 AS BLOB))",
                    [Value(batch.now)])
            }
        } catch { throw ReferralError(error) }
    }
}
