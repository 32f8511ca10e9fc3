import JSON
import Referrals

/// The bodies of webhooks.
extension Fields {
    /// `{partnerId?, marketplaceId?, url, eventTypes?, enabled?, description?}`. An operator names the owner, or nobody
    /// for a webhook of its own; others own what they make, and naming another is a fault.
    mutating func newWebhook(of caller: Scope) -> (owner: Scope, details: WebhookDetails)? {
        let owner = owner(caller)
        let url = required("url", Convert.website)
        let patterns =
            has("eventTypes") ? list("eventTypes", maximum: EventFilter.maximum, minimum: 1, Self.pattern) : ["*"]
        let isEnabled = optional("enabled", Convert.bool) ?? true
        let description = optionalText("description", Convert.line(200))
        guard let url, let events = EventFilter(patterns.unique) else { return nil }
        return (owner, WebhookDetails(url: url, events: events, isEnabled: isEnabled, description: description))
    }

    private mutating func owner(_ caller: Scope) -> Scope {
        let partner: ID<Partner>? = optional("partnerId", Convert.id)
        let marketplace = optional("marketplaceId", Convert.marketplace)
        guard caller == .operator else {
            if let partner, partner != caller.partnerID {
                fault("partnerId", .invalidValue, "Must be your own, or left out.")
            }
            if let marketplace, marketplace != caller.marketplaceID {
                fault("marketplaceId", .invalidValue, "Must be your own, or left out.")
            }
            return caller
        }
        if partner != nil, marketplace != nil {
            fault("marketplaceId", .invalidValue, "A webhook has one owner: leave this or partnerId out.")
        }
        return partner.map(Scope.partner) ?? marketplace.map(Scope.marketplace) ?? .operator
    }

    mutating func webhookPatch() -> WebhookPatch? {
        readOnly(
            "id", "partnerId", "marketplaceId", "disabledReason", "secret", "version", "createdAt", "updatedAt")
        var patch = WebhookPatch()
        patch.url = change("url", isRequired: true, Convert.website).value
        patch.events = changeList("eventTypes", maximum: EventFilter.maximum, minimum: 1, Self.pattern).items
            .flatMap { EventFilter($0.unique) }
        patch.isEnabled = change("enabled", isRequired: true, Convert.bool).value
        patch.description = changedText("description", Convert.line(200))
        return patch
    }

    /// `{afterSeq, untilSeq?}`: which part of a feed is sent once more.
    mutating func redelivery() -> (after: Int, until: Int?)? {
        let after = required("afterSeq", Convert.sequenceNumber)
        let until = optional("untilSeq", Convert.sequenceNumber)
        return after.map { ($0, until) }
    }

    private static func pattern(_ json: JSON) throws(Invalid) -> String {
        try Convert.text("Must be *, the beginning of types such as engagement.*, or a type of event.") { text in
            EventFilter([text]).map { _ in text }
        }(json)
    }
}

extension Convert {
    /// A number of an event in a feed, or 0 for before the first.
    fileprivate static func sequenceNumber(_ json: JSON) throws(Invalid) -> Int {
        let number = try integer(json)
        guard number >= 0 else { throw Invalid(.outOfRange, "Must be 0 or more.") }
        return Int(number)
    }
}
