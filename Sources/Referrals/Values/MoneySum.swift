/// An exact sum of amounts of one currency. 128 bits hold more of the greatest amounts than a database has
/// rows; 64 bits could overflow at the 923rd, in a currency of four digits.
public struct MoneySum: Hashable, Sendable {
    /// The sum in the smallest unit of the currency.
    public private(set) var minorUnits: Int128
    /// What the sum is counted in.
    public let currency: Currency

    /// A sum, as it is stored; zero if not said otherwise.
    public init(minorUnits: Int128 = 0, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// The sum of one amount.
    public init(_ money: Money) {
        self.init(minorUnits: Int128(money.minorUnits), currency: money.currency)
    }

    /// Adds an amount of the same currency; another one is a mistake of the caller, and traps.
    public static func += (sum: inout MoneySum, money: Money) {
        precondition(sum.currency == money.currency)
        sum.minorUnits += Int128(money.minorUnits)
    }

    /// Takes away an amount of the same currency; another one is a mistake of the caller, and traps.
    public static func -= (sum: inout MoneySum, money: Money) {
        precondition(sum.currency == money.currency)
        sum.minorUnits -= Int128(money.minorUnits)
    }

    /// The sum with exactly the currency's fraction digits: `125000.00`.
    public var amount: String {
        var bytes: [UInt8] = []
        appendAmount(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends `amount`.
    public func appendAmount(to bytes: inout [UInt8]) {
        bytes.appendDecimal(minorUnits.magnitude, isNegative: minorUnits < 0, fractionDigits: currency.digits)
    }
}

extension [UInt8] {
    /// Appends a number of minor units as a decimal number: digits from the last to the first, turned round.
    mutating func appendDecimal(_ magnitude: some UnsignedInteger, isNegative: Bool, fractionDigits: Int) {
        if isNegative { append(UInt8(ascii: "-")) }
        let start = count
        var rest = magnitude
        var written = 0
        while rest > 0 || written <= fractionDigits {
            if written == fractionDigits, written > 0 { append(UInt8(ascii: ".")) }
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            written += 1
        }
        self[start...].reverse()
    }
}
