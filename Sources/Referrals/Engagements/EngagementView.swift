/// An engagement as its partner sees it. The customer's person is in it only while the partner may know them.
public struct EngagementView: Hashable, Sendable {
    /// The engagement.
    public let engagement: Engagement
    /// What the customer asks.
    public let inquiry: Inquiry
    /// People of the engagement, in the order they were added.
    public var contacts: [Contact]

    /// Makes a view. Leaves the customer's person out where the state of the engagement withholds them.
    public init(engagement: Engagement, inquiry: Inquiry, contacts: [Contact]) {
        self.engagement = engagement
        self.inquiry = inquiry.shown(in: engagement.state)
        self.contacts = contacts
    }
}

extension EngagementState {
    /// Whether the partner may know the customer's person: until it declines, lets the request expire or loses it by
    /// withdrawal.
    public var showsPerson: Bool {
        switch self {
        case .new, .active, .archived(.won), .archived(.lost): true
        case .archived(.declined), .archived(.expired), .archived(.withdrawn): false
        }
    }
}

extension Inquiry {
    /// The inquiry as it is shown to the partner of an engagement in that state: without the person, and without what
    /// the customer's words tell of them, where the state withholds them.
    public func shown(in state: EngagementState) -> Inquiry {
        guard !state.showsPerson, let person = customer.contact else { return self }
        return erasing(PersonTraces(person))
    }
}
