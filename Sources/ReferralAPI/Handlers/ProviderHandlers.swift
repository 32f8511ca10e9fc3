import HTTP
import JSON
import Referrals

/// `/v1/providers`.
enum ProviderHandlers {
    static let routes: [Route] = [
        .get(
            "/v1/providers", .marketplaces,
            parameters: [
                "q", "country", "industry", "product", "service", "solution", "size", "language", "latitude",
                "longitude", "limit", "cursor", "explain",
            ], search)
    ]

    private static func search(_ exchange: Exchange) async throws -> Reply {
        let query = try ProviderQuery(exchange.query)
        let isExplained = try exchange.query.flag("explain") ?? false
        let session = exchange.session
        let counts = try exchange.authenticated().role.kind == .marketplace && exchange.showsRows
        return try await exchange.list(
            Listing(scope: try exchange.scope(), watches: .providers, isLong: true) {
                reader, page throws(ReferralError) in
                let found = try reader.providers(query, page)
                if counts { session.countAppearances(of: Set(found.items.map(\.partnerID))) }
                return found
            } write: { provider, _, json in
                ProviderBody.write(provider, isExplained: isExplained, to: &json)
            })
    }
}

extension Exchange {
    /// Whether the rows that are read are sent: neither to `HEAD`, nor to who asks whether there is any answer at all.
    fileprivate var showsRows: Bool { request.method == .get && ifNoneMatch != .any }
}

extension ProviderQuery {
    /// Reads the query of a request.
    fileprivate init(_ parameters: QueryParameters) throws {
        self.init()
        search = try parameters.search()
        country = try parameters.value("country", "Must be a country by ISO 3166-1 alpha-2.") { CountryCode($0) }
        industries = try parameters.tags("industry")
        products = try parameters.tags("product")
        services = try parameters.tags("service")
        solutions = try parameters.tags("solution")
        languages =
            try parameters.values("language", "Must be language tags by BCP 47, such as de or pt-BR.") {
                LanguageTag($0)
            } ?? []
        size = try parameters.value("size", CustomerSize.expectation) { CustomerSize(rawValue: $0) }
        position = try parameters.position()
    }
}

extension CustomerSize {
    fileprivate static let expectation =
        "Must be one of: \(allCases.map(\.rawValue).joined(separator: ", ")); write + as %2B."
}

extension QueryParameters {
    /// The most that one parameter may name, as many as a profile may have.
    private static let maximumTags = 50

    /// Tags, all of which must be had; none when the parameter is left out.
    fileprivate func tags(_ name: String) throws -> [Tag] {
        let tags = try values(name, "Must be one or more tags of 1 to \(Tag.maximumLength) characters.") { text in
            do throws(TextFault) { return try Tag(text) } catch { return nil }
        }
        guard let tags else { return [] }
        guard tags.count <= Self.maximumTags else {
            throw Problem.parameter(name, "Must be at most \(Self.maximumTags) tags.")
        }
        return tags
    }

    /// `latitude` and `longitude`, which go together.
    fileprivate func position() throws -> Position? {
        let latitude = try degrees("latitude", 90)
        let longitude = try degrees("longitude", 180)
        if latitude == nil, longitude == nil { return nil }
        guard let latitude else { throw Problem.parameter("latitude", "Is missing: longitude is given.") }
        guard let longitude else { throw Problem.parameter("longitude", "Is missing: latitude is given.") }
        return Position(latitude: latitude, longitude: longitude)
    }

    /// Degrees as micro-degrees.
    private func degrees(_ name: String, _ bound: Int) throws -> Int? {
        try value(name, "Must be degrees from -\(bound) to \(bound), such as 48.137154.") { text in
            guard case .number(let number)? = try? JSON.parse(Array(text.utf8)), number.text == text else { return nil }
            return try? Convert.degrees(bound)(.number(number))
        }
    }
}
