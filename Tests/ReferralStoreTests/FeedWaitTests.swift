import ReferralStore
import Referrals
import SQLite
import Synchronization
import TestSupport
import Testing

/// Who waits for news of a feed is woken by what concerns them, and misses nothing.
@Suite(.timeLimit(.minutes(10))) struct FeedWaitTests {
    private static let forever = WaitLimit(uptime: .max)

    /// Begins to wait, and returns once the reader stands in the table.
    private static func wait(
        _ test: TestStore, _ feed: Scope, until limit: WaitLimit = forever
    ) async -> Task<WaitOutcome, Never> {
        let before = test.store.waitingReaders
        let counter = test.session.feedCounter(feed)
        let task = Task { await test.session.nextChange(of: feed, since: counter, until: limit) }
        while test.store.waitingReaders == before { await Task.yield() }
        return task
    }

    @Test func `a commit wakes those whose feed it has put an event into, before its caller is answered`()
        async throws
    {
        let test = try TestStore()
        let (one, other) = (try await test.partner("A"), try await test.partner("B"))
        let profile = try await test.profile(of: one)
        let woken = [
            await Self.wait(test, .partner(one.id)), await Self.wait(test, .marketplace(.make())),
            await Self.wait(test, .operator),
        ]
        let asleep = [
            await Self.wait(test, .partner(other.id)), await Self.wait(test, .marketplace(.make("elsewhere"))),
        ]
        try await test.submit(to: [profile])
        #expect(test.store.waitingReaders == 2)
        for task in woken { #expect(await task.value == .changed) }
        test.store.endWaits()
        for task in asleep { #expect(await task.value == .stopped) }
    }

    @Test func `what is rolled back, and what puts no event into a feed, wakes nobody`() async throws {
        let test = try TestStore()
        let task = await Self.wait(test, .operator)
        _ = try await test.partner("No event")
        await #expect(throws: ReferralError.notFound) {
            try await test.write { store throws(ReferralError) in
                try store.record(
                    Event(
                        type: .rfiErased, occurredAt: store.now, subject: .rfi(store.newID()), audience: Audience(),
                        cause: .clock))
                throw .notFound
            }
        }
        #expect(test.store.waitingReaders == 1)
        test.store.endWaits()
        #expect(await task.value == .stopped)
    }

    @Test func `a change of a key or of a partner's status wakes everybody`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let key = try await test.write { store throws(ReferralError) in
            try AccessService(store).createKey(
                NewAPIKey(name: "k", role: .reviewer, expiresAt: nil), digest: Array(repeating: 1, count: 32))
        }
        let first = await Self.wait(test, .marketplace(.make()))
        try await test.write { store throws(ReferralError) in try AccessService(store).revokeKey(key.id) }
        #expect(await first.value == .changed)
        let second = await Self.wait(test, .marketplace(.make()))
        try await test.write { store throws(ReferralError) in
            var patch = PartnerPatch()
            patch.status = .suspended
            _ = try AccessService(store).updatePartner(partner.id, if: .any, patch)
        }
        #expect(await second.value == .changed)
    }

    @Test func `a tick sees other processes and limits, and says whether anybody waits`() async throws {
        let begun = Atomic(0)
        let test = try TestStore(onWaiting: { begun.add(1, ordering: .relaxed) })
        let end = test.clock.now + .minutes(1)
        let first = await Self.wait(test, .operator, until: WaitLimit(uptime: 20_000, instant: end))
        let second = await Self.wait(test, .operator, until: WaitLimit(uptime: 15_000))
        #expect(begun.load(ordering: .relaxed) == 1 && test.store.tick())
        test.uptime.advance(by: 14_999)
        #expect(test.store.tick() && test.store.waitingReaders == 2)
        test.uptime.advance(by: 1)
        #expect(test.store.tick())
        #expect(await second.value == .elapsed)
        test.clock.set(end)
        #expect(!test.store.tick())
        #expect(await first.value == .elapsed)
        let third = await Self.wait(test, .operator)
        #expect(begun.load(ordering: .relaxed) == 2)
        let other = try Connection(path: test.directory.file("referrals.db"), mode: .readWriteCreate)
        try other.execute("INSERT INTO properties (name, value) VALUES ('other', x'00')")
        test.uptime.advance(by: 500)
        #expect(!test.store.tick())
        #expect(await third.value == .changed)
    }

    @Test func `what happened since the counter was taken is not waited for`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let counter = test.session.feedCounter(.operator)
        _ = try await test.profile(of: partner)
        #expect(await test.session.nextChange(of: .operator, since: counter, until: Self.forever) == .changed)
        #expect(test.store.waitingReaders == 0)
    }

    @Test func `who is cancelled leaves the table, and after the stop nobody enters it`() async throws {
        let test = try TestStore()
        let cancelled = await Self.wait(test, .operator)
        cancelled.cancel()
        #expect(await cancelled.value == .cancelled && test.store.waitingReaders == 0)
        let late = Task {
            while !Task.isCancelled { await Task.yield() }
            return await test.session.nextChange(
                of: .operator, since: test.session.feedCounter(.operator), until: Self.forever)
        }
        late.cancel()
        #expect(await late.value == .cancelled && test.store.waitingReaders == 0)
        test.store.endWaits()
        let counter = test.session.feedCounter(.operator)
        #expect(await test.session.nextChange(of: .operator, since: counter, until: Self.forever) == .stopped)
    }

    @Test func `readers that wait between commits of many writers see every event once, in order`() async throws {
        let test = try TestStore()
        var profiles: [Profile] = []
        for name in ["A", "B", "C"] { profiles.append(try await test.profile(of: test.partner(name))) }
        let each = 60
        let feeds = [Scope.operator, .marketplace(.make())] + profiles.map { .partner($0.partnerID) }
        // Two of each profile; of each request one for the customer, and one a partner.
        let lengths = [6 + each * 3 * 2, each * 3, 2 + each, 2 + each, 2 + each]
        try await withThrowingTaskGroup { group in
            for (feed, length) in zip(feeds, lengths) {
                group.addTask {
                    let numbers = try await Self.follow(test, feed, upTo: length)
                    #expect(numbers == Array(1...length))
                }
            }
            for profile in profiles {
                group.addTask { for _ in 0..<each { try await test.submit(to: [profile]) } }
            }
            try await group.waitForAll()
        }
        #expect(test.store.waitingReaders == 0)
    }

    /// The numbers that a reader gets who waits whenever there is nothing; a lost wake-up would never let it end.
    private static func follow(_ test: TestStore, _ feed: Scope, upTo last: Int) async throws -> [Int] {
        var numbers: [Int] = []
        while numbers.count < last {
            let (after, counter) = (numbers.last ?? 0, test.session.feedCounter(feed))
            let page = try await test.session.readLong { reader throws(ReferralError) in
                try reader.events(feed, after: after, .everything, limit: 7)
            }
            numbers += page.events.map(\.seq)
            guard page.events.isEmpty else { continue }
            #expect(await test.session.nextChange(of: feed, since: counter, until: forever) == .changed)
        }
        return numbers
    }
}
