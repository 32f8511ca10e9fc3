import JSON
import Referrals

/// Conversions into the service's codes, numbers and ids.
extension Convert {
    static func id<Entity>(_ json: JSON) throws(Invalid) -> ID<Entity> {
        try text("Must be an id: a UUID in lower case.") { ID<Entity>($0) }(json)
    }

    /// A duration above 0, as settings have them.
    static func span(_ json: JSON) throws(Invalid) -> TimeSpan {
        let written = try line(32)(json)
        return try text("Must be a duration above 0, such as 90m, 12h or 7d.") { text in
            TimeSpan(text).flatMap { $0 > .milliseconds(0) ? $0 : nil }
        }(.string(written))
    }

    static func country(_ json: JSON) throws(Invalid) -> CountryCode {
        try text("Must be a country by ISO 3166-1 alpha-2, such as US.") { CountryCode($0) }(json)
    }

    static func language(_ json: JSON) throws(Invalid) -> LanguageTag {
        try text("Must be a language by BCP 47, such as en or pt-BR.") { LanguageTag($0) }(json)
    }

    static func email(_ json: JSON) throws(Invalid) -> EmailAddress {
        let address = try line(254)(json)
        return try text("Must be an e-mail address.") { EmailAddress($0) }(.string(address))
    }

    static func phone(_ json: JSON) throws(Invalid) -> PhoneNumber {
        let number = try line(64)(json)
        return try text("Must be a number by E.164 with its +, such as +16175550100.") { PhoneNumber($0) }(
            .string(number))
    }

    static func website(_ json: JSON) throws(Invalid) -> WebURL {
        let url = try line(WebURL.maximumLength)(json)
        return try text("Must be an absolute http or https URL without user info.") { WebURL($0) }(
            .string(url))
    }

    static func day(_ json: JSON) throws(Invalid) -> Day {
        try text("Must be a date, YYYY-MM-DD.") { Day($0) }(json)
    }

    static func instant(_ json: JSON) throws(Invalid) -> Timestamp {
        try text("Must be a time by RFC 3339, such as 2026-11-23T02:00:00Z.") { Timestamp($0) }(json)
    }

    static func marketplace(_ json: JSON) throws(Invalid) -> MarketplaceID {
        try text("Must be 1 to 64 of a-z, 0-9 and -.") { MarketplaceID($0) }(json)
    }

    static func tag(_ json: JSON) throws(Invalid) -> Tag {
        let raw = try string(json)
        do throws(TextFault) {
            return try Tag(raw)
        } catch {
            throw Invalid(error)
        }
    }

    /// A latitude or longitude in micro-degrees within so many degrees of 0.
    static func degrees(_ maximum: Int) -> (JSON) throws(Invalid) -> Int {
        { json throws(Invalid) in
            let degrees = try double(in: -Double(maximum)...Double(maximum))(json)
            return Int((degrees * 1_000_000).rounded())
        }
    }
}

extension Fields {
    /// Tags, each once: a later one that differs only in case or in how it is encoded is left out.
    mutating func tags(_ name: String) -> [Tag] {
        list(name, maximum: 50, Convert.tag).unique
    }

    /// An amount of money, `{"amount", "currency"}`.
    mutating func money(_ name: String, required: Bool) -> Money? {
        object(name, required: required) { fields in fields.amount() }
    }

    /// Changes within an amount of money; whether they suit each other, the stored amount decides.
    mutating func moneyPatch() -> MoneyPatch? {
        var patch = MoneyPatch()
        patch.currency = change("currency", isRequired: true, Convert.currency).value
        patch.amount = change("amount", isRequired: true, Convert.amount).value
        return patch
    }

    private mutating func amount() -> Money? {
        let currency = required("currency", Convert.currency)
        return required("amount") { json throws(Invalid) -> Money? in
            let amount = try Convert.amount(json)
            guard let currency else { return nil }
            do throws(MoneyFault) {
                return try amount.money(in: currency)
            } catch {
                throw Invalid(.invalidValue, error.sentence)
            }
        } ?? nil
    }
}

extension Convert {
    fileprivate static func currency(_ json: JSON) throws(Invalid) -> Currency {
        try text("Must be a currency by ISO 4217 with minor units.") { Currency($0) }(json)
    }

    fileprivate static func amount(_ json: JSON) throws(Invalid) -> MoneyPatch.Amount {
        switch json {
        case .string(let text): .text(text)
        case .number(let number): .number(number.text)
        case .null, .bool, .array, .object:
            throw Invalid(.wrongType, "Must be a decimal string, such as \"125000.00\".")
        }
    }
}

extension Array where Element: Hashable {
    /// Without repetitions, in the order of first occurrence.
    var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

extension Change {
    /// As the service's patches have it: nil for absent, `.some(nil)` to clear.
    var optional: T?? {
        switch self {
        case .absent: nil
        case .clear: .some(nil)
        case .set(let value): .some(value)
        }
    }

    /// The new value of a member that can't be cleared.
    var value: T? {
        if case .set(let value) = self { value } else { nil }
    }
}

extension Change where T: RangeReplaceableCollection {
    /// The new items of a list, none when it is cleared.
    var items: T? {
        switch self {
        case .absent: nil
        case .clear: T()
        case .set(let items): items
        }
    }
}
