import JSON
import Referrals

/// Conversions of JSON values into the service's values, for `Fields`.
extension Convert {
    /// One line of text of at most so many characters: trimmed, in NFC, not empty.
    static func line(_ maximum: Int) -> (JSON) throws(Invalid) -> String {
        { json throws(Invalid) in
            let raw = try string(json)
            do throws(TextFault) {
                return try Text.line(raw, maximum: maximum)
            } catch {
                throw Invalid(error)
            }
        }
    }

    /// Text that may have several lines, else as `line`.
    static func block(_ maximum: Int) -> (JSON) throws(Invalid) -> String {
        { json throws(Invalid) in
            let raw = try string(json)
            do throws(TextFault) {
                return try Text.block(raw, maximum: maximum)
            } catch {
                throw Invalid(error)
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
