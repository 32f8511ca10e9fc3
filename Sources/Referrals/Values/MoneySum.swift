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
    public var amount: String { decimal.description }

    /// The sum as `amount` shows it.
    public var decimal: DecimalText<UInt128> {
        DecimalText(minorUnits.magnitude, isNegative: minorUnits < 0, fractionDigits: currency.digits)
    }
}
