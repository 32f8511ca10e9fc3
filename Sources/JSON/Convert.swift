/// The conversions that `Fields` needs most; what throws `Invalid` is told with its pointer.
public enum Convert {
    /// The text of a string; anything else is `wrong_type`.
    public static func string(_ value: JSON) throws(Invalid) -> String {
        guard case .string(let text) = value else { throw Invalid(.wrongType, "Must be a string.") }
        return text
    }

    /// `true` or `false`; anything else is `wrong_type`.
    public static func bool(_ value: JSON) throws(Invalid) -> Bool {
        guard case .bool(let flag) = value else { throw Invalid(.wrongType, "Must be true or false.") }
        return flag
    }

    /// A whole number written without fraction and exponent: else `wrong_type`, beyond 64 bits
    /// `out_of_range`.
    public static func integer(_ value: JSON) throws(Invalid) -> Int64 {
        guard case .number(let number) = value, number.isWhole else {
            throw Invalid(.wrongType, "Must be a whole number.")
        }
        guard let integer = number.integer else { throw Invalid(.outOfRange, "Is out of range.") }
        return integer
    }

    /// A conversion to a number within bounds: else `wrong_type` or `out_of_range`.
    public static func double(in bounds: ClosedRange<Double>) -> (JSON) throws(Invalid) -> Double {
        { value throws(Invalid) in
            guard case .number(let number) = value else { throw Invalid(.wrongType, "Must be a number.") }
            guard let double = number.double, bounds.contains(double) else {
                throw Invalid(.outOfRange, "Must be from \(bounds.lowerBound) to \(bounds.upperBound).")
            }
            return double
        }
    }
}
