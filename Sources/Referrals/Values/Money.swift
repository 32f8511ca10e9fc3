/// Why a text is no amount of money.
public enum MoneyFault: Error, Equatable, Sendable {
    /// Not digits, or digits, a point and digits: signs, exponents, spaces, `1.`, `.5` and leading zeros.
    case malformed
    /// More fraction digits than the currency has.
    case tooManyFractionDigits(allowed: Int)
    /// 10^12 or more.
    case tooLarge
    /// A JSON number of more than 15 digits, which others could not read exactly (RFC 8259 section 6).
    case tooManyDigits
}

/// An exact amount of one currency, kept as a count of its minor units.
///
/// ```swift
/// let money = try Money("125000.00", currency: euro)      // 12,500,000 cents
/// ```
public struct Money: Hashable, Sendable {
    /// The amount in the smallest unit of the currency: cents for EUR, yen for JPY.
    public let minorUnits: Int64
    /// What the amount is counted in.
    public let currency: Currency

    /// An amount, as it is stored.
    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// An amount from a decimal string, 0 or more and less than 10^12. Its grammar is that of a JSON number
    /// without sign and exponent, so leading zeros are refused (`007`, and `00.5`), and `0.5` is fine.
    ///
    /// - Parameters:
    ///   - text: The amount in ASCII digits.
    ///   - currency: The currency, which limits the fraction digits; fewer are filled with zeros.
    /// - Throws: `MoneyFault`.
    public init(_ text: some StringProtocol, currency: Currency) throws(MoneyFault) {
        var cursor = TextCursor(text)
        guard let whole = try cursor.whole(), let fraction = try cursor.fraction(digits: currency.digits),
            cursor.isAtEnd
        else { throw .malformed }
        self.init(minorUnits: whole * powerOfTen(currency.digits) + fraction, currency: currency)
    }

    /// An amount from the text of a JSON number of at most 15 digits; else as from a string.
    ///
    /// - Parameters:
    ///   - text: The number as it was written.
    ///   - currency: The currency.
    /// - Throws: `MoneyFault`.
    public init(number text: some StringProtocol, currency: Currency) throws(MoneyFault) {
        guard text.utf8.count(where: ASCII.isDigit) <= 15 else { throw .tooManyDigits }
        try self.init(text, currency: currency)
    }

    /// The amount with exactly the currency's fraction digits: `125000.00`.
    public var amount: String { decimal.description }

    /// The amount as `amount` shows it.
    public var decimal: DecimalText<UInt64> {
        DecimalText(minorUnits.magnitude, isNegative: minorUnits < 0, fractionDigits: currency.digits)
    }
}

extension TextCursor {
    /// The digits before the point: 1 to 12, the first not 0 unless alone; nil when malformed.
    fileprivate mutating func whole() throws(MoneyFault) -> Int64? {
        guard let first = digit() else { return nil }
        var value = Int64(first)
        while let digit = digit() {
            guard value > 0 else { return nil }
            value = value * 10 + Int64(digit)
            guard value < 1_000_000_000_000 else { throw .tooLarge }
        }
        return value
    }

    /// Nothing, or a point and digits, in units of the last of `digits` places; nil when malformed.
    fileprivate mutating func fraction(digits: Int) throws(MoneyFault) -> Int64? {
        guard take(UInt8(ascii: ".")) else { return 0 }
        var value: Int64 = 0
        var count = 0
        while let digit = digit() {
            guard count < digits else { throw .tooManyFractionDigits(allowed: digits) }
            value = value * 10 + Int64(digit)
            count += 1
        }
        return count == 0 ? nil : value * powerOfTen(digits - count)
    }
}

/// 10 to the power of 0...4.
private func powerOfTen(_ exponent: Int) -> Int64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
}
