/// Reads the members of one object and collects every fault with its pointer, instead of stopping at the
/// first.
///
/// What a read returns is nil (or an empty list) when the member is at fault, so the values may be used only
/// when `faults.isEmpty` once all is read.
///
/// ```swift
/// let faults = Faults()
/// var fields = Fields(value, faults: faults)
/// let name = fields.required("name", Convert.string)
/// let tags = fields.list("tags", maximum: 50, Convert.string)
/// fields.finish()
/// guard faults.isEmpty, let name else { throw ValidationFailed(faults.list) }
/// ```
public struct Fields {
    /// The JSON Pointer of the object.
    public let pointer: String
    /// Where the faults are collected.
    public let faults: Faults
    private let members: [JSONMember]
    private var isRead: [Bool]
    /// Not an object: that is the one fault to tell, absent members are none.
    private let isSilent: Bool

    /// Begins to read an object. Any other value is a `wrong_type` at `pointer`, and each later read finds
    /// nothing and reports nothing.
    public init(_ value: JSON, at pointer: String = "", faults: Faults) {
        self.pointer = pointer
        self.faults = faults
        if case .object(let members) = value {
            self.members = members
            isSilent = false
        } else {
            members = []
            isSilent = true
            faults.add(pointer, .wrongType, "Must be an object.")
        }
        isRead = [Bool](repeating: false, count: members.count)
    }

    /// The pointer of a member, or of an item of the list that it is.
    public func pointer(_ name: String, _ index: Int? = nil) -> String {
        let token =
            name.utf8.contains { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") } ? escaped(name) : name
        return pointer + "/" + token + (index.map { "/\($0)" } ?? "")
    }

    /// A reference token of RFC 6901 section 3: `~` is written `~0` and `/` is written `~1`, also where a
    /// combining mark follows, which makes them part of another `Character`.
    private func escaped(_ name: String) -> String {
        name.unicodeScalars.reduce(into: "") { token, scalar in
            token += scalar == "~" ? "~0" : scalar == "/" ? "~1" : String(scalar)
        }
    }

    /// Whether the member is there and not null, right or wrong. Does not count as reading it.
    public func has(_ name: String) -> Bool {
        members.contains { $0.name.hasSameBytes(as: name) && $0.value != .null }
    }

    /// Records a fault of a member, for a rule that looks at several. Where there is no object there are no members.
    public func fault(_ name: String, _ code: FaultCode, _ detail: String) {
        guard !isSilent else { return }
        faults.add(pointer(name), code, detail)
    }

    /// Reports each of these members that is present as `read_only`.
    public mutating func readOnly(_ names: String...) {
        for name in names where take(name) != nil {
            fault(name, .readOnly, "Cannot be set.")
        }
    }

    /// Reports every member that no read asked for as `unknown_member`.
    public func finish() {
        for (member, isRead) in zip(members, isRead) where !isRead {
            fault(member.name, .unknownMember, "There is no member of this name.")
        }
    }
}

// MARK: - One value

extension Fields {
    /// A member that must be there: absent or null is `required`.
    public mutating func required<T>(_ name: String, _ convert: (JSON) throws(Invalid) -> T) -> T? {
        guard let value = presentOrRequired(name) else { return nil }
        return self.convert(value, at: pointer(name), convert)
    }

    /// A member that may be left out: absent or null is nil.
    public mutating func optional<T>(_ name: String, _ convert: (JSON) throws(Invalid) -> T) -> T? {
        guard let value = present(name) else { return nil }
        return self.convert(value, at: pointer(name), convert)
    }

    /// A nested object, whose unknown members are reported when `read` returns. Absent or null is nil, and a
    /// fault when it is required.
    public mutating func object<T>(_ name: String, required: Bool, _ read: (inout Fields) -> T?) -> T? {
        guard let value = required ? presentOrRequired(name) : present(name) else { return nil }
        return object(value, at: pointer(name), read)
    }
}

// MARK: - Lists

extension Fields {
    /// A list of values. Absent or null is the empty list; items that cannot be converted are left out.
    ///
    /// Fewer items than `minimum` are `required`; more than `maximum` are `too_many`, and none is looked at.
    public mutating func list<T>(
        _ name: String, maximum: Int, minimum: Int = 0, _ convert: (JSON) throws(Invalid) -> T
    ) -> [T] {
        items(name, minimum...max(minimum, maximum)) { fields, item, pointer in
            fields.convert(item, at: pointer(), convert)
        }
    }

    /// A list of objects, each read by `read`, which finds the item's own pointer in its fields. Bounds as in
    /// `list`.
    public mutating func objects<T>(
        _ name: String, minimum: Int, maximum: Int, _ read: (inout Fields) -> T?
    ) -> [T] {
        items(name, minimum...max(minimum, maximum)) { fields, item, pointer in
            fields.object(item, at: pointer(), read)
        }
    }

    private mutating func items<T>(
        _ name: String, _ bounds: ClosedRange<Int>, _ read: (Fields, JSON, () -> String) -> T?
    ) -> [T] {
        guard let value = bounds.lowerBound > 0 ? presentOrRequired(name) : present(name) else { return [] }
        guard case .array(let elements) = value else {
            fault(name, .wrongType, "Must be an array.")
            return []
        }
        guard elements.count >= bounds.lowerBound else {
            fault(name, .required, "Must have at least \(bounds.lowerBound) item(s).")
            return []
        }
        guard elements.count <= bounds.upperBound else {
            fault(name, .tooMany, "Must have at most \(bounds.upperBound) item(s).")
            return []
        }
        return elements.enumerated().compactMap { index, element in
            read(self, element) { pointer(name, index) }
        }
    }
}

// MARK: - Looking up

extension Fields {
    /// The member's value, null included; it counts as read.
    mutating func take(_ name: String) -> JSON? {
        guard let index = members.firstIndex(where: { $0.name.hasSameBytes(as: name) }) else { return nil }
        isRead[index] = true
        return members[index].value
    }

    /// The member's value, unless absent or null.
    private mutating func present(_ name: String) -> JSON? {
        guard let value = take(name), value != .null else { return nil }
        return value
    }

    private mutating func presentOrRequired(_ name: String) -> JSON? {
        let value = present(name)
        if value == nil, !isSilent { fault(name, .required, "Is required.") }
        return value
    }

    /// The pointer is made only when there is a fault to point at.
    private func convert<T>(
        _ value: JSON, at pointer: @autoclosure () -> String, _ convert: (JSON) throws(Invalid) -> T
    ) -> T? {
        do throws(Invalid) {
            return try convert(value)
        } catch {
            faults.add(pointer(), error.code, error.detail)
            return nil
        }
    }

    private func object<T>(_ value: JSON, at pointer: String, _ read: (inout Fields) -> T?) -> T? {
        var fields = Fields(value, at: pointer, faults: faults)
        let result = read(&fields)
        fields.finish()
        return result
    }
}
