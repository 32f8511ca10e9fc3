@testable import Referrals
import Testing

struct NoteTests {
    private func patch(_ body: String?) -> NotePatch {
        var patch = NotePatch()
        patch.body = body
        return patch
    }

    @Test(arguments: EngagementState.allCases)
    func `is added, changed and removed in every state, and is no change of the engagement`(
        state: EngagementState
    ) throws {
        let bench = try EngagementBench(state)
        let note = try bench.service.addNote(to: bench.id, if: .oneOf([1]), body: "first")
        #expect(
            (note.author, note.createdAt, note.editedAt, note.version) == (
                "Ann's key", bench.store.now, nil, 1
            ))
        bench.store.now = bench.store.now + .hours(1)
        let changed = try bench.service.updateNote(note.id, of: bench.id, if: .oneOf([1]), patch("second"))
        #expect((changed.body, changed.editedAt, changed.version) == ("second", bench.store.now, 2))
        #expect((changed.author, changed.createdAt) == (note.author, note.createdAt))
        try bench.service.removeNote(note.id, of: bench.id, if: .oneOf([2]))
        #expect(bench.store.notes(of: bench.id).isEmpty)
        #expect(bench.store.events.map(\.type) == [.noteAdded, .noteUpdated, .noteRemoved])
        #expect(bench.store.events.allSatisfy { $0.subject == .note(note.id) && $0.engagementID == bench.id })
        #expect(bench.store.events.allSatisfy { $0.changes.isEmpty && $0.audience.marketplaceID == nil })
        #expect(bench.stored == bench.engagement)
    }

    @Test(arguments: [nil, "first"])
    func `a change that changes nothing records nothing`(body: String?) throws {
        let bench = try EngagementBench()
        let note = try bench.service.addNote(to: bench.id, if: .any, body: "first")
        bench.store.forgetWrites()
        #expect(try bench.service.updateNote(note.id, of: bench.id, if: .any, patch(body)) == note)
        #expect(bench.store.writes == 0)
    }

    @Test func `is judged by its own version`() throws {
        let bench = try EngagementBench()
        let note = try bench.service.addNote(to: bench.id, if: .any, body: "first")
        let stale = ReferralError.stale(current: EntityTag(version: 1))
        #expect(throws: stale) {
            try bench.service.updateNote(note.id, of: bench.id, if: .oneOf([2]), patch("second"))
        }
        #expect(throws: stale) { try bench.service.removeNote(note.id, of: bench.id, if: .oneOf([])) }
        #expect(bench.store.notes(of: bench.id) == [note])
    }

    @Test func `is not found by another partner, nor below another engagement`() throws {
        let bench = try EngagementBench()
        let note = try bench.service.addNote(to: bench.id, if: .any, body: "first")
        for (service, id) in [(bench.strangers, bench.id), (bench.service, ID(high: 5, low: 99))] {
            #expect(throws: ReferralError.notFound) {
                try service.updateNote(note.id, of: id, if: .any, patch("second"))
            }
            #expect(throws: ReferralError.notFound) { try service.removeNote(note.id, of: id, if: .any) }
        }
        #expect(bench.store.notes(of: bench.id) == [note])
    }
}
