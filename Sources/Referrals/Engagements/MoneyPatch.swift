/// Changes within an amount of money: what is left out stays (RFC 7396), and the result must suit its currency.
public struct MoneyPatch: Sendable {
    /// An amount before its currency is known.
    public enum Amount: Sendable {
        /// A decimal string.
        case text(String)
        /// The text of a JSON number.
        case number(String)

        /// The amount in a currency. Throws what is wrong with it there.
        public func money(in currency: Currency) throws(MoneyFault) -> Money {
            switch self {
            case .text(let text): try Money(text, currency: currency)
            case .number(let text): try Money(number: text, currency: currency)
            }
        }
    }

    /// The new amount.
    public var amount: Amount?
    /// The new currency.
    public var currency: Currency?

    /// Makes an empty patch.
    public init() {}

    /// The amount with the patch applied. Throws `invalid` below `pointer`.
    func applied(to money: Money?, at pointer: String) throws(ReferralError) -> Money {
        guard let currency = currency ?? money?.currency else {
            throw .invalid([.required("\(pointer)/currency", "Is required.")])
        }
        guard let amount = amount ?? (money?.amount).map(Amount.text) else {
            throw .invalid([.required("\(pointer)/amount", "Is required.")])
        }
        do throws(MoneyFault) {
            return try amount.money(in: currency)
        } catch {
            throw .invalid([.invalid("\(pointer)/amount", error.sentence)])
        }
    }
}

extension MoneyFault {
    /// What is wrong, for the caller.
    public var sentence: String {
        switch self {
        case .malformed: "Must be digits with at most one decimal point, without sign and exponent."
        case .tooManyFractionDigits(let allowed):
            "Must have at most \(allowed) digits behind the point in this currency."
        case .tooLarge: "Must be less than 1000000000000."
        case .tooManyDigits: "A number has at most 15 digits; send more as a string."
        }
    }
}
