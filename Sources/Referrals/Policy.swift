/// What the operator decided that the rules go by.
public struct Policy: Sendable, Equatable {
    /// The clocks of new engagements.
    public var response: ResponsePolicy
    /// What providers are ranked by.
    public var ranking: RankingWeights
    /// When what could not be delivered is tried again.
    public var retrySchedule: RetrySchedule
    /// How long events stay in the feeds, from when they were recorded.
    public var eventRetention: TimeSpan
    /// Whether anybody is told by mail: a past that is made up has nobody to tell.
    public var notifies: Bool

    /// Makes a policy.
    public init(
        response: ResponsePolicy = .standard, ranking: RankingWeights = .standard,
        retrySchedule: RetrySchedule = .standard, eventRetention: TimeSpan = .days(90), notifies: Bool = true
    ) {
        self.response = response
        self.ranking = ranking
        self.retrySchedule = retrySchedule
        self.eventRetention = eventRetention
        self.notifies = notifies
    }
}

/// The clocks of an engagement, fixed for each when it is made.
public struct ResponsePolicy: Sendable, Equatable {
    /// From creation to expiry.
    public var responseWindow: TimeSpan
    /// From creation to the recommended answer; never later than the expiry.
    public var respondBy: TimeSpan
    /// How long a wish for direct contact is shown as hot.
    public var hotWindow: TimeSpan
    /// How long before expiry the partner is reminded.
    public var expiryReminder: TimeSpan

    /// Makes a policy.
    public init(responseWindow: TimeSpan, respondBy: TimeSpan, hotWindow: TimeSpan, expiryReminder: TimeSpan) {
        self.responseWindow = responseWindow
        self.respondBy = respondBy
        self.hotWindow = hotWindow
        self.expiryReminder = expiryReminder
    }

    /// The clocks of a service that was told nothing else.
    public static let standard = ResponsePolicy(
        responseWindow: .days(14), respondBy: .hours(24), hotWindow: .hours(72), expiryReminder: .hours(48))
}
