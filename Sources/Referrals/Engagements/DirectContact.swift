// The wish of a customer to be contacted directly, in the words that partners read everywhere.

extension EngagementView {
    /// What the partner reads while the wish is fresh.
    public static let hotMessage =
        "The customer asked to be contacted directly: get in touch now, early contact wins more often."
    /// What the partner reads after that, as long as it has not answered.
    public static let waitingMessage =
        "The customer asked to be contacted directly and may still be waiting: "
        + "get in touch if you want this engagement."

    /// What the partner reads of the wish at an instant; nil when there is none, and once it has answered.
    public func directContactMessage(at now: Timestamp) -> String? {
        guard inquiry.directContact, engagement.state == .new else { return nil }
        return engagement.isHot(at: now) ? Self.hotMessage : Self.waitingMessage
    }
}
