import HTTP
import JSON
import ReferralAPI
import Testing

/// One of each resource, and every route led to it: for rules that hold on all routes.
struct World: Sendable {
    let service: Service
    let mine: Referral
    let location: String
    let contact: String
    let note: String
    /// The id of the mail that tells of the new RFI.
    let notification: String
    /// The id of a reviewer's key.
    let key: String
    /// Its secret.
    let reviewer: String
    /// A referral that was won, of another partner and marketplace, and its registration, which is in review.
    let won: Referral
    let registration: String
    /// Somebody who owns nothing of the rest.
    let stranger: PartnerAccount
    let strangeMarketplace: String
    /// An active profile that was asked nothing.
    let another: String

    init(_ settings: Service.Settings = .init()) async throws {
        service = try Service(settings)
        mine = try await service.referral()
        try await service.accept(mine)
        location = try await service.location(of: mine.profile)
        contact = try await service.contact(of: mine)
        note = try await service.note(of: mine)
        notification = try await service.get("/v1/notifications?kind=newRFI").string("data.0.id")
        let made = try await service.post("/v1/keys", Service.operatorKey, #"{"name":"R","role":"reviewer"}"#)
        (key, reviewer) = (try made.string("id"), try made.string("key"))
        try await service.solution("erp")
        won = try await service.won(from: "winning")
        registration = try await service.submit(won)
        stranger = try await service.partner("Stranger")
        strangeMarketplace = try await service.marketplace("other")
        another = try await service.profile(of: service.partner("Another"))
    }

    /// An id that names nothing.
    static let unknown = "01940000-0000-7000-8000-000000000000"

    /// The path of a route to what is there.
    func path(_ route: RouteName) -> String {
        let id =
            switch route.collection {
            case "keys": key
            case "partners": mine.partner.id
            case "profiles": mine.profile
            case "rfis": mine.rfi
            case "notifications": notification
            case "registrations": registration
            default: route.isOfRegistration ? won.engagement : mine.engagement
            }
        return route.path([
            "{id}": id, "{locationId}": location, "{contactId}": contact, "{noteId}": note,
            "{code}": "not_found", "{solutionId}": "erp",
        ])
    }

    /// A body that the route takes from an operator.
    func body(_ route: RouteName) -> String? {
        switch (route.method, route.segments.last ?? "") {
        case (.post, "keys"): #"{"name":"K","role":"operator"}"#
        case (.post, "partners"): #"{"name":"P"}"#
        case (.post, "profiles"): #"{"country":"FR","partnerId":"\#(mine.partner.id)"}"#
        case (.post, "locations"): Body.location()
        case (.post, "rfis"):
            Body.rfi(to: [mine.profile], company: "Other", more: #","marketplaceId":"market""#)
        case (.post, "recipients"): Body.recipients([another])
        case (.post, "accept"): Body.acceptance
        case (.post, "decline"), (.post, "lose"): Body.decline
        case (.post, "contacts"): Body.contact
        case (.post, "notes"): Body.note
        case (.post, "reject"): #"{"reason":"No."}"#
        case (.post, "request-info"): #"{"message":"Which?"}"#
        case (.put, _): #"{"name":"ERP","registrationEligible":true}"#
        case (.post, _), (.patch, _): "{}"
        default: nil
        }
    }

    /// A key of the owner of what the route is about, where the route is not for operators alone.
    func owner(_ route: RouteName) -> String {
        switch route.collection {
        case "engagements" where route.isOfRegistration: won.partner.key
        case "profiles", "engagements": mine.partner.key
        case "rfis": mine.marketplace
        case "registrations": reviewer
        default: Service.operatorKey
        }
    }

    /// A key of the same role that owns nothing there; nil where only operators may.
    func outsider(_ route: RouteName) -> String? {
        switch route.collection {
        case "profiles", "engagements": stranger.key
        case "rfis": strangeMarketplace
        default: nil
        }
    }

    /// A key of a role that the route is not for; nil where there is none.
    func forbidden(_ route: RouteName) -> String? {
        switch route.collection {
        case "profiles", "engagements": mine.marketplace
        case "rfis", "keys", "partners", "notifications", "registrations": mine.partner.key
        case "solutions" where route.method != .get: mine.partner.key
        default: nil
        }
    }
}

/// One row of the table of routes.
struct RouteName: Sendable, CustomTestStringConvertible {
    let method: HTTP.Method
    let pattern: String

    var testDescription: String { "\(method.name) \(pattern)" }
    var segments: [String] { pattern.split(separator: "/").map(String.init) }
    /// `engagements` of `/v1/engagements/{id}`.
    var collection: String { isOpen ? "" : segments[1] }
    var isOfRegistration: Bool { segments.contains("registration") }
    var hasID: Bool { pattern.contains("{id}") }
    var isOpen: Bool { !pattern.hasPrefix("/v1/") }

    /// The pattern with values in place of what stands in braces.
    func path(_ values: [String: String]) -> String {
        pattern.split(separator: "/").map { "/" + (values[String($0)] ?? String($0)) }.joined()
    }

    /// Every route of the service.
    static let all: [RouteName] = SharedAPI.routes.map { line in
        let parts = line.split(separator: " ")
        return RouteName(method: Method(String(parts[0])), pattern: String(parts[1]))
    }

    /// The paths, each once.
    static let patterns: [String] = all.map(\.pattern).reduce(into: []) {
        if !$0.contains($1) { $0.append($1) }
    }
}
