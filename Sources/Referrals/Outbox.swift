/// What a commit has put into the outbox: told to whoever sends, after the commit.
public struct OutboxNews: Sendable, Equatable {
    /// Endpoints that have got something to send, or whose settings have changed.
    public var webhooks: Set<ID<Webhook>> = []
    /// Whether there is mail.
    public var hasMail = false
    /// Whether anything else may have changed too: another process has committed, or a partner's status has changed.
    public var isUnknown = false

    /// No news.
    public init() {}

    /// Whether there is nothing to tell.
    public var isEmpty: Bool { webhooks.isEmpty && !hasMail && !isUnknown }
}
