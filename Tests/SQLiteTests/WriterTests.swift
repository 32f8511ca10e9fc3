import SQLite
import Synchronization
import Testing

@Suite struct WriterBatches {
    @Test func `a job's result comes back and its change is stored`() async throws {
        let harness = try WriterHarness()
        let rows = try await harness.writer.write { connection, _ in
            try connection.run("INSERT INTO t VALUES (1), (2)")
        }
        #expect(rows == 2)
        #expect(try harness.stored() == [1, 2])
    }

    @Test func `jobs that wait share one commit`() async throws {
        let harness = try WriterHarness()
        let jobs: [Job] = (0..<64).map { number in
            { try await harness.insert(Int64(number)) }
        }
        #expect(await harness.together(jobs) == [Outcome](repeating: .done, count: 64))
        #expect(try harness.stored() == [Int64](0..<64))
        #expect(
            harness.log.all == ["begin", "committed " + (0..<64).map(String.init).joined(separator: ",")])
    }

    @Test func `a batch takes in no more jobs than it may`() async throws {
        let harness = try WriterHarness(maximumJobs: 3)
        let jobs: [Job] = (0..<7).map { number in
            { try await harness.insert(Int64(number)) }
        }
        #expect(await harness.together(jobs) == [Outcome](repeating: .done, count: 7))
        let commits = harness.log.all.filter { $0 != "begin" }
        #expect(commits == ["committed 0,1,2", "committed 3,4,5", "committed 6"])
    }

    @Test func `a batch takes in no more jobs after its time`() async throws {
        let harness = try WriterHarness(maximumDuration: .zero)
        let jobs: [Job] = (0..<3).map { number in
            { try await harness.insert(Int64(number)) }
        }
        #expect(await harness.together(jobs) == [Outcome](repeating: .done, count: 3))
        #expect(harness.commits == 3)
    }

    @Test func `what is left for the end is done once for all jobs that have succeeded`() async throws {
        let harness = try WriterHarness(
            finish: { connection, batch throws(SQLiteError) in
                try connection.run("INSERT INTO t VALUES (?)", [.integer(Int64(100 + batch.count))])
                batch.append("finished")
            })
        let outcomes = await harness.together([
            { try await harness.insert(1) }, { try await harness.insert(2, then: true) },
            { try await harness.insert(3) },
        ])
        #expect(outcomes == [.done, .refused, .done])
        #expect(try harness.stored() == [1, 3, 102])
    }

    @Test(.timeLimit(.minutes(10)))
    func `others get the lock although it never rests`() async throws {
        // It waits for the others, as they wait for it.
        let harness = try WriterHarness(busyTimeout: .seconds(5), maximumDuration: .milliseconds(20))
        let end = End()
        async let busy: Void = withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { while !end.isReached.load(ordering: .relaxed) { try await harness.insert(1) } }
            }
            try await group.waitForAll()
        }
        let other = try harness.database.open(busyTimeout: .seconds(5))
        for _ in 0..<5 { _ = try other.transaction { connection in try connection.run("DELETE FROM t") } }
        end.isReached.store(true, ordering: .relaxed)
        try await busy
    }

    @Test func `when the end fails, nothing of the batch is stored`() async throws {
        let harness = try WriterHarness(
            finish: { connection, _ throws(SQLiteError) in try connection.run("INSERT INTO nowhere VALUES (1)") })
        let outcomes = await harness.together([{ try await harness.insert(1) }, { try await harness.insert(2) }])
        #expect(outcomes.count == 2)
        #expect(try harness.stored() == [])
        await #expect(throws: WriterError.self) { try await harness.insert(3) }
    }

    // Ends what hangs; the whole suite on a busy machine may keep a task waiting for minutes.
    @Test(.timeLimit(.minutes(10)))
    func `a lone caller does not wait for company`() async throws {
        let harness = try WriterHarness(maximumDuration: .seconds(3600))
        for number in 0..<20 as Range<Int64> { try await harness.insert(number) }
        #expect(harness.commits == 20)
    }

    @Test func `a job that arrives while a batch runs joins it`() async throws {
        let harness = try WriterHarness()
        let started = BlockingQueue<Void>()
        let gate = BlockingQueue<Void>()
        let first = Task {
            try await harness.writer.write { connection, batch in
                _ = started.push(())
                _ = gate.pop()
                batch.append("first")
            }
        }
        while started.popIfAny() == nil { await Task.yield() }
        let second = Task { try await harness.insert(2) }
        while harness.writer.waitingJobs == 0 { await Task.yield() }
        _ = gate.push(())
        try await first.value
        try await second.value
        #expect(harness.log.all == ["begin", "committed first,2"])
    }

    @Test func `many callers need fewer commits than jobs`() async throws {
        let harness = try WriterHarness()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<64 as Range<Int64> {
                group.addTask {
                    for step in 0..<10 as Range<Int64> { try await harness.insert(caller * 10 + step) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try harness.stored() == [Int64](0..<640))
        #expect(harness.commits < 640)
    }

    @Test func `nobody is answered before the commit is announced`() async throws {
        let harness = try WriterHarness()
        let jobs: [Job] = (0..<8).map { number in
            {
                try await harness.insert(Int64(number), then: number == 3)
                harness.log.add("answered")
            }
        }
        _ = await harness.together(jobs)
        #expect(harness.log.all.prefix(2) == ["begin", "committed 0,1,2,4,5,6,7"])
        #expect(harness.log.all.dropFirst(2).allSatisfy { $0 == "answered" })
    }

    @Test func `what a commit announces is stored`() async throws {
        let database = try TemporaryDatabase()
        let connection = try database.open()
        try connection.execute("CREATE TABLE t (a)")
        let seen = Mutex<[Int64]?>(nil)
        let writer = Writer(
            connection: connection, begin: { _ in },
            committed: { _, _ in
                let numbers = try? database.open(.readOnly).numbers()
                seen.withLock { $0 = numbers }
            })
        try await writer.write { connection, _ in _ = try connection.run("INSERT INTO t VALUES (7)") }
        #expect(seen.withLock { $0 } == [7])
    }

    @Test func `jobs wait until nothing must come before them`() async throws {
        let database = try TemporaryDatabase()
        let connection = try database.open()
        try connection.execute("CREATE TABLE t (a)")
        let commits = Mutex<[Int]>([])
        let writer = Writer(
            connection: connection,
            begin: { connection in
                try connection.run("INSERT INTO t VALUES (0)")
                return try connection.numbers().count
            },
            takesJobs: { $0 == 3 },
            committed: { _, count in commits.withLock { $0.append(count) } })
        let seen = try await writer.write { connection, _ in try connection.numbers().count }
        #expect(seen == 3)
        #expect(commits.withLock { $0 } == [1, 2, 3])
        writer.stop()
    }

    @Test func `work outside a transaction comes in turn`() async throws {
        let harness = try WriterHarness()
        let log = harness.log
        let perform: Job = {
            try await harness.writer.perform { connection in
                log.add("perform, in a transaction: \(connection.isInTransaction)")
            }
        }
        let outcomes = await harness.together([
            { try await harness.insert(1) }, perform, { try await harness.insert(2) },
        ])
        #expect(outcomes == [.done, .done, .done])
        #expect(
            log.all == [
                "begin", "committed 1", "perform, in a transaction: false", "begin", "committed 2",
            ])
    }

    @Test func `work outside a transaction may fail and leaves none open`() async throws {
        let harness = try WriterHarness()
        await #expect(throws: Refused.self) {
            try await harness.writer.perform { connection in
                try connection.execute("BEGIN; INSERT INTO t VALUES (1)")
                throw Refused()
            }
        }
        try await harness.insert(2)
        #expect(try harness.stored() == [2])
    }

    @Test func `stopping finishes what waits and refuses the rest`() async throws {
        let harness = try WriterHarness()
        let gate = BlockingQueue<Void>()
        let holder = Task { try await harness.writer.perform { _ in _ = gate.pop() } }
        while gate.waiters == 0 { await Task.yield() }
        let inserts = (0..<10 as Range<Int64>).map { number in Task { try await harness.insert(number) } }
        while harness.writer.waitingJobs < 10 { await Task.yield() }
        _ = gate.push(())
        harness.writer.stop()
        harness.writer.stop()
        try await holder.value
        for insert in inserts { try await insert.value }
        #expect(harness.database.permissions("-wal") == nil, "the connection is closed")
        #expect(try harness.stored() == [Int64](0..<10))
        await #expect(throws: WriterStopped.self) { try await harness.insert(11) }
        await #expect(throws: WriterStopped.self) { try await harness.writer.perform { _ in } }
    }
}

/// Tells tasks that they have done enough.
private final class End: Sendable {
    let isReached = Atomic(false)
}
