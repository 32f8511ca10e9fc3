// Random engagements in every state, made through the interface over some days of a test's clock, and what a list of
// them must show, worked out from the single resources the plain way.

import JSON
import Referrals
import TestSupport
import Testing

/// Two partners, two marketplaces and what happened between them, from a seed.
struct Bazaar: Sendable {
    /// So short that within a test's time some expire.
    static let policy = ResponsePolicy(
        responseWindow: .hours(48), respondBy: .hours(12), hotWindow: .hours(24), expiryReminder: .hours(12))
    /// Names of deals, and what they are ordered by.
    static let names = [
        "alpha": "alpha", "Alpha": "alpha", "ALPHA 2": "alpha 2", "Ärger": "ärger", "ärger": "ärger",
        "Straße": "strasse", "STRASSE": "strasse", "zeta": "zeta", "東京": "東京",
    ]
    static let countries = ["DE", "FR", "JP", "US"]

    let service: Service
    let partners: [PartnerAccount]
    private let profiles: [String]
    private let shops: [String]
    private(set) var rfis: [String] = []
    private(set) var ids: [String] = []
    var random: SplitMix64

    init(seed: UInt64, engagements: Int) async throws {
        service = try Service(.init(policy: Self.policy, seed: seed))
        random = SplitMix64(seed: seed)
        var (partners, profiles): ([PartnerAccount], [String]) = ([], [])
        for name in ["Fabrikam", "Litware"] {
            let partner = try await service.partner(name)
            for country in ["DE", "FR"] { profiles.append(try await service.profile(of: partner, country: country)) }
            partners.append(partner)
        }
        (self.partners, self.profiles) = (partners, profiles)
        shops = [try await service.marketplace("one"), try await service.marketplace("two")]
        while ids.count < engagements { try await goOn() }
    }

    private mutating func goOn() async throws {
        let recipients = profiles.shuffled(using: &random).prefix(3).map { #"{"profileId":"\#($0)"}"# }
        let body = """
            {"customer":{"company":"Contoso","size":"10-50","address":{"city":"C",\
            "country":"\(random.pick(Self.countries))"},"contact":{"name":"J","email":"j@contoso.example"}},\
            "need":{"summary":"S"},"source":"\(random.pick(["customerSearch", "marketing", "salesAgent"]))",\
            "directContact":\(random.oneIn(2)),"consent":{"contact":true},\
            "recipients":[\(recipients.joined(separator: ","))],"allowDuplicate":true}
            """
        let rfi = try await service.post("/v1/rfis", random.pick(shops), body).expect(201).string("id")
        rfis.append(rfi)
        ids += try await service.get("/v1/engagements?sort=createdAt&rfiId=\(rfi)").expect(200).ids
        for _ in 0..<3 { try await act(on: random.pick(ids)) }
        if random.oneIn(2) { service.clock.advance(by: .hours(Int64.random(in: 0...9, using: &random))) }
    }

    /// Does what the state allows, chosen at random.
    private mutating func act(on id: String) async throws {
        let path = "/v1/engagements/\(id)"
        let allowed = try #require(try await service.get(path)["allowedActions"]?.items).compactMap(\.string)
        let status: Int
        switch random.pick(allowed) {
        case "accept": status = try await service.post("\(path)/accept", Service.operatorKey, terms()).status
        case "edit": status = try await service.patch(path, Service.operatorKey, #"{"crmId":"CRM-2"}"#).status
        case "decline", "lose":
            let action = allowed.contains("lose") ? "lose" : "decline"
            status = try await service.post("\(path)/\(action)", Service.operatorKey, Body.decline).status
        case "win": status = try await service.post("\(path)/win").status
        default: status = try await service.post("\(path)/contacts", Service.operatorKey, Body.contact).status - 1
        }
        #expect(status == 200 || allowed == ["addNote"])
    }

    private mutating func terms() -> String {
        let amount = "\(Int.random(in: 0...3, using: &random) * 100)"
        let date =
            random.oneIn(3)
            ? #""purchaseTimeframe":"later""#
            : """
            "estimatedPurchaseDate":"2027-01-1\(Int.random(in: 0...5, using: &random))"
            """
        return """
            {"name":"\(random.pick(Self.names.keys.sorted()))",\(date),\
            "crmId":\(random.oneIn(2) ? "null" : #""CRM-1""#),\
            "estimatedValue":{"amount":"\(amount)","currency":"\(random.pick(["EUR", "JPY", "USD"]))"}}
            """
    }
}

/// One engagement as it is shown, with what lists ask of it.
struct Listed {
    let json: JSON

    func text(_ path: String) -> String? { json.at(path)?.string }
    var id: String { text("id") ?? "" }
    var isHot: Bool { json.at("directContact.hot") == .bool(true) }

    /// Times in this form are ordered as their text is.
    func isOverdue(at now: String) -> Bool { text("status") == "new" && now >= (text("respondBy") ?? "") }

    /// What it is ordered by; nil comes last.
    func key(_ sort: String) -> String? {
        switch sort {
        case "name": return text("name").flatMap { Bazaar.names[$0] }
        case "estimatedValue":
            guard let amount = text("estimatedValue.amount"), let code = text("estimatedValue.currency") else {
                return nil
            }
            return code + String(repeating: " ", count: 20 - amount.utf8.count) + amount
        default: return text(sort)
        }
    }
}

/// A filter as a query and as a question to one engagement.
struct ListFilter {
    let query: String
    let accepts: (Listed) -> Bool

    init(_ query: String, _ accepts: @escaping (Listed) -> Bool) {
        self.query = query
        self.accepts = accepts
    }

    /// The filters worth asking of these engagements: bounds lie on instants that occur.
    static func all(_ rows: [Listed], at now: String, _ random: inout SplitMix64) -> [ListFilter] {
        let (one, other) = (random.pick(rows), random.pick(rows))
        let (created, updated) = (one.text("createdAt") ?? "", other.text("updatedAt") ?? "")
        let expiry = random.pick(rows.compactMap { $0.text("expiresAt") })
        return [
            ListFilter("status=new") { $0.text("status") == "new" },
            ListFilter("status=new,active") { $0.text("status") != "archived" },
            ListFilter("status=archived&outcome=won,expired") { ["won", "expired"].contains($0.text("outcome")) },
            ListFilter("outcome=lost,declined") { ["lost", "declined"].contains($0.text("outcome")) },
            ListFilter("status=active&outcome=won") { _ in false },
            ListFilter("source=marketing") { $0.text("source") == "marketing" },
            ListFilter("source=marketing,salesAgent") { $0.text("source") != "customerSearch" },
            ListFilter("hot=true") { $0.isHot }, ListFilter("hot=false") { !$0.isHot },
            ListFilter("overdue=true") { $0.isOverdue(at: now) },
            ListFilter("overdue=false") { !$0.isOverdue(at: now) },
            ListFilter("crmId=CRM-1") { $0.text("crmId") == "CRM-1" },
            ListFilter("country=JP") { $0.text("customer.address.country") == "JP" },
            ListFilter("rfiId=\(one.text("rfiId") ?? "")") { $0.text("rfiId") == one.text("rfiId") },
            ListFilter("createdAfter=\(created)") { $0.text("createdAt") ?? "" > created },
            ListFilter("createdBefore=\(created)") { $0.text("createdAt") ?? "" < created },
            ListFilter("updatedAfter=\(updated)") { $0.text("updatedAt") ?? "" > updated },
            ListFilter("updatedBefore=\(updated)") { $0.text("updatedAt") ?? "" < updated },
            ListFilter("expiresBefore=\(expiry)") { row in row.text("expiresAt").map { $0 < expiry } ?? false },
            ListFilter("partnerId=\(one.text("partnerId") ?? "")") { $0.text("partnerId") == one.text("partnerId") },
        ]
    }
}

extension [Listed] {
    /// The ids of the rows that all filters accept, in the order of a sort such as `-name`.
    func list(_ filters: [ListFilter], sort: String) -> [String] {
        let descending = sort.hasPrefix("-")
        let name = descending ? String(sort.dropFirst()) : sort
        return filter { row in filters.allSatisfy { $0.accepts(row) } }.sorted { left, right in
            let (first, second) = (left.key(name), right.key(name))
            if first == second { return descending ? left.id > right.id : left.id < right.id }
            guard let first, let second else { return second == nil }
            let isBefore = first.utf8.lexicographicallyPrecedes(second.utf8)
            return descending ? !isBefore : isBefore
        }.map(\.id)
    }
}
