/// What a merge patch (RFC 7396) asks of one member.
public enum Change<T> {
    /// The member is not in the patch: leave it alone.
    case absent
    /// The member is null: remove the value.
    case clear
    /// The member has a new value.
    case set(T)

    /// The value after the change, of one that may be absent.
    public func applied(to current: T?) -> T? {
        switch self {
        case .absent: current
        case .clear: nil
        case .set(let value): value
        }
    }
}

extension Change: Equatable where T: Equatable {}
extension Change: Sendable where T: Sendable {}

extension Fields {
    /// A member of a merge patch. A value at fault is reported and reads as `.absent`.
    ///
    /// - Parameters:
    ///   - name: The member.
    ///   - isRequired: Whether the value may not be removed: null is then `required`.
    ///   - convert: Makes the new value of one that is not null.
    /// - Returns: What to do with the stored value.
    public mutating func change<T>(
        _ name: String, isRequired: Bool = false, _ convert: (JSON) throws(Invalid) -> T
    ) -> Change<T> {
        change(name, isRequired) { fields in fields.required(name, convert) }
    }

    /// A member of a merge patch that is an object. `read` sees the members that the patch names, and decides
    /// whether they change the stored object (RFC 7396 section 2) or stand for all of it.
    public mutating func changeObject<T>(
        _ name: String, isRequired: Bool = false, _ read: (inout Fields) -> T?
    ) -> Change<T> {
        change(name, isRequired) { fields in fields.object(name, required: true, read) }
    }

    /// A member of a merge patch that is a list, which is replaced as a whole; null empties it, which is
    /// `required` when there is a minimum.
    public mutating func changeList<T>(
        _ name: String, maximum: Int, minimum: Int = 0, _ convert: (JSON) throws(Invalid) -> T
    ) -> Change<[T]> {
        change(name, minimum > 0) { fields in
            fields.list(name, maximum: maximum, minimum: minimum, convert)
        }
    }

    private mutating func change<T>(
        _ name: String, _ isRequired: Bool, _ read: (inout Fields) -> T?
    ) -> Change<T> {
        guard let value = take(name) else { return .absent }
        if value == .null, !isRequired { return .clear }
        return read(&self).map(Change.set) ?? .absent
    }
}
