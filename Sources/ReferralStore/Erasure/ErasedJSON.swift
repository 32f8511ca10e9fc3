// Text that is stored as JSON is erased value by value, so that escapes stay right and nothing but free text changes.

import JSON
import Referrals

extension JSON {
    /// The value without the traces of a person: replaced in text, and contacts that are the person left out of lists.
    /// Members whose words people don't choose are kept as they are, for a person may be called Won.
    func erasing(_ traces: PersonTraces) -> JSON {
        switch self {
        case .null, .bool, .number: self
        case .string(let text): .string(traces.erased(from: text))
        case .array(let elements): .array(elements.filter { !$0.isContact(traces) }.map { $0.erasing(traces) })
        case .object(let members):
            .object((isContact(traces) ? Self.nobody(members) : members).map { $0.erasing(traces) })
        }
    }

    /// Whether it is a contact, and the person.
    private func isContact(_ traces: PersonTraces) -> Bool {
        guard case .string(let name) = self["name"] else { return false }
        let emails: [JSON]
        switch (self["emails"], self["email"]) {
        case (.array(let several), _): emails = several
        // Of a registration.
        case (_, .string(let one)): emails = [.string(one)]
        default: return false
        }
        let phone: String? = if case .string(let text) = self["phone"] { text } else { nil }
        return traces.match(
            ContactDetails(
                name: name, role: nil, phone: phone.map(PhoneNumber.init(stored:)),
                emails: emails.compactMap { if case .string(let text) = $0 { EmailAddress(stored: text) } else { nil } }
            ))
    }

    /// A contact that was the person, with nothing left that says who.
    private static func nobody(_ members: [JSONMember]) -> [JSONMember] {
        members.map { member in
            switch member.name {
            case "name": JSONMember(name: member.name, value: .string(PersonTraces.replacement))
            case "role", "phone", "email": JSONMember(name: member.name, value: .null)
            case "emails": JSONMember(name: member.name, value: .array([]))
            default: member
            }
        }
    }
}

extension JSONMember {
    /// Ids, words of closed sets, codes, times and amounts, and what the service itself says. Whatever isn't named here
    /// is searched.
    private static let fixed: Set<String> = [
        "id", "rfiId", "partnerId", "profileId", "locationId", "marketplaceId", "status", "outcome", "source", "size",
        "country", "currency", "amount", "timeframe", "purchaseTimeframe", "reason", "rule", "allowedActions",
        "createdAt", "updatedAt", "editedAt", "receivedAt", "respondedAt", "respondBy", "expiresAt", "closedAt",
        "closedOn", "erasedAt", "hotUntil", "message", "estimatedPurchaseDate", "author", "displayName",
        "engagementId", "solutionId", "eligibleSolutions", "agreementType", "deployment", "tenant", "signedOn",
        "startsOn",
        "endsOn", "submittedAt", "firstSubmittedAt", "decidedAt", "at", "partnerName",
    ]

    fileprivate func erasing(_ traces: PersonTraces) -> JSONMember {
        Self.fixed.contains(name) ? self : JSONMember(name: name, value: value.erasing(traces))
    }
}

/// The body of a stored answer, with the place where the customer's person was cut out.
struct KeptJSON {
    let bytes: [UInt8]
    let gap: Int?
    /// What stands in the gap meanwhile: text that nobody can hand in, since it is a control character.
    private static let filling = Array(#""\u0000""#.utf8)

    /// Nil when it is no JSON, or has no such place.
    init?(_ bytes: [UInt8], gap: Int?) {
        guard gap.map({ (0...bytes.count).contains($0) }) ?? true else { return nil }
        (self.bytes, self.gap) = (bytes, gap)
    }

    /// Nil when it is no JSON.
    func erasing(_ traces: PersonTraces) -> KeptJSON? {
        var whole = bytes
        if let gap { whole.insert(contentsOf: Self.filling, at: gap) }
        guard let json = try? JSON.parse(whole) else { return nil }
        let erased = json.erasing(traces)
        guard erased != json else { return self }
        var writer = JSONWriter(capacity: bytes.count)
        writer.value(erased)
        return gap == nil ? KeptJSON(writer.bytes, gap: nil) : Self.cut(writer.bytes)
    }

    private static func cut(_ whole: [UInt8]) -> KeptJSON? {
        guard let gap = whole.indices.first(where: { whole[$0...].starts(with: filling) }) else { return nil }
        var bytes = whole
        bytes.removeSubrange(gap..<gap + filling.count)
        return KeptJSON(bytes, gap: gap)
    }
}
