/// The days that insights are asked for: from one midnight in UTC to another, which is not included.
public struct InsightPeriod: Hashable, Sendable {
    /// How many calendar months a period may touch.
    public static let maximumMonths = 120

    /// Why days are no period.
    public enum Fault: Error, Equatable, Sendable {
        /// The end is not after the beginning.
        case empty
        /// It touches more than `maximumMonths`.
        case tooLong
    }

    /// The first day.
    public let from: Day
    /// The day after the last.
    public let to: Day

    /// Makes a period.
    public init(from: Day, to: Day) throws(Fault) {
        guard from < to else { throw .empty }
        guard from.startOfMonth.adding(months: Self.maximumMonths) >= to else { throw .tooLong }
        self.from = from
        self.to = to
    }

    /// The first day of a period of which only the end is known: it has the month of its last day and the twelve
    /// before it.
    public static func usualStart(before end: Day) -> Day {
        end.adding(days: -1).startOfMonth.adding(months: -12)
    }

    /// The first days of the months that it touches, in order.
    public var months: [Day] {
        var months = [from.startOfMonth]
        while let next = months.last?.adding(months: 1), next < to, next > from { months.append(next) }
        return months
    }

    /// The months that it has all days of: from the first day of one to that of another, which is not included.
    public var wholeMonths: Range<Day>? {
        let first = from == from.startOfMonth ? from : from.startOfMonth.adding(months: 1)
        let end = to.startOfMonth
        return first < end ? first..<end : nil
    }

    /// The days that are not in `wholeMonths`, in at most two stretches.
    public var otherDays: [Range<Day>] {
        guard let whole = wholeMonths else { return [from..<to] }
        return [from..<whole.lowerBound, whole.upperBound..<to].filter { !$0.isEmpty }
    }
}

extension Day {
    /// The first day of its month.
    public var startOfMonth: Day { adding(days: 1 - components.day) }
}
