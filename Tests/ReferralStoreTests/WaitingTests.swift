import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

/// Reads never wait for the writer, unless something is due that it must record first.
@Suite(.timeLimit(.minutes(1))) struct WaitingTests {
    /// Keeps the writer busy while `body` runs, which could not end if it waited for the writer.
    private static func whileWriting(_ test: TestStore, _ body: () async throws -> Void) async throws {
        let (started, gate) = (BlockingQueue<Void>(), BlockingQueue<Void>())
        let job = Task {
            try await test.write { store throws(ReferralError) in
                _ = started.push(())
                _ = gate.pop()
                _ = try AccessService(store).createPartner(name: "Slow", email: nil, website: nil)
            }
        }
        while started.popIfAny() == nil { await Task.yield() }
        do { try await body() } catch {
            gate.close()
            throw error
        }
        gate.close()
        try await job.value
    }

    @Test func `looks and reads go on while the writer is busy`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        try await Self.whileWriting(test) {
            test.uptime.advance(by: 10_000)
            try test.session.refresh()
            try await test.session.settle()
            #expect(
                try test.read { reader throws(ReferralError) in try reader.partner(partner.id) } == partner)
        }
    }

    @Test func `looks and reads go on while another process holds the write lock`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let other = try Connection(path: test.directory.file("referrals.db"), mode: .readWriteCreate)
        try other.execute("UPDATE partners SET name = 'Seen'")
        try other.execute("BEGIN IMMEDIATE; UPDATE partners SET name = 'Not seen'")
        let waiting = Task { try await test.partner("Waits") }
        let counter = test.session.counter(.operator)
        test.uptime.advance(by: 500)
        try test.session.refresh()
        try await test.session.settle()
        #expect(test.session.counter(.operator) > counter)
        let read = try test.read { reader throws(ReferralError) in try reader.partner(partner.id) }
        #expect(read?.name == "Seen")
        try other.execute("ROLLBACK")
        #expect(try await waiting.value.name == "Waits")
    }

    @Test func `a long read that finds too many waiting is told so`() async throws {
        let test = try TestStore()
        let gate = BlockingQueue<Void>()
        let refused = await withTaskGroup { group in
            for _ in 0..<300 {
                group.addTask { () -> ReferralError? in
                    do throws(ReferralError) {
                        try await test.session.readLong { _ throws(ReferralError) in _ = gate.pop() }
                        return nil
                    } catch { return error }
                }
            }
            var refused: [ReferralError] = []
            for await error in group {
                if let error { refused.append(error) }
                gate.close()
            }
            return refused
        }
        #expect(!refused.isEmpty)
        let detail = "Too many searches and other long reads are waiting: try again in a moment."
        #expect(refused.allSatisfy { $0 == .overloaded(detail: detail) })
    }

    @Test func `what this process commits moves no more than it touches`() async throws {
        let test = try TestStore()
        let partners = [try await test.partner("A"), try await test.partner("B")]
        let untouched = test.session.counter(.partner(partners[1].id))
        _ = try await test.profile(of: partners[0])
        test.uptime.advance(by: 500)
        try test.session.refresh()
        #expect(test.session.counter(.partner(partners[1].id)) == untouched)
    }

    @Test func `a long pause is caught up in commits of limited size before any job runs`() async throws {
        let test = try TestStore()
        let profile = try await test.profile(of: test.partner())
        try await test.write { store throws(ReferralError) in
            let requests = TestStore.requests(store)
            for _ in 0..<1_201 { _ = try requests.submit(.make(to: [profile]), marketplace: .make()) }
        }
        let before = test.session.counter(.operator)
        test.clock.advance(by: .days(30))
        let left = try await test.write { store throws(ReferralError) in
            try store.summary(.operator).counts[.new]
        }
        #expect(left == 0)
        // Three of the catching up; the job itself touched nothing.
        #expect(test.session.counter(.operator) == before + 3)
        #expect(test.store.nextDue == nil)
    }
}
