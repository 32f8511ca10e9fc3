// What the past tells of a partner. Each engagement gives whole numbers, which are only ever added up: so the sums are
// the same in whatever order it happened, and a recount is exactly equal. docs/ranking.md explains the credits.

/// Sums over the engagements of a partner, or what one engagement gives to them.
public struct PartnerSignals: Hashable, Sendable {
    /// How many were answered or let expire.
    public var answers: Int
    /// Credits for the speed of the answers, in millionths.
    public var speed: Int
    /// How many were accepted, without those that the customer withdrew.
    public var accepted: Int
    /// Credits for what was reported of those, in eighths.
    public var reporting: Int

    /// What is known of a newcomer unless told otherwise.
    public init(answers: Int = 0, speed: Int = 0, accepted: Int = 0, reporting: Int = 0) {
        self.answers = answers
        self.speed = speed
        self.accepted = accepted
        self.reporting = reporting
    }

    /// What an engagement gives as it stands.
    public init(_ engagement: Engagement) {
        self.init()
        if engagement.answer != nil || engagement.state == .archived(.expired) {
            answers = 1
            speed = engagement.speedCredit
        }
        if engagement.answer == .accepted, engagement.state != .archived(.withdrawn) {
            accepted = 1
            reporting = engagement.reportingCredit
        }
    }

    /// The sums with more added.
    public static func + (left: PartnerSignals, right: PartnerSignals) -> PartnerSignals {
        PartnerSignals(
            answers: left.answers + right.answers, speed: left.speed + right.speed,
            accepted: left.accepted + right.accepted, reporting: left.reporting + right.reporting)
    }

    /// What must be added to the right to get the left.
    public static func - (left: PartnerSignals, right: PartnerSignals) -> PartnerSignals {
        PartnerSignals(
            answers: left.answers - right.answers, speed: left.speed - right.speed,
            accepted: left.accepted - right.accepted, reporting: left.reporting - right.reporting)
    }
}

extension PartnerSignals {
    /// The mean credit for speed, 0 to 1, from a neutral start.
    public var responseSpeed: Double { Smoothing.mean(speed, of: answers, unit: 1_000_000) }

    /// The mean credit for reporting, 0 to 1, from a neutral start.
    public var outcomeReporting: Double { Smoothing.mean(reporting, of: accepted, unit: 8) }
}

/// Means that start at a half and that few observations move little.
enum Smoothing {
    /// As many observations as the neutral start counts for.
    private static let weight = 5

    /// The mean of `count` credits that add up to `sum`, each of 0 to `unit`, and of as many neutral ones.
    static func mean(_ sum: Int, of count: Int, unit: Int) -> Double {
        Double(2 * sum + weight * unit) / Double(2 * (count + weight) * unit)
    }
}

/// What a partner said to a request, whatever came later.
public enum DealAnswer: Hashable, Sendable {
    case accepted, declined
}

extension Engagement {
    /// What the partner said; nil while it has not, and when it can't any more.
    public var answer: DealAnswer? {
        switch state {
        case .active, .archived(.won), .archived(.lost): .accepted
        case .archived(.declined): .declined
        // Only an accepted one has an answer when it is withdrawn: a declined one stays declined.
        case .archived(.withdrawn): respondedAt == nil ? nil : .accepted
        case .new, .archived(.expired): nil
        }
    }

    /// 1 for an answer at once, a half after a day, a third after two, 0 for none; in millionths, cut.
    fileprivate var speedCredit: Int {
        guard let respondedAt else { return 0 }
        let day = Int(TimeSpan.day.milliseconds)
        return 1_000_000 * day / (day + max(0, Int((respondedAt - clocks.createdAt).milliseconds)))
    }

    /// In eighths: 4 for value and date of an open deal, 4 more for its outcome. A loss has no value nor date to tell.
    /// A deal whose outcome is missed has none of them: what was told of it does not hold any more.
    fileprivate var reportingCredit: Int {
        if isOutcomeOverdue { return 0 }
        var credit = (terms.estimatedValue == nil ? 0 : 2) + (terms.estimatedPurchaseDate == nil ? 0 : 2)
        if state == .archived(.lost) { credit += 4 }
        if state == .archived(.won) { credit += 2 + (finalValue == nil ? 0 : 1) + (closedOn == nil ? 0 : 1) }
        return credit
    }
}
