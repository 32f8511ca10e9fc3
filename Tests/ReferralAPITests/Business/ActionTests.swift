import HTTP
import JSON
import Referrals
import TestSupport
import Testing

// Contract section 6: what may be done to an engagement, from every state.

/// One thing to do to an engagement, which has a contact and a note.
enum Deed: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case accept, decline, edit, win, lose
    case addContact, changeContact, removeContact
    case addNote, changeNote, removeNote

    var testDescription: String { rawValue }

    /// The status of the answer, and the state afterwards.
    func expected(in state: StateName) -> (status: Int, next: StateName) {
        switch (self, state) {
        case (.accept, .new): (200, .active)
        case (.decline, .new): (200, .declined)
        case (.edit, .active): (200, .active)
        case (.win, .active): (200, .won)
        case (.lose, .active): (200, .lost)
        case (.addContact, .new), (.addContact, .active): (201, state)
        case (.changeContact, .new), (.changeContact, .active): (200, state)
        case (.removeContact, .new), (.removeContact, .active): (204, state)
        case (.addNote, _): (201, state)
        case (.changeNote, _): (200, state)
        case (.removeNote, _): (204, state)
        default: (409, state)
        }
    }

    /// The method, what follows the engagement's path, and the body.
    func request(contact: String, note: String) -> (method: HTTP.Method, suffix: String, body: String?) {
        switch self {
        case .accept: (.post, "/accept", Body.acceptance)
        case .decline: (.post, "/decline", Body.decline)
        case .edit: (.patch, "", #"{"name":"Another name"}"#)
        case .win: (.post, "/win", nil)
        case .lose: (.post, "/lose", Body.decline)
        case .addContact: (.post, "/contacts", Body.contact)
        case .changeContact: (.patch, "/contacts/\(contact)", #"{"role":"Buyer"}"#)
        case .removeContact: (.delete, "/contacts/\(contact)", nil)
        case .addNote: (.post, "/notes", Body.note)
        case .changeNote: (.patch, "/notes/\(note)", #"{"body":"Changed"}"#)
        case .removeNote: (.delete, "/notes/\(note)", nil)
        }
    }
}

@Suite struct `Actions on an engagement` {
    @Test(arguments: StateName.allCases, Deed.allCases)
    func `do what the state allows and nothing else`(state: StateName, deed: Deed) async throws {
        let service = try Service()
        let referral = try await service.referral()
        let (contact, note) = (try await service.contact(of: referral), try await service.note(of: referral))
        try await service.bring(referral, to: state)
        let (before, figures) = (try await service.read(referral), try service.figures())
        #expect(before["allowedActions"] == state.allowedActions)

        let (method, suffix, body) = deed.request(contact: contact, note: note)
        let answer = try await service.send(method, referral.path + suffix, referral.partner.key, body)
        let (status, next) = deed.expected(in: state)
        answer.expect(status)
        let after = try await service.read(referral)
        #expect(after["status"] == .string(next.status))
        #expect(after["outcome"] == next.outcome)
        #expect(after["allowedActions"] == next.allowedActions)
        guard status == 409 else { return }
        answer.expect(409, "invalid_transition")
        #expect(answer["currentStatus"] == .string(state.status))
        #expect(answer["currentOutcome"] == state.outcome)
        #expect(answer["allowedActions"] == state.remainingActions)
        #expect(after.body == before.body)
        #expect(after.header("ETag") == before.header("ETag"))
        #expect(try service.figures() == figures)
    }

    @Test func `of acceptance set the instants and end the expiry`() async throws {
        let service = try Service()
        let referral = try await service.referral()
        service.clock.advance(by: .hours(5))
        let answer = try await service.accept(referral)
        #expect(answer["respondedAt"] == .string("2026-11-23T07:00:00.000Z"))
        #expect(answer["updatedAt"] == answer["respondedAt"])
        #expect(answer["expiresAt"] == .null)
        #expect(answer["closedAt"] == .null)
        #expect(answer["receivedAt"] == .string("2026-11-23T02:00:00.000Z"))
        #expect(answer["respondBy"] == .string("2026-11-24T02:00:00.000Z"))
        service.clock.advance(by: .days(100))
        #expect(try await service.read(referral)["status"] == .string("active"))
    }

    @Test(arguments: [StateName.won, .lost, .declined])
    func `that archive set closedAt, and an answer respondedAt`(state: StateName) async throws {
        let service = try Service()
        let referral = try await service.referral()
        service.clock.advance(by: .hours(1))
        if state != .declined { try await service.accept(referral) }
        service.clock.advance(by: .hours(1))
        let action = state == .won ? "win" : state == .lost ? "lose" : "decline"
        let answer = try await service.post(referral, action, state == .won ? nil : Body.decline).expect(200)
        #expect(answer["closedAt"] == .string("2026-11-23T04:00:00.000Z"))
        let responded = state == .declined ? "2026-11-23T04:00:00.000Z" : "2026-11-23T03:00:00.000Z"
        #expect(answer["respondedAt"] == .string(responded))
        #expect(answer["version"]?.integer == (state == .declined ? 2 : 3))
    }
}
