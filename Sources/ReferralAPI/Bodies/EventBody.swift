// Events as JSON: what happened, and the resources that it is about as those are now for the owner of the feed. A
// marketplace is told of an engagement what its RFI tells it, and no more.

import JSON
public import Referrals

/// Events as feeds show them and webhooks are sent them.
public struct EventPayloads: EventRenderer {
    /// There is nothing to choose.
    public init() {}

    /// The event as it may be kept: without the customer's person.
    public func kept(
        _ event: FeedEvent, in feed: Scope, _ reader: any ReferralReader
    ) throws(ReferralError) -> KeptBody {
        var resources = EventResources(feed, reader)
        let data = try resources.data(of: event)
        var json = JSONWriter()
        let person = EventBody.write(event, data, for: feed, at: reader.now, to: &json)
        let request: ID<RFI>
        if case .rfi(let id) = data.subject {
            request = id
        } else if let id = event.engagementID {
            request = try resources.request(of: id)
        } else {
            return KeptBody(json.bytes)
        }
        guard let person else { return KeptBody(json.bytes, rfiID: request) }
        return KeptBody(json.bytes, withoutPersonAt: person, of: request, in: data.engagementID)
    }

    /// What was kept, with the customer's person as the reader may see them now.
    public func whole(_ kept: KeptBody, _ reader: any ReferralReader) throws(ReferralError) -> [UInt8] {
        try kept.whole(in: reader)
    }
}

/// Events as JSON.
enum EventBody {
    /// Writes an event of a feed; gives the place of the customer's person in the bytes, where it shows one.
    @discardableResult
    static func write(
        _ event: FeedEvent, _ data: EventData, for feed: Scope, at now: Timestamp, to json: inout JSONWriter
    ) -> Range<Int>? {
        var person: Range<Int>?
        json.object { json in
            json.member("seq", event.seq)
            json.member("id", event.id)
            json.member("type", event.type.rawValue)
            json.member("occurredAt", event.occurredAt)
            json.member("partnerId", isCustomers(feed) ? nil : event.partnerID)
            subject(data.subject, &json)
            json.cause(event.actor, event.requestID, for: feed)
            json.raw("changes", isCustomers(feed) ? CustomersChanges.json(of: event) : Array(event.changes.utf8))
            json.object("data") { json in
                json.member("engagementId", data.engagementID)
                person = write(data.resource, at: now, &json)
            }
        }
        return person
    }

    private static func isCustomers(_ feed: Scope) -> Bool {
        if case .marketplace = feed { true } else { false }
    }

    private static func subject(_ subject: Subject, _ json: inout JSONWriter) {
        json.object("subject") { json in
            json.member("type", subject.name)
            switch subject {
            case .engagement(let id): json.member("id", id)
            case .contact(let id): json.member("id", id)
            case .note(let id): json.member("id", id)
            case .profile(let id): json.member("id", id)
            case .rfi(let id): json.member("id", id)
            case .webhook(let id): json.member("id", id)
            case .registration(let id): json.member("id", id)
            }
        }
    }

    /// Writes the member that has the name of the subject's type.
    private static func write(
        _ resource: EventData.Resource, at now: Timestamp, _ json: inout JSONWriter
    ) -> Range<Int>? {
        switch resource {
        case .engagement(let view):
            return json.member("engagement", view) { EngagementBody.write($0, at: now, to: &$1) }
        case .rfi(let view): return json.member("rfi", view) { RFIBody.write($0, to: &$1) }
        case .contact(let contact): _ = json.member("contact", contact) { ContactBody.write($0, to: &$1) }
        case .note(let note): _ = json.member("note", note) { NoteBody.write($0, to: &$1) }
        case .profile(let profile): _ = json.member("profile", profile) { ProfileBody.write($0, to: &$1) }
        case .webhook: json.null("webhook")
        case .registration(let registration):
            _ = json.member("registration", registration) { RegistrationBody.write($0, to: &$1) }
        }
        return nil
    }
}

extension JSONWriter {
    /// Writes a resource, or null; gives what `write` gives.
    fileprivate mutating func member<Resource, Result>(
        _ name: String, _ resource: Resource?, _ write: (Resource, inout JSONWriter) -> Result
    ) -> Result? {
        guard let resource else {
            null(name)
            return nil
        }
        var result: Result?
        member(name) { json in result = write(resource, &json) }
        return result
    }
}

/// What a customer is told of a change of an engagement: how it stands, in the words of the RFI's recipients.
private enum CustomersChanges {
    static func json(of event: FeedEvent) -> [UInt8] {
        guard event.engagementID != nil, let changes = try? JSON.parse(Array(event.changes.utf8)),
            let from = status(changes, "from"), let to = status(changes, "to")
        else { return Array("{}".utf8) }
        return JSONWriter.bytes { json in
            json.object("status") { json in
                json.member("from", from.rawValue)
                json.member("to", to.rawValue)
            }
        }
    }

    private static func status(_ changes: JSON, _ side: String) -> Recipient.Status? {
        guard case .string(let word)? = changes["status"]?[side],
            let status = EngagementState.Status(rawValue: word)
        else { return nil }
        switch status {
        case .new: return Recipient.Status(.new)
        case .active: return Recipient.Status(.active)
        case .archived:
            guard case .string(let word)? = changes["outcome"]?[side], let outcome = Outcome(rawValue: word)
            else { return nil }
            return Recipient.Status(.archived(outcome))
        }
    }
}
