/// A request for information, sent to 1 to 10 profiles.
public struct RFI: Hashable, Sendable {
    /// Where the RFI stands.
    public enum Status: String, CaseIterable, Sendable {
        case open, withdrawn
    }

    /// How many recipients one RFI may have.
    public static let maximumRecipients = 10

    /// The RFI's id.
    public let id: ID<RFI>
    /// Whose customer asks.
    public let marketplaceID: MarketplaceID
    /// What is asked.
    public let inquiry: Inquiry
    /// When it has found enough partners.
    public let closing: ClosingRule
    /// How many recipients it may have in all when providers who decline or let it expire are replaced by the next
    /// best; nil when nobody is replaced.
    public let topUp: Int?
    /// Where it stands.
    public var status: Status
    /// When the customer's person was erased.
    public var erasedAt: Timestamp?
    /// From 1, one more with each change of the RFI itself.
    public var version: Int
    /// When it was made.
    public let createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp

    /// Makes an RFI from its parts.
    public init(
        id: ID<RFI>, marketplaceID: MarketplaceID, inquiry: Inquiry, closing: ClosingRule = .all, topUp: Int? = nil,
        status: Status = .open, erasedAt: Timestamp? = nil, version: Int = 1, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.marketplaceID = marketplaceID
        self.inquiry = inquiry
        self.closing = closing
        self.topUp = topUp
        self.status = status
        self.erasedAt = erasedAt
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension RFI {
    /// The RFI after the customer took it back.
    /// - Throws: `invalidTransition` when that happened already.
    func withdrawing(at now: Timestamp) throws(ReferralError) -> RFI {
        try checkOpen()
        var next = changed(at: now)
        next.status = .withdrawn
        return next
    }

    /// The RFI after its customer's person was erased: nobody can answer it any more. Unless a partner works on it, it
    /// is withdrawn.
    func erasing(at now: Timestamp, isWorkedOn: Bool) -> RFI {
        var next = changed(at: now)
        if !isWorkedOn { next.status = .withdrawn }
        next.erasedAt = now
        return next
    }

    /// The RFI after more were asked.
    func extending(at now: Timestamp) throws(ReferralError) -> RFI {
        try checkOpen()
        guard erasedAt == nil else {
            throw .invalidTransition(detail: "The customer's person was erased: the RFI asks nobody else.")
        }
        return changed(at: now)
    }

    private func checkOpen() throws(ReferralError) {
        guard status == .open else { throw .invalidTransition(detail: "The RFI is withdrawn.") }
    }

    private func changed(at now: Timestamp) -> RFI {
        var next = self
        next.updatedAt = now
        next.version += 1
        return next
    }
}
