// How often partners stand in answers to searches: counted in memory, for a search must not wait for a commit, and
// written some seconds later. What is not written yet is lost in a crash.

public import Referrals
import SQLite
import Synchronization

/// Appearances that are not written yet.
final class Appearances: Sendable {
    /// How long they wait.
    static let pause = Duration.seconds(10)

    /// A partner on a day in UTC.
    private struct Key: Hashable {
        let partner: ID<Partner>
        let day: Day
    }

    private struct State {
        var counts: [Key: Int] = [:]
        var isWaiting = false
    }

    private let state = Mutex(State())

    /// Counts one page; true when somebody has to write what is counted after the pause.
    func count(_ partners: Set<ID<Partner>>, on day: Day) -> Bool {
        guard !partners.isEmpty else { return false }
        return state.withLock { state in
            for partner in partners { state.counts[Key(partner: partner, day: day), default: 0] += 1 }
            defer { state.isWaiting = true }
            return !state.isWaiting
        }
    }

    /// Takes what is counted; the next one who counts has to write again.
    private func take() -> [Key: Int] {
        state.withLock { state in
            defer { state = State() }
            return state.counts
        }
    }

    private func putBack(_ counts: [Key: Int]) {
        state.withLock { state in state.counts.merge(counts, uniquingKeysWith: +) }
    }

    /// Writes what is counted, in one transaction that moves no counter.
    /// - Throws: `storageUnavailable`; then it is written the next time.
    func write(through parts: StoreParts) async throws(ReferralError) {
        let counts = take()
        guard !counts.isEmpty else { return }
        do {
            try await parts.writer.write { connection, _ in
                for (key, count) in counts {
                    for partner in [key.partner, nil] {
                        try connection.addAppearances(count, of: partner, on: key.day)
                    }
                }
            }
        } catch {
            putBack(counts)
            throw ReferralError(error)
        }
    }
}

extension StoreParts {
    /// Counts a page of an answer to a search.
    func countAppearances(of partners: Set<ID<Partner>>) {
        guard appearances.count(partners, on: environment.now.day) else { return }
        Task {
            try await Task.sleep(for: Appearances.pause)
            try await appearances.write(through: self)
        }
    }
}

extension Store {
    /// Writes how often partners stood in answers to searches, as far as that is not written: before a stop.
    /// - Throws: `storageUnavailable`.
    public func writeAppearances() async throws(ReferralError) { try await parts.appearances.write(through: parts) }
}
