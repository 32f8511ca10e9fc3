/// What a solution is called in needs, profiles and registrations: `[a-z0-9-]{1,80}`, neither first nor last a dash.
public struct SolutionID: Hashable, Sendable, CustomStringConvertible {
    /// The slug.
    public let description: String

    /// Makes an id; nil unless the text is a slug.
    public init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        let dash = UInt8(ascii: "-")
        guard (1...Tag.maximumLength).contains(bytes.count), !text.hasPrefix("-"), !text.hasSuffix("-"),
            bytes.allSatisfy({ $0 == dash || ASCII.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            )
        else { return nil }
        description = String(text)
    }

    /// The id that a tag names; nil for one that can't be a slug. `ERP` is `erp`, as tags compare without case.
    public init?(_ tag: Tag) { self.init(tag.folded) }
}

extension SolutionID: Comparable {
    /// The order of lists: that of the bytes.
    public static func < (left: SolutionID, right: SolutionID) -> Bool { left.description < right.description }
}

/// Something that the operator knows partners to sell. Tags that name no solution are allowed everywhere.
public struct Solution: Hashable, Sendable {
    /// Its slug.
    public let id: SolutionID
    /// Its name.
    public var name: String
    /// Whether a deal that is won with it asks for a registration.
    public var isRegistrationEligible: Bool
    /// From 1, one more with each change.
    public var version: Int
    /// When it was made.
    public let createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp

    /// Makes a solution from its parts.
    public init(
        id: SolutionID, name: String, isRegistrationEligible: Bool, version: Int = 1, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.isRegistrationEligible = isRegistrationEligible
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The validator of what is shown.
    public var tag: EntityTag { EntityTag(version: version) }
}

/// The known solutions, as the operator manages them.
public struct SolutionService {
    private let store: any ReferralTransaction

    /// Works in one transaction.
    public init(_ store: any ReferralTransaction) { self.store = store }

    /// Makes or changes a solution; nothing is recorded when nothing changes. Throws `stale`.
    /// - Returns: The solution, and whether it is new.
    public func put(
        _ id: SolutionID, if condition: PutCondition, name: String, isRegistrationEligible: Bool
    ) throws(ReferralError) -> (solution: Solution, isNew: Bool) {
        let known = try store.solution(id)
        try condition.check(known?.tag)
        guard let old = known else {
            let solution = Solution(
                id: id, name: name, isRegistrationEligible: isRegistrationEligible, createdAt: store.now,
                updatedAt: store.now)
            try store.put(solution)
            return (solution, true)
        }
        var next = old
        (next.name, next.isRegistrationEligible) = (name, isRegistrationEligible)
        guard next != old else { return (old, false) }
        next.version += 1
        next.updatedAt = store.now
        try store.put(next)
        return (next, false)
    }

    /// Deletes a solution. Registrations keep its id. Throws `notFound` and `stale`.
    public func delete(_ id: SolutionID, if condition: VersionCondition) throws(ReferralError) {
        guard let solution = try store.solution(id) else { throw .notFound }
        try condition.check(solution.tag)
        try store.deleteSolution(id)
    }
}
