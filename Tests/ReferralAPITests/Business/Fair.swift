import JSON
import TestSupport
import Testing

/// A marketplace and some providers of one country, each a partner of its own, in the order of their names.
struct Fair: Sendable {
    let service: Service
    /// The marketplace's key.
    let shop: String
    let partners: [PartnerAccount]
    let profiles: [String]

    init(_ count: Int, _ settings: Service.Settings = .init()) async throws {
        service = try Service(settings)
        shop = try await service.marketplace()
        var partners: [PartnerAccount] = []
        var profiles: [String] = []
        for index in 0..<count {
            partners.append(try await service.partner("Partner \(index)"))
            profiles.append(try await service.profile(of: partners[index]))
            try await service.patch(
                "/v1/profiles/\(profiles[index])", partners[index].key, #"{"displayName":"Provider \#(index)"}"#
            ).expect(200)
        }
        (self.partners, self.profiles) = (partners, profiles)
    }

    /// A new RFI to some of the providers; `more` are further members with a comma in front.
    func submit(_ providers: Range<Int>, _ more: String = "") async throws -> String {
        try await service.post("/v1/rfis", shop, Body.rfi(to: Array(profiles[providers]), more: more))
            .expect(201).string("id")
    }

    func rfi(_ id: String) async throws -> Answer { try await service.get("/v1/rfis/\(id)", shop).expect(200) }

    /// The word of each recipient, in the order they were asked.
    func words(_ rfi: String) async throws -> [String] {
        try await self.rfi(rfi)["recipients"]?.items?.compactMap { $0.at("status")?.string } ?? []
    }

    /// The path of a provider's engagement of an RFI.
    func path(_ provider: Int, _ rfi: String) async throws -> String {
        let all = try await service.get("/v1/engagements?rfiId=\(rfi)&limit=200").expect(200).rows
        let own = all.first { $0.at("profileId")?.string == profiles[provider] }
        return "/v1/engagements/\(try #require(own?.at("id")?.string))"
    }

    @discardableResult
    func accept(_ provider: Int, _ rfi: String) async throws -> Answer {
        try await service.post(path(provider, rfi) + "/accept", partners[provider].key, Body.acceptance)
    }

    @discardableResult
    func decline(_ provider: Int, _ rfi: String) async throws -> Answer {
        try await service.post(path(provider, rfi) + "/decline", partners[provider].key, Body.decline)
    }

    func read(_ provider: Int, _ rfi: String) async throws -> Answer {
        try await service.get(path(provider, rfi), partners[provider].key).expect(200)
    }

    func extend(_ rfi: String, _ providers: Range<Int>, headers: [(String, String)] = []) async throws -> Answer {
        try await service.post(
            "/v1/rfis/\(rfi)/recipients", shop, Body.recipients(Array(profiles[providers])), headers: headers)
    }

    func withdraw(_ rfi: String) async throws -> Answer { try await service.post("/v1/rfis/\(rfi)/withdraw", shop) }

    /// The types of the marketplace's events from a number on, in their order.
    func told(after seq: Int = 0) throws -> [String] {
        try service.texts(
            """
            SELECT type FROM events WHERE marketplace_id IS NOT NULL AND marketplace_seq > \(seq)
            ORDER BY marketplace_seq
            """)
    }
}
