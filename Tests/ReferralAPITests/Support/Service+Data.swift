import HTTP
import JSON
import Testing

// Data with defaults, made through the interface itself, so that what a test says is what matters to it.

/// A partner with a key of its own.
struct PartnerAccount: Sendable {
    let id: String
    let key: String
}

/// An engagement and everything around it.
struct Referral: Sendable {
    let partner: PartnerAccount
    /// The key of the marketplace that submitted the RFI.
    let marketplace: String
    let profile: String
    let rfi: String
    let engagement: String
}

/// Bodies that are taken as they are.
enum Body {
    static let acceptance = """
        {"name":"Contoso migration","estimatedValue":{"amount":"50000.00","currency":"EUR"},\
        "estimatedPurchaseDate":"2027-02-01"}
        """
    static let decline = #"{"reason":"timelineTooShort"}"#
    static let contact = #"{"name":"Ann Example","emails":["ann@contoso.example"]}"#
    /// Complete on the day on which the clock of tests begins.
    static let registration = """
        {"agreementType":"new","contractValue":{"amount":"1000.00","currency":"EUR"},\
        "solutionValue":{"amount":"800.00","currency":"EUR"},"deployment":"azure","tenant":"customer",\
        "signedOn":"2026-11-20","startsOn":"2026-12-01","endsOn":"2029-11-30",\
        "contact":{"name":"Nora Winter","phone":"+41445550130","email":"nora@fabrikam.example"}}
        """
    static let note = #"{"body":"Called the customer."}"#

    static func profile(_ country: String = "DE") -> String {
        """
        {"country":"\(country)","displayName":"Fabrikam","services":["Migration"],"solutions":["erp"]}
        """
    }

    static func location(_ country: String = "DE", city: String = "Berlin") -> String {
        """
        {"name":"Head office","address":{"city":"\(city)","country":"\(country)"},\
        "contact":{"name":"Sue Example","email":"sue@fabrikam.example"}}
        """
    }

    static func rfi(
        to profiles: [String], summary: String = "A new shop", company: String = "Contoso",
        directContact: Bool = false, more: String = ""
    ) -> String {
        """
        {"customer":{"company":"\(company)","size":"10-50","address":{"city":"Munich","country":"DE"},\
        "contact":{"name":"Joe Example","email":"joe@contoso.example","phone":"+4989123456"}},\
        "need":{"summary":"\(summary)"},"consent":{"contact":true},"directContact":\(directContact),\
        "recipients":\(recipientList(profiles)),"allowDuplicate":true\(more)}
        """
    }

    /// To ask more providers.
    static func recipients(_ profiles: [String]) -> String { #"{"recipients":\#(recipientList(profiles))}"# }

    private static func recipientList(_ profiles: [String]) -> String {
        "[\(profiles.map { #"{"profileId":"\#($0)"}"# }.joined(separator: ","))]"
    }
}

extension Service {
    /// A new key's secret; `more` are further members with a comma in front.
    func key(_ role: String, _ more: String = "", name: String = "CRM") async throws -> String {
        try await post("/v1/keys", Self.operatorKey, #"{"name":"\#(name)","role":"\#(role)"\#(more)}"#)
            .expect(201).string("key")
    }

    func partner(_ name: String = "Fabrikam") async throws -> PartnerAccount {
        let id = try await post("/v1/partners", Self.operatorKey, #"{"name":"\#(name)"}"#).expect(201).string(
            "id")
        return PartnerAccount(id: id, key: try await key("partner", #","partnerId":"\#(id)""#))
    }

    /// The secret of a new key of a marketplace.
    func marketplace(_ id: String = "market") async throws -> String {
        try await key("marketplace", #","marketplaceId":"\#(id)""#, name: "Shop")
    }

    /// The id of a new profile without locations.
    func draftProfile(of partner: PartnerAccount, country: String = "DE") async throws -> String {
        try await post("/v1/profiles", partner.key, Body.profile(country)).expect(201).string("id")
    }

    /// The id of a new active profile with one location.
    func profile(of partner: PartnerAccount, country: String = "DE") async throws -> String {
        let id = try await draftProfile(of: partner, country: country)
        try await post("/v1/profiles/\(id)/locations", partner.key, Body.location(country)).expect(201)
        try await post("/v1/profiles/\(id)/activate", partner.key).expect(200)
        return id
    }

    /// A new RFI of the marketplace to the profile, and its engagement.
    func referral(
        to profile: String, of partner: PartnerAccount, from marketplace: String,
        summary: String = "A new shop",
        company: String = "Contoso", directContact: Bool = false, more: String = ""
    ) async throws -> Referral {
        let body = Body.rfi(
            to: [profile], summary: summary, company: company, directContact: directContact, more: more)
        let rfi = try await post("/v1/rfis", marketplace, body).expect(201).string("id")
        let engagement = try await get("/v1/engagements?rfiId=\(rfi)").expect(200).string("data.0.id")
        return Referral(
            partner: partner, marketplace: marketplace, profile: profile, rfi: rfi, engagement: engagement)
    }

    /// A new engagement of a new partner.
    func referral(directContact: Bool = false) async throws -> Referral {
        let partner = try await partner()
        return try await referral(
            to: profile(of: partner), of: partner, from: marketplace(), directContact: directContact)
    }

    /// Accepts the engagement.
    @discardableResult
    func accept(_ referral: Referral) async throws -> Answer {
        try await post("/v1/engagements/\(referral.engagement)/accept", referral.partner.key, Body.acceptance)
            .expect(200)
    }

    /// The id of a new contact of the engagement.
    func contact(of referral: Referral) async throws -> String {
        try await post("/v1/engagements/\(referral.engagement)/contacts", referral.partner.key, Body.contact)
            .expect(201).string("id")
    }

    /// The id of a new note of the engagement.
    func note(of referral: Referral) async throws -> String {
        try await post("/v1/engagements/\(referral.engagement)/notes", referral.partner.key, Body.note)
            .expect(201).string("id")
    }

    /// Makes a solution, eligible for registration or not.
    @discardableResult
    func solution(_ id: String, eligible: Bool = true) async throws -> Answer {
        try await send(
            .put, "/v1/solutions/\(id)", Self.operatorKey,
            #"{"name":"Solution \#(id)","registrationEligible":\#(eligible)}"#)
    }

    /// A referral of a new partner that was won.
    func won(
        _ name: String = "Winner", from shop: String = "market", company: String = "Contoso", more: String = ""
    ) async throws -> Referral {
        let partner = try await partner(name)
        let referral = try await referral(
            to: profile(of: partner), of: partner, from: marketplace(shop), company: company, more: more)
        try await accept(referral)
        try await post("/v1/engagements/\(referral.engagement)/win", partner.key).expect(200)
        return referral
    }

    /// Fills in the registration of a won engagement and submits it; gives its id.
    @discardableResult
    func submit(_ referral: Referral, _ fields: String = Body.registration) async throws -> String {
        let path = "/v1/engagements/\(referral.engagement)/registration"
        try await patch(path, referral.partner.key, fields).expect(200)
        return try await post("\(path)/submit", referral.partner.key).expect(200).string("id")
    }

    /// The id of the profile's first location.
    func location(of profile: String) async throws -> String {
        try await get("/v1/profiles/\(profile)").expect(200).string("locations.0.id")
    }
}
