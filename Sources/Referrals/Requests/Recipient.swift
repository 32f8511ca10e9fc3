/// What the customer may know of one recipient.
public struct Recipient: Hashable, Sendable {
    /// What became of the request at this recipient.
    public enum Status: String, CaseIterable, Sendable {
        case pending, accepted, declined, expired, won, lost, withdrawn

        /// The customer's word for an engagement's state.
        public init(_ state: EngagementState) {
            self =
                switch state {
                case .new: .pending
                case .active: .accepted
                case .archived(.won): .won
                case .archived(.lost): .lost
                case .archived(.declined): .declined
                case .archived(.expired): .expired
                case .archived(.withdrawn): .withdrawn
                }
        }
    }

    /// The profile that was asked.
    public let profileID: ID<Profile>
    /// Its name; the last one it had when it was deleted since.
    public let displayName: String
    /// What became of it.
    public let status: Status
    /// When the partner answered.
    public let respondedAt: Timestamp?

    /// Makes a recipient.
    public init(profileID: ID<Profile>, displayName: String, status: Status, respondedAt: Timestamp?) {
        self.profileID = profileID
        self.displayName = displayName
        self.status = status
        self.respondedAt = respondedAt
    }
}

/// An RFI as its customer sees it.
public struct RFIView: Hashable, Sendable {
    /// The RFI.
    public let rfi: RFI
    /// Its recipients, in the order they were asked.
    public let recipients: [Recipient]
    /// Other providers, the best first: some while the RFI `needsAlternatives`, else none.
    public let alternatives: [Provider]

    /// Makes a view. `alternatives` is asked only while they are needed.
    public init(
        rfi: RFI, recipients: [Recipient], alternatives: () throws(ReferralError) -> [Provider]
    ) throws(ReferralError) {
        self.rfi = rfi
        self.recipients = recipients
        self.alternatives = rfi.needsAlternatives(to: recipients) ? try alternatives() : []
    }
}

extension RFI {
    /// How many other providers a customer is shown.
    public static let maximumAlternatives = 5

    /// Whether the customer may want to ask others: somebody declined or let the request expire, and others may still
    /// be asked.
    func needsAlternatives(to recipients: [Recipient]) -> Bool {
        status == .open && erasedAt == nil && recipients.count < Self.maximumRecipients
            && !closing.isMet(by: recipients.count { $0.status == .accepted || $0.status == .won })
            && recipients.contains { $0.status == .declined || $0.status == .expired }
    }
}
