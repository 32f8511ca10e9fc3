// The figures of a stretch of time, and what an engagement gives to them. All of them are whole numbers that are only
// ever added up, so that they are the same in whatever order things happened, and a recount is exactly equal.

/// What happened in a stretch of time, or what one engagement gives to it. docs/insights.md defines every figure.
public struct InsightFigures: Hashable, Sendable {
    /// How many requests came.
    public var received = 0
    /// How many were accepted.
    public var accepted = 0
    /// How many were declined.
    public var declined = 0
    /// How many expired.
    public var expired = 0
    /// How many deals were reported as won.
    public var won = 0
    /// How many were reported as lost.
    public var lost = 0
    /// How many of the answers came within 24 hours.
    public var answeredWithin24h = 0
    /// How long the answers took.
    public var responseTimes = ResponseTimes()
    /// Why requests were declined.
    public var declineReasons = Tally<Refusal.Reason>()
    /// Why deals were lost.
    public var lossReasons = Tally<Refusal.Reason>()
    /// What the won deals were worth.
    public var wonValues = Tally<Currency>()

    /// Nothing happened.
    public init() {}

    /// How many requests were answered: accepted or declined.
    public var answered: Int { accepted + declined }
    /// The share of those accepted among those accepted, declined and expired; nil when there are none.
    public var acceptanceRate: Double? { Self.rate(accepted, of: answered + expired) }
    /// The share of those expired among those accepted, declined and expired; nil when there are none.
    public var expiryRate: Double? { Self.rate(expired, of: answered + expired) }
    /// The share of those won among those won and lost; nil when there are none.
    public var winRate: Double? { Self.rate(won, of: won + lost) }

    private static func rate(_ part: Int, of all: Int) -> Double? {
        all > 0 ? Double(part) / Double(all) : nil
    }

    /// Both together.
    public static func + (left: InsightFigures, right: InsightFigures) -> InsightFigures {
        left.adding(right, times: 1)
    }

    /// What must be added to the right to get the left.
    public static func - (left: InsightFigures, right: InsightFigures) -> InsightFigures {
        left.adding(right, times: -1)
    }

    private func adding(_ other: InsightFigures, times sign: Int) -> InsightFigures {
        var sum = self
        for count in [
            \InsightFigures.received, \.accepted, \.declined, \.expired, \.won, \.lost, \.answeredWithin24h,
        ] {
            sum[keyPath: count] += sign * other[keyPath: count]
        }
        sum.responseTimes = sign > 0 ? responseTimes + other.responseTimes : responseTimes - other.responseTimes
        sum.declineReasons.add(other.declineReasons, times: sign)
        sum.lossReasons.add(other.lossReasons, times: sign)
        sum.wonValues.add(other.wonValues, times: sign)
        return sum
    }
}

/// How much of each; exact beyond 64 bits.
public struct Tally<Key: Hashable & Sendable>: Hashable, Sendable {
    /// What is not zero.
    public private(set) var sums: [Key: Int128] = [:]

    /// Nothing.
    public init() {}

    /// As much of the key, 0 when there is none.
    public subscript(_ key: Key) -> Int128 { sums[key] ?? 0 }

    /// Adds to a key.
    public mutating func add(_ amount: Int128, to key: Key) {
        let sum = self[key] + amount
        sums[key] = sum == 0 ? nil : sum
    }

    mutating func add(_ other: Tally, times sign: Int) {
        for (key, amount) in other.sums { add(Int128(sign) * amount, to: key) }
    }
}

extension InsightFigures {
    /// What the won deals were worth, by currency, ordered by its code.
    public var wonValue: [MoneySum] {
        wonValues.sums.map { MoneySum(minorUnits: $0.value, currency: $0.key) }
            .sorted { $0.currency.code < $1.currency.code }
    }
}

extension Engagement {
    /// What the engagement gives to the figures, by the day in UTC on which it happened. What has happened stays so:
    /// a change adds to these, and takes nothing away.
    public var insightFigures: [Day: InsightFigures] {
        var days: [Day: InsightFigures] = [:]
        days[clocks.createdAt.day, default: InsightFigures()].received = 1
        if let respondedAt, let answer {
            let span = respondedAt - clocks.createdAt
            var figures = days[respondedAt.day] ?? InsightFigures()
            figures.accepted = answer == .accepted ? 1 : 0
            figures.declined = answer == .declined ? 1 : 0
            figures.answeredWithin24h = span <= .day ? 1 : 0
            figures.responseTimes = ResponseTimes(answerAfter: span)
            if answer == .declined, let refusal { figures.declineReasons.add(1, to: refusal.reason) }
            days[respondedAt.day] = figures
        }
        if let closedAt, let closing = closingFigures {
            days[closedAt.day] = (days[closedAt.day] ?? InsightFigures()) + closing
        }
        return days
    }

    /// What its end gives; nil for nothing.
    private var closingFigures: InsightFigures? {
        var figures = InsightFigures()
        switch state {
        case .archived(.won):
            figures.won = 1
            if let value = finalValue ?? terms.estimatedValue {
                figures.wonValues.add(Int128(value.minorUnits), to: value.currency)
            }
        case .archived(.lost):
            figures.lost = 1
            if let refusal { figures.lossReasons.add(1, to: refusal.reason) }
        case .archived(.expired): figures.expired = 1
        // A declined one was answered when it was closed, and a withdrawn one is none of the partner's doing.
        case .archived(.declined), .archived(.withdrawn), .new, .active: return nil
        }
        return figures
    }

    /// What a change gives to the figures, by day: what is the same before and after is left out. One that stays as
    /// open as it was gives nothing, whatever is changed of its terms.
    public func insightFigures(since old: Engagement?) -> [Day: InsightFigures] {
        if let old, old.state == state, closedAt == nil { return [:] }
        let before = old?.insightFigures ?? [:]
        var given: [Day: InsightFigures] = [:]
        for (day, figures) in insightFigures {
            let difference = figures - (before[day] ?? InsightFigures())
            if difference != InsightFigures() { given[day] = difference }
        }
        return given
    }
}
