/// A number of a JSON text. Its digits are kept as they were written and never pass through binary floating
/// point, so that amounts of money stay exact.
public struct JSONNumber: Equatable, Sendable {
    /// The number as it was written, which RFC 8259 section 6 allows: `-0`, `1.50`, `6E+3`.
    public let text: String

    /// `text` matches the grammar: only the parser makes numbers.
    init(checked text: String) {
        self.text = text
    }

    /// The value, when it was written without fraction and exponent and fits 64 bits; else nil (`1.0` and
    /// `1e2` too). `-0` is 0.
    public var integer: Int64? { Int64(text) }

    /// Whether it was written without fraction and exponent.
    public var isWhole: Bool {
        !text.utf8.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
    }

    /// The nearest binary floating-point value, for what is measured (a latitude) and never for what is
    /// counted; nil when it is too large to be finite.
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}
