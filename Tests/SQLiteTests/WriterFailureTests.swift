import SQLite
import Synchronization
import Testing

@Suite struct WriterFailures {
    @Test func `half of a batch failing changes nothing for the other half`() async throws {
        let harness = try WriterHarness()
        let jobs: [Job] = (0..<10).map { number in
            { try await harness.insert(Int64(number), then: number % 2 == 1) }
        }
        let outcomes = await harness.together(jobs)
        #expect(outcomes == (0..<10).map { $0 % 2 == 1 ? .refused : .done })
        #expect(try harness.stored() == [0, 2, 4, 6, 8])
        #expect(harness.log.all == ["begin", "committed 0,2,4,6,8"])
    }

    @Test func `a batch of failures alone is not committed`() async throws {
        let harness = try WriterHarness()
        await #expect(throws: Refused.self) { try await harness.insert(1, then: true) }
        #expect(harness.log.all == ["begin"])
        #expect(try harness.stored() == [])
    }

    @Test func `what begin has changed is committed although every job fails`() async throws {
        let harness = try WriterHarness { connection in _ = try connection.run("INSERT INTO t VALUES (100)") }
        await #expect(throws: Refused.self) { try await harness.insert(1, then: true) }
        #expect(harness.log.all == ["begin", "committed "])
        #expect(try harness.stored() == [100])
    }

    @Test func `a deferred foreign key fails its own job and not the batch`() async throws {
        let harness = try WriterHarness()
        let error = Mutex<SQLiteError?>(nil)
        let outcomes = await harness.together([
            { try await harness.insert(1) },
            {
                do {
                    try await harness.writer.write { connection, _ in
                        _ = try connection.run("INSERT INTO c VALUES (1)")
                    }
                } catch let failure as SQLiteError {
                    error.withLock { $0 = failure }
                    throw Refused()
                }
            },
            { try await harness.insert(2) },
        ])
        #expect(outcomes == [.done, .refused, .done])
        #expect(error.withLock { $0?.code } == 787)
        #expect(try harness.stored() == [1, 2])
    }

    @Test func `a full disk in the middle loses the batch and no more`() async throws {
        let harness = try WriterHarness()
        try await harness.insert(0)
        try await harness.writer.perform { connection in try connection.execute("PRAGMA max_page_count = 8") }
        let outcomes = await harness.together([
            { try await harness.insert(1) },
            { try await harness.insert(2, then: true) },
            {
                try await harness.writer.write { connection, _ in
                    _ = try connection.run("INSERT INTO t VALUES (zeroblob(1000000))")
                }
            },
        ])
        #expect(outcomes == [.lost(13), .lost(13), .lost(13)])
        #expect(try harness.stored() == [0])
        #expect(harness.log.all == ["begin", "committed 0", "begin"])
        try await harness.writer.perform { connection in
            try connection.execute("PRAGMA max_page_count = 1000000")
        }
        try await harness.insert(3)
        #expect(try harness.stored() == [0, 3])
    }

    @Test func `a job that hides the loss of the transaction does not succeed`() async throws {
        let harness = try WriterHarness()
        try await harness.writer.perform { connection in try connection.execute("PRAGMA max_page_count = 8") }
        let outcomes = await harness.together([
            { try await harness.insert(1) },
            {
                try await harness.writer.write { connection, _ in
                    _ = try? connection.run("INSERT INTO t VALUES (zeroblob(1000000))")
                }
            },
        ])
        guard case .lost = outcomes[0], case .lost = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(try harness.stored() == [])
    }

    @Test(arguments: ["COMMIT", "ROLLBACK"])
    func `a job that ends the transaction is told that it is lost`(script: String) async throws {
        let harness = try WriterHarness()
        let outcome = await Outcome {
            try await harness.writer.write { connection, _ in try connection.execute(script) }
        }
        guard case .lost = outcome else {
            Issue.record("\(outcome)")
            return
        }
        try await harness.insert(1)
        #expect(try harness.stored() == [1])
    }

    @Test func `whoever waits for a lock that does not come is told so at once`() async throws {
        let harness = try WriterHarness()
        let other = try harness.database.open()
        try other.execute("BEGIN IMMEDIATE")
        let jobs: [Job] = (0..<5).map { number in
            { try await harness.insert(Int64(number)) }
        }
        #expect(await harness.together(jobs) == [Outcome](repeating: .lost(5), count: 5))
        try other.execute("ROLLBACK")
        try await harness.insert(9)
        #expect(try harness.stored() == [9])
        #expect(harness.log.all == ["begin", "committed 9"])
    }

    @Test func `when begin throws the jobs do and nothing is kept`() async throws {
        let harness = try WriterHarness { connection in
            try connection.run("INSERT INTO t VALUES (100)")
            throw Refused()
        }
        let outcomes = await harness.together([
            { try await harness.insert(1) }, { try await harness.insert(2) },
        ])
        #expect(outcomes == [.refused, .refused])
        #expect(try harness.stored() == [])
    }
}
