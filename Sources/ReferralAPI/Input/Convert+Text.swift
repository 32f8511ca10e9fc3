import JSON
import Referrals

/// Conversions of JSON values into the service's values, for `Fields`.
extension Convert {
    /// One line of text of at most so many characters: trimmed, in NFC, not blank.
    static func line(_ maximum: Int) -> (JSON) throws(Invalid) -> String {
        present { raw throws(TextFault) in try Text.line(raw, maximum: maximum) }
    }

    /// Text that may have several lines, else as `line`.
    static func block(_ maximum: Int) -> (JSON) throws(Invalid) -> String {
        present { raw throws(TextFault) in try Text.block(raw, maximum: maximum) }
    }

    private static func present(
        _ read: @escaping (String) throws(TextFault) -> String
    ) -> (JSON) throws(Invalid) -> String {
        { json throws(Invalid) in
            let raw = try string(json)
            do throws(TextFault) {
                return try read(raw)
            } catch {
                throw Invalid(error)
            }
        }
    }

    /// Nil for blank text, which is what forms send for nothing; anything else as `convert` has it.
    fileprivate static func unlessBlank<T>(
        _ convert: @escaping (JSON) throws(Invalid) -> T
    ) -> (JSON) throws(Invalid) -> T? {
        { json throws(Invalid) in
            do throws(Invalid) {
                return try convert(json)
            } catch {
                guard error == Invalid(TextFault.empty) else { throw error }
                return nil
            }
        }
    }

    /// One of an enumeration's values.
    static func oneOf<T: RawRepresentable & CaseIterable>(_ type: T.Type) -> (JSON) throws(Invalid) -> T
    where T.RawValue == String {
        { json throws(Invalid) in
            guard let value = T(rawValue: try string(json)) else {
                throw Invalid(
                    .invalidValue, "Must be one of: \(T.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return value
        }
    }

    /// Text that `make` understands.
    static func text<T>(_ expected: String, _ make: @escaping (String) -> T?) -> (JSON) throws(Invalid) -> T {
        { json throws(Invalid) in
            guard let value = make(try string(json)) else { throw Invalid(.invalidValue, expected) }
            return value
        }
    }
}

extension Fields {
    /// Text that may be left out; blank text is none.
    mutating func optionalText<T>(
        _ name: String, _ convert: @escaping (JSON) throws(Invalid) -> T
    ) -> T? {
        optional(name, Convert.unlessBlank(convert)) ?? nil
    }

    /// The new text of a member that may be cleared; blank text clears it.
    mutating func changedText<T>(
        _ name: String, _ convert: @escaping (JSON) throws(Invalid) -> T
    ) -> T?? {
        switch change(name, Convert.unlessBlank(convert)) {
        case .absent: nil
        case .clear: .some(nil)
        case .set(let text): .some(text)
        }
    }
}

extension Invalid {
    init(_ fault: TextFault) {
        switch fault {
        case .empty: self.init(.invalidValue, "Must not be empty.")
        case .tooLong(let maximum): self.init(.tooLong, "Must have at most \(maximum) characters.")
        case .comma: self.init(.invalidValue, "Must not hold a comma.")
        case .tooManyMarks: self.init(.invalidValue, "Must not have more than 30 combining marks in a row.")
        case .controlCharacter: self.init(.invalidValue, "Must not hold control characters.")
        }
    }
}
