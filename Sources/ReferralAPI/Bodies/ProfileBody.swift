import JSON
import Referrals

/// Profiles and locations as JSON.
enum ProfileBody {
    static func write(_ profile: Profile, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", profile.id)
            json.member("partnerId", profile.partnerID)
            json.member("country", profile.country.code)
            json.member("status", profile.status.rawValue)
            details(profile.details, &json)
            json.array("locations") { json in
                for location in profile.locations { write(location, to: &json) }
            }
            json.member("version", profile.version)
            json.member("createdAt", profile.createdAt)
            json.member("updatedAt", profile.updatedAt)
            json.member("activatedAt", profile.activatedAt)
        }
    }

    private static func details(_ details: ProfileDetails, _ json: inout JSONWriter) {
        json.member("displayName", details.displayName)
        json.member("description", details.description)
        json.member("website", details.website?.text)
        json.member("languages", details.languages.map(\.text))
        json.member("industries", details.industries)
        json.member("products", details.products)
        json.member("services", details.services)
        json.member("solutions", details.solutions)
        json.member("keywords", details.keywords)
        json.member("customerSizes", details.customerSizes.map(\.rawValue))
        json.member("responseWindow", details.responseWindow?.description)
    }

    static func write(_ location: Location, to json: inout JSONWriter) {
        let details = location.details
        json.object { json in
            json.member("id", location.id)
            json.member("name", details.name)
            json.member("address", details.address)
            degrees("latitude", details.position?.latitude, &json)
            degrees("longitude", details.position?.longitude, &json)
            json.object("contact") { json in
                json.member("name", details.contact.name)
                json.member("email", details.contact.email.text)
                json.member("phone", details.contact.phone?.text)
            }
            json.member("mailOptOuts", details.mailOptOuts.map(\.rawValue))
        }
    }

    private static func degrees(_ name: String, _ micro: Int?, _ json: inout JSONWriter) {
        guard let micro else { return json.null(name) }
        json.raw(name, Array(Degrees.text(micro).utf8))
    }

    static func bytes(_ profile: Profile) -> [UInt8] {
        var json = JSONWriter()
        write(profile, to: &json)
        return json.bytes
    }

    static func bytes(_ location: Location) -> [UInt8] {
        var json = JSONWriter()
        write(location, to: &json)
        return json.bytes
    }
}

/// Micro-degrees as decimal text.
enum Degrees {
    /// `-0.5` for -500,000: no more digits than needed.
    static func text(_ micro: Int) -> String {
        let fraction = String(micro.magnitude % 1_000_000)
        var digits = Substring(String(repeating: "0", count: 6 - fraction.count) + fraction)
        while digits.last == "0" { digits.removeLast() }
        return (micro < 0 ? "-" : "") + "\(micro.magnitude / 1_000_000)"
            + (digits.isEmpty ? "" : ".\(digits)")
    }
}
