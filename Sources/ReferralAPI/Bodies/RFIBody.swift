import JSON
import Referrals

/// RFIs as their customers see them, and the parts of an inquiry that engagements show too.
enum RFIBody {
    /// Writes the RFI; gives the place of the customer's person in the bytes.
    @discardableResult
    static func write(_ view: RFIView, to json: inout JSONWriter) -> Range<Int> {
        var person = 0..<0
        json.object { json in
            json.member("id", view.rfi.id)
            json.member("marketplaceId", view.rfi.marketplaceID.description)
            json.member("status", view.rfi.status.rawValue)
            person = members(view.rfi.inquiry, &json)
            closing(view.rfi, &json)
            json.array("recipients") { json in
                for recipient in view.recipients { write(recipient, to: &json) }
            }
            alternatives(view, &json)
            json.member("erasedAt", view.rfi.erasedAt)
            json.member("version", view.rfi.version)
            json.member("createdAt", view.rfi.createdAt)
            json.member("updatedAt", view.rfi.updatedAt)
        }
        return person
    }

    private static func members(_ inquiry: Inquiry, _ json: inout JSONWriter) -> Range<Int> {
        let person = customer(inquiry.customer, for: .marketplace, &json)
        need(inquiry.need, &json)
        json.member("budget", inquiry.budget)
        json.member("timeframe", inquiry.timeframe?.rawValue)
        json.member("source", inquiry.source.rawValue)
        json.member("directContact", inquiry.directContact)
        json.object("consent") { json in
            json.member("contact", true)
            json.member("share", inquiry.consent.share)
        }
        return person
    }

    private static func alternatives(_ view: RFIView, _ json: inout JSONWriter) {
        json.array("alternatives") { json in
            for provider in view.alternatives { ProviderBody.write(provider, to: &json) }
        }
    }

    private static func closing(_ rfi: RFI, _ json: inout JSONWriter) {
        json.object("closing") { json in
            json.member("rule", rfi.closing.kind.rawValue)
            if case .upTo(let count) = rfi.closing { json.member("count", count) } else { json.null("count") }
        }
        guard let maximum = rfi.topUp else { return json.null("topUp") }
        json.object("topUp") { json in json.member("maximum", maximum) }
    }

    private static func write(_ recipient: Recipient, to json: inout JSONWriter) {
        json.object { json in
            json.member("profileId", recipient.profileID)
            json.member("displayName", recipient.displayName)
            json.member("status", recipient.status.rawValue)
            json.member("respondedAt", recipient.respondedAt)
        }
    }

    /// Whose view of a customer it is: engagements also say whether the person is withheld.
    enum Viewer {
        case marketplace, partner
    }

    /// Writes `customer`; gives the place of what `person` writes.
    static func customer(_ customer: Customer, for viewer: Viewer, _ json: inout JSONWriter) -> Range<Int> {
        var person = 0..<0
        json.object("customer") { json in
            json.member("company", customer.company)
            json.member("size", customer.size.rawValue)
            json.member("address", customer.address)
            json.member("contact") { json in
                let start = json.bytes.count
                write(customer.contact, for: viewer, &json)
                person = start..<json.bytes.count
            }
        }
        return person
    }

    static func need(_ need: Need, _ json: inout JSONWriter) {
        json.object("need") { json in
            json.member("summary", need.summary)
            json.member("details", need.details)
            json.member("industries", need.industries)
            json.member("products", need.products)
            json.member("services", need.services)
            json.member("solutions", need.solutions)
        }
    }

    /// The end of `customer`, from the value of `contact` on: what is cut out of stored answers. Members are null for
    /// nobody.
    static func person(_ person: Person?, for viewer: Viewer) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        write(person, for: viewer, &json)
        return json.bytes
    }

    private static func write(_ person: Person?, for viewer: Viewer, _ json: inout JSONWriter) {
        json.object { json in
            json.member("name", person?.name)
            json.member("email", person?.email.text)
            json.member("phone", person?.phone?.text)
            json.member("title", person?.title)
        }
        if viewer == .partner { json.member("redacted", person == nil) }
    }

    static func bytes(_ view: RFIView) -> (bytes: [UInt8], person: Range<Int>) {
        var json = JSONWriter()
        let person = write(view, to: &json)
        return (json.bytes, person)
    }

    /// The tag of an RFI: its version, and a hash over what is shown of others.
    static func tag(_ view: RFIView) -> EntityTag {
        var json = JSONWriter()
        json.object { json in
            json.array("recipients") { json in
                for recipient in view.recipients { write(recipient, to: &json) }
            }
            alternatives(view, &json)
        }
        return EntityTag(version: view.rfi.version, variant: ContentHash.text(json.bytes))
    }
}
