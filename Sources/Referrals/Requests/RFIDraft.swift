/// An RFI as a marketplace hands it in.
public struct RFIDraft: Sendable {
    /// What is asked.
    public let inquiry: Inquiry
    /// Whom, 1 to 10.
    public let recipients: [RecipientChoice]
    /// When it has found enough partners.
    public let closing: ClosingRule
    /// How many recipients it may have in all when those who decline or let it expire are replaced.
    public let topUp: Int?
    /// Whether somebody may be asked the same twice within a day.
    public let allowsDuplicate: Bool

    /// Makes a draft.
    public init(
        inquiry: Inquiry, recipients: [RecipientChoice], closing: ClosingRule = .all, topUp: Int? = nil,
        allowsDuplicate: Bool = false
    ) {
        self.inquiry = inquiry
        self.recipients = recipients
        self.closing = closing
        self.topUp = topUp
        self.allowsDuplicate = allowsDuplicate
    }
}

/// Somebody whom an RFI is to go to.
public struct RecipientChoice: Hashable, Sendable {
    /// The profile.
    public let profileID: ID<Profile>
    /// One of its locations; nil for the nearest.
    public let locationID: ID<Location>?

    /// Makes a choice.
    public init(profileID: ID<Profile>, locationID: ID<Location>?) {
        self.profileID = profileID
        self.locationID = locationID
    }
}
