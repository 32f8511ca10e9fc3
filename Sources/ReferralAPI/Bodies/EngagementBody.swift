import JSON
import Referrals

/// Engagements as their partners see them.
enum EngagementBody {
    /// Writes the engagement as it is at an instant; gives the place of the customer's person in the bytes.
    @discardableResult
    static func write(_ view: EngagementView, at now: Timestamp, to json: inout JSONWriter) -> Range<Int> {
        var person = 0..<0
        json.object { json in
            identity(view, &json)
            person = RFIBody.customer(view.inquiry.customer, for: .partner, &json)
            RFIBody.need(view.inquiry.need, &json)
            json.member("budget", view.inquiry.budget)
            json.member("timeframe", view.inquiry.timeframe?.rawValue)
            directContact(view, now, &json)
            deal(view, &json)
            outcome(view.engagement, &json)
            instants(view.engagement, &json)
        }
        return person
    }

    private static func identity(_ view: EngagementView, _ json: inout JSONWriter) {
        let engagement = view.engagement
        json.member("id", engagement.id)
        json.member("rfiId", engagement.rfiID)
        json.member("partnerId", engagement.partnerID)
        json.member("profileId", engagement.profileID)
        json.member("locationId", engagement.locationID)
        json.member("source", view.inquiry.source.rawValue)
        json.member("status", engagement.state.status.rawValue)
        json.member("outcome", engagement.state.outcome?.rawValue)
        json.member("name", engagement.terms.name)
    }

    private static func directContact(_ view: EngagementView, _ now: Timestamp, _ json: inout JSONWriter) {
        json.object("directContact") { json in
            json.member("requested", view.inquiry.directContact)
            json.member("hot", view.engagement.isHot(at: now))
            json.member("hotUntil", view.engagement.clocks.hotUntil)
            json.member("message", view.directContactMessage(at: now))
        }
    }

    private static func deal(_ view: EngagementView, _ json: inout JSONWriter) {
        let engagement = view.engagement
        json.member("estimatedValue", engagement.terms.estimatedValue)
        json.member("estimatedPurchaseDate", engagement.terms.estimatedPurchaseDate)
        json.member("purchaseTimeframe", engagement.terms.purchaseTimeframe?.rawValue)
        json.member("finalValue", engagement.finalValue)
        json.member("closedOn", engagement.closedOn)
        json.member("crmId", engagement.terms.crmID)
        json.array("contacts") { json in
            for contact in view.contacts { ContactBody.write(contact, to: &json) }
        }
    }

    private static func outcome(_ engagement: Engagement, _ json: inout JSONWriter) {
        refusal("decline", engagement.state == .archived(.declined) ? engagement.refusal : nil, &json)
        refusal("loss", engagement.state == .archived(.lost) ? engagement.refusal : nil, &json)
        withdrawal(engagement.withdrawal, &json)
        json.object("registration") { json in
            json.member("required", engagement.registration != nil)
            json.member("status", engagement.registration?.state.rawValue)
            json.member("id", engagement.registration?.id)
        }
        json.array("allowedActions") { json in
            for action in engagement.state.allowedActions { json.string(action.rawValue) }
        }
    }

    private static func refusal(_ name: String, _ refusal: Refusal?, _ json: inout JSONWriter) {
        guard let refusal else { return json.null(name) }
        json.object(name) { json in
            json.member("reason", refusal.reason.rawValue)
            json.member("note", refusal.note)
        }
    }

    private static func withdrawal(_ reason: WithdrawalReason?, _ json: inout JSONWriter) {
        guard let reason else { return json.null("withdrawal") }
        json.object("withdrawal") { json in json.member("reason", reason.rawValue) }
    }

    private static func instants(_ engagement: Engagement, _ json: inout JSONWriter) {
        json.member("respondBy", engagement.clocks.respondBy)
        json.member("expiresAt", engagement.shownExpiry)
        json.member("receivedAt", engagement.clocks.createdAt)
        json.member("respondedAt", engagement.respondedAt)
        json.member("closedAt", engagement.closedAt)
        json.member("createdAt", engagement.clocks.createdAt)
        json.member("updatedAt", engagement.updatedAt)
        json.member("version", engagement.version)
    }

    static func bytes(_ view: EngagementView, at now: Timestamp) -> (bytes: [UInt8], person: Range<Int>) {
        var json = JSONWriter()
        let person = write(view, at: now, to: &json)
        return (json.bytes, person)
    }
}

/// Contacts as JSON.
enum ContactBody {
    static func write(_ contact: Contact, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", contact.id)
            json.member("name", contact.details.name)
            json.member("role", contact.details.role)
            json.member("phone", contact.details.phone?.text)
            json.member("emails", contact.details.emails.map(\.text))
            json.member("version", contact.version)
            json.member("createdAt", contact.createdAt)
            json.member("updatedAt", contact.updatedAt)
        }
    }

    static func bytes(_ contact: Contact) -> [UInt8] {
        var json = JSONWriter()
        write(contact, to: &json)
        return json.bytes
    }
}

/// Notes as JSON.
enum NoteBody {
    static func write(_ note: Note, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", note.id)
            json.member("body", note.body)
            json.member("author", note.author)
            json.member("createdAt", note.createdAt)
            json.member("editedAt", note.editedAt)
            json.member("version", note.version)
        }
    }

    static func bytes(_ note: Note) -> [UInt8] {
        var json = JSONWriter()
        write(note, to: &json)
        return json.bytes
    }
}

/// History as JSON.
enum HistoryBody {
    static func write(_ entry: HistoryEntry, for reader: Scope, to json: inout JSONWriter) {
        json.object { json in
            json.member("seq", entry.seq)
            json.member("type", entry.type.rawValue)
            json.member("occurredAt", entry.occurredAt)
            json.cause(entry.actor, entry.requestID, for: reader)
            json.raw("changes", Array(entry.changes.utf8))
        }
    }
}

/// The figures of a dashboard as JSON.
enum SummaryBody {
    static func bytes(_ summary: EngagementSummary) -> [UInt8] {
        JSONWriter.bytes { json in
            json.object("counts") { json in
                for state in EngagementState.allCases {
                    json.member(state.outcome?.rawValue ?? state.status.rawValue, summary.counts[state] ?? 0)
                }
            }
            json.member("hot", summary.hot)
            json.member("overdue", summary.overdue)
            json.member("expiringSoon", summary.expiringSoon)
            json.array("openValue") { json in
                for sum in summary.openValue { json.sum(sum) }
            }
        }
    }
}
