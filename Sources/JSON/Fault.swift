/// What kind of fault a member has; the raw value is the `code` of an entry of a problem's `errors`.
public enum FaultCode: String, CaseIterable, Sendable {
    /// The member is absent or null, or the list is shorter than it must be.
    case required
    /// The object has no member of this name.
    case unknownMember = "unknown_member"
    /// The JSON type is not the one asked for.
    case wrongType = "wrong_type"
    /// The type is right, the content is not.
    case invalidValue = "invalid_value"
    /// More characters than allowed.
    case tooLong = "too_long"
    /// More items than allowed.
    case tooMany = "too_many"
    /// A number or a time outside its range.
    case outOfRange = "out_of_range"
    /// The member is shown but cannot be set.
    case readOnly = "read_only"
}

/// One fault in a JSON value, and where it is.
public struct Fault: Equatable, Sendable {
    /// The JSON Pointer (RFC 6901) of the value at fault: `/recipients/0/profileId`; empty for the whole.
    public let pointer: String
    /// The kind of fault.
    public let code: FaultCode
    /// A sentence for a person.
    public let detail: String

    /// A fault at a pointer.
    public init(_ pointer: String, _ code: FaultCode, _ detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }
}

/// What a conversion throws when a value is not what it must be; `Fields` adds the pointer.
public struct Invalid: Error, Equatable, Sendable {
    /// The kind of fault.
    public let code: FaultCode
    /// A sentence for a person.
    public let detail: String

    /// A refusal of a value.
    public init(_ code: FaultCode, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}

/// Collects the faults of one JSON value while it is read; shared by the `Fields` of its objects.
public final class Faults {
    /// How many faults are kept: a hostile body must not be answered by one many times its length.
    public static let limit = 100

    /// The faults in the order in which they were found, the first `limit` of them.
    public private(set) var list: [Fault] = []

    /// No faults yet.
    public init() {}

    /// Whether nothing was found wrong.
    public var isEmpty: Bool { list.isEmpty }

    /// Records a fault, unless `limit` of them are known already.
    public func add(_ pointer: String, _ code: FaultCode, _ detail: String) {
        guard list.count < Self.limit else { return }
        list.append(Fault(pointer, code, detail))
    }
}
