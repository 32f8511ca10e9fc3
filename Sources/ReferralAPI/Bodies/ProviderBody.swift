import JSON
import Referrals

/// Rows of a search for providers as JSON.
enum ProviderBody {
    /// Writes a row; the parts of its score are told when it is explained.
    static func write(_ provider: Provider, isExplained: Bool = false, to json: inout JSONWriter) {
        let details = provider.details
        json.object { json in
            json.member("profileId", provider.profileID)
            json.member("locationId", provider.location.id)
            json.member("partnerId", provider.partnerID)
            json.member("displayName", details.displayName)
            json.member("description", details.description)
            json.member("city", provider.location.details.address.city)
            json.member("country", provider.country.code)
            json.member("industries", details.industries)
            json.member("products", details.products)
            json.member("services", details.services)
            json.member("solutions", details.solutions)
            json.member("keywords", details.keywords)
            json.member("distanceKm", provider.distanceKm.map { ($0 * 10).rounded() / 10 })
            json.member("score", Double(provider.ranking.score) / 100)
            if isExplained { explain(provider.ranking, &json) } else { json.null("explain") }
        }
    }

    private static func explain(_ ranking: Ranking, _ json: inout JSONWriter) {
        json.array("explain") { json in
            for part in ranking.parts {
                json.object { json in
                    json.member("part", part.part.rawValue)
                    json.member("value", Double(part.value) / 100)
                    json.member("weight", Double(part.weight) / 100)
                    json.member("contribution", Double(part.contribution) / 100)
                }
            }
        }
    }
}
