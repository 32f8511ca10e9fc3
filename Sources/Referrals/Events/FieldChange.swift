/// The value of a field as history shows it.
public enum FieldValue: Hashable, Sendable {
    case none
    case text(String)
    case money(Money)

    init(_ text: String?) { self = text.map(FieldValue.text) ?? .none }
    init(_ money: Money?) { self = money.map(FieldValue.money) ?? .none }
    init(_ day: Day?) { self.init(day?.description) }
}

/// A field that changed, under the name it has in the API.
public struct FieldChange: Hashable, Sendable {
    /// The member's name.
    public let field: String
    /// What it was.
    public let from: FieldValue
    /// What it is.
    public let to: FieldValue

    /// Makes a change.
    public init(field: String, from: FieldValue, to: FieldValue) {
        self.field = field
        self.from = from
        self.to = to
    }
}

extension Engagement {
    /// The fields in which this engagement differs from an earlier self, in the order of the resource.
    func changes(since old: Engagement) -> [FieldChange] {
        let pairs: [(String, FieldValue, FieldValue)] = [
            ("status", .text(old.state.status.rawValue), .text(state.status.rawValue)),
            ("outcome", FieldValue(old.state.outcome?.rawValue), FieldValue(state.outcome?.rawValue)),
            ("name", FieldValue(old.terms.name), FieldValue(terms.name)),
            ("estimatedValue", FieldValue(old.terms.estimatedValue), FieldValue(terms.estimatedValue)),
            (
                "estimatedPurchaseDate", FieldValue(old.terms.estimatedPurchaseDate),
                FieldValue(terms.estimatedPurchaseDate)
            ),
            (
                "purchaseTimeframe", FieldValue(old.terms.purchaseTimeframe?.rawValue),
                FieldValue(terms.purchaseTimeframe?.rawValue)
            ),
            ("crmId", FieldValue(old.terms.crmID), FieldValue(terms.crmID)),
            ("finalValue", FieldValue(old.finalValue), FieldValue(finalValue)),
            ("closedOn", FieldValue(old.closedOn), FieldValue(closedOn)),
            ("reason", FieldValue(old.reason), FieldValue(reason)),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { FieldChange(field: $0.0, from: $0.1, to: $0.2) }
    }
}

extension Engagement {
    /// Why it ended, in the word that the API has for it.
    private var reason: String? { refusal?.reason.rawValue ?? withdrawal?.rawValue }
}

extension Profile {
    /// The fields in which this profile differs from an earlier self. Of locations only their number is told.
    func changes(since old: Profile) -> [FieldChange] {
        let pairs: [(String, FieldValue, FieldValue)] = [
            ("status", .text(old.status.rawValue), .text(status.rawValue)),
            ("displayName", FieldValue(old.details.displayName), FieldValue(details.displayName)),
            ("description", FieldValue(old.details.description), FieldValue(details.description)),
            (
                "website", FieldValue(old.details.website?.description),
                FieldValue(details.website?.description)
            ),
            ("languages", .list(old.details.languages), .list(details.languages)),
            ("industries", .list(old.details.industries), .list(details.industries)),
            ("products", .list(old.details.products), .list(details.products)),
            ("services", .list(old.details.services), .list(details.services)),
            ("solutions", .list(old.details.solutions), .list(details.solutions)),
            ("keywords", .list(old.details.keywords), .list(details.keywords)),
            (
                "customerSizes", .list(old.details.customerSizes.map(\.rawValue)),
                .list(details.customerSizes.map(\.rawValue))
            ),
            (
                "responseWindow", FieldValue(old.details.responseWindow?.description),
                FieldValue(details.responseWindow?.description)
            ),
            ("locations", .text("\(old.locations.count)"), .text("\(locations.count)")),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { FieldChange(field: $0.0, from: $0.1, to: $0.2) }
    }
}

extension FieldValue {
    fileprivate static func list(_ items: [some CustomStringConvertible]) -> FieldValue {
        .text(items.map(\.description).joined(separator: ", "))
    }
}
