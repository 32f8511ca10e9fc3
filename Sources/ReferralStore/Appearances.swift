// How often partners stand in answers to searches: counted in memory, for a search must not wait for a commit, and
// written some seconds later. What is not written yet is lost in a crash.

public import Referrals
import SQLite
import Synchronization

/// Appearances that are not written yet.
final class Appearances: Sendable {
    /// How long they wait.
    let pause: Duration
    /// Of how many partners a job writes, two rows each.
    private static let partnersPerJob = 150

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

    init(pause: Duration) {
        self.pause = pause
    }

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

    private func putBack(_ counts: some Sequence<(key: Key, value: Int)>) {
        state.withLock { state in
            for (key, count) in counts { state.counts[key, default: 0] += count }
        }
    }

    /// Writes what is counted, so many partners a job that no other job waits long.
    /// - Throws: `storageUnavailable`; then what is left is written the next time.
    func write(through parts: StoreParts) async throws(ReferralError) {
        var left = Array(take())[...]
        while !left.isEmpty {
            let sums = Self.sums(of: left.prefix(Self.partnersPerJob))
            do {
                try await parts.writer.write { connection, batch in
                    for (series, count) in sums { try connection.addAppearances(count, to: series) }
                    batch.touched.appearances = true
                }
            } catch {
                putBack(left)
                throw ReferralError(error)
            }
            left = left.dropFirst(Self.partnersPerJob)
        }
    }

    /// What is to be added to each row: those over all partners get the sum at once.
    private static func sums(of counts: ArraySlice<(key: Key, value: Int)>) -> [InsightSeries: Int] {
        var sums: [InsightSeries: Int] = [:]
        for (key, count) in counts {
            for partner in [key.partner, nil] {
                for series in [InsightSeries.day(partner, key.day), .month(partner, key.day.startOfMonth)] {
                    sums[series, default: 0] += count
                }
            }
        }
        return sums
    }
}

extension StoreParts {
    /// Counts a page of an answer to a search.
    func countAppearances(of partners: Set<ID<Partner>>) {
        guard appearances.count(partners, on: environment.now.day) else { return }
        Task {
            try await Task.sleep(for: appearances.pause)
            try await appearances.write(through: self)
        }
    }
}

extension Store {
    /// Writes how often partners stood in answers to searches, as far as that is not written: before a stop.
    /// - Throws: `storageUnavailable`.
    public func writeAppearances() async throws(ReferralError) { try await parts.appearances.write(through: parts) }
}
