/// After how long a message that could not be delivered is tried again.
public struct RetrySchedule: Hashable, Sendable {
    /// What a service goes by that was told nothing else: about 75 h in all.
    public static let standard = RetrySchedule([
        .seconds(5), .minutes(5), .minutes(30), .hours(2), .hours(5), .hours(10), .hours(14), .hours(20), .hours(24),
    ])

    /// The waits, in their order. There is one attempt at once, and one after each.
    public let waits: [TimeSpan]

    /// Makes a schedule.
    public init(_ waits: [TimeSpan]) { self.waits = waits }

    /// All waits together at their longest.
    public var total: TimeSpan { .milliseconds(waits.reduce(0) { $0 + $1.milliseconds + $1.milliseconds / 5 }) }

    /// How long to wait after so many attempts, with up to a fifth more so that what failed together is not tried
    /// together; nil when that were all. `random` is any number.
    public func wait(after attempts: Int, random: UInt64) -> TimeSpan? {
        guard attempts >= 1, attempts <= waits.count else { return nil }
        let wait = waits[attempts - 1]
        return .milliseconds(wait.milliseconds + Int64(random % UInt64(wait.milliseconds / 5 + 1)))
    }
}

extension RetrySchedule: CustomStringConvertible {
    /// How many waits there may be.
    static let maximumCount = 20
    /// How long a wait may be.
    static let longestWait = TimeSpan.days(7)

    /// The schedule from its waits with commas between them, such as `5s,5m,2h`; nil for none, for more than 20, and
    /// for one that is not above 0 and at most seven days.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let waits = parts.compactMap { TimeSpan($0) }
        guard waits.count == parts.count, (1...Self.maximumCount).contains(waits.count),
            waits.allSatisfy({ $0 > .milliseconds(0) && $0 <= Self.longestWait })
        else { return nil }
        self.init(waits)
    }

    /// The text that makes it.
    public var description: String { waits.map(\.description).joined(separator: ",") }
}
