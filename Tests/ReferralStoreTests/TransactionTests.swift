import ReferralStore
import Referrals
import TestSupport
import Testing

@Suite struct TransactionTests {
    /// A store with one new engagement.
    private static func single() async throws -> (TestStore, Engagement) {
        let test = try TestStore()
        let rfi = try await test.submit(to: [test.profile(of: test.partner())])
        return (test, try #require(try test.engagements(of: rfi).first))
    }

    @Test func `of 64 who accept at once one does`() async throws {
        let (test, made) = try await Self.single()
        let winners = await withTaskGroup { group in
            for _ in 0..<64 {
                group.addTask {
                    do throws(ReferralError) {
                        try await test.engagements { service throws(ReferralError) in
                            _ = try service.accept(made.id, if: .any, Acceptance(terms: .make()))
                        }
                        return true
                    } catch {
                        #expect(error == .engagementTransition(state: .active))
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
        #expect(try test.history(made.id).map(\.type) == [.engagementCreated, .engagementAccepted])
    }

    @Test func `a job that throws leaves nothing, and no gap in any feed`() async throws {
        let (test, made) = try await Self.single()
        let before = (
            try test.summary(), test.session.counter(.operator),
            test.session.counter(.partner(made.partnerID))
        )
        await #expect(throws: ReferralError.forbidden) {
            try await test.engagements { service throws(ReferralError) in
                _ = try service.accept(made.id, if: .any, Acceptance(terms: .make(), note: "a note"))
                throw .forbidden
            }
        }
        #expect(try test.summary() == before.0)
        #expect(test.session.counter(.operator) == before.1)
        #expect(test.session.counter(.partner(made.partnerID)) == before.2)
        try await test.engagements { service throws(ReferralError) in
            _ = try service.addNote(to: made.id, if: .any, body: "kept")
        }
        let events = try await test.events()
        #expect(events.map(\.seq) == Array(1...Int64(events.count)))
        let own = events.compactMap(\.partnerSeq)
        #expect(own == Array(1...Int64(own.count)))
        #expect(try test.history(made.id).map(\.seq) == [1, 2])
    }

    @Test func `jobs that fail among others leave gapless feeds`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        await withTaskGroup { group in
            for index in 0..<60 {
                group.addTask {
                    try? await test.write { store throws(ReferralError) in
                        _ = try TestStore.requests(store).submit(
                            .make(to: [profile]), marketplace: .make(index % 2 == 0 ? "even" : "odd"))
                        if index % 3 == 0 { throw .forbidden }
                    }
                }
            }
        }
        let events = try await test.events()
        #expect(events.map(\.seq) == Array(1...Int64(events.count)))
        #expect(events.compactMap(\.partnerSeq) == Array(1...Int64(events.count { $0.partnerSeq != nil })))
        #expect(events.count { $0.marketplaceSeq != nil } == 40)
        #expect(events.compactMap(\.marketplaceSeq).max() == 20)
    }

    @Test func `a full disk fails whoever shares the commit, and nothing of it stays`() async throws {
        let (test, made) = try await Self.single()
        try await test.store.execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA max_page_count = 1")
        let before = try await test.events()
        let body = String(repeating: "word ", count: 2_000)
        let failures = await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    do throws(ReferralError) {
                        try await test.engagements { service throws(ReferralError) in
                            for _ in 0..<5 { _ = try service.addNote(to: made.id, if: .any, body: body) }
                        }
                        return false
                    } catch {
                        if case .storageUnavailable = error { return true }
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failures == 8)
        #expect(try await test.events() == before)
        try await test.store.execute("PRAGMA max_page_count = 1000000")
        try await test.engagements { service throws(ReferralError) in
            _ = try service.addNote(to: made.id, if: .any, body: body)
        }
        #expect(try await test.events().count == before.count + 1)
    }

    @Test func `a stopped store is unavailable`() async throws {
        let (test, made) = try await Self.single()
        test.store.stop()
        await #expect(throws: ReferralError.storageUnavailable(detail: "the database is closed")) {
            try await test.engagements { service throws(ReferralError) in
                _ = try service.addNote(to: made.id, if: .any, body: "late")
            }
        }
    }

    @Test func `a long read sees what a short one does`() async throws {
        let (test, made) = try await Self.single()
        let view = try await test.session.readLong { reader throws(ReferralError) in
            try reader.engagementView(made.id, .operator)
        }
        #expect(view?.engagement == made)
        try await test.store.checkHealth()
    }
}
