// Every call that a commit or a checkpoint makes on a file fails once: the first, then the second, and so on until the
// work is done without meeting the fault (https://www.sqlite.org/testing.html, section 3).

import CFaultyFiles
import SQLite
import Testing

@Suite struct `When the disk fails` {
    /// A writer whose log can be read anew behind its back.
    private static func harness() throws -> WriterHarness { try WriterHarness(in: .faulty()) }

    @Test(arguments: [(Fault.fullDisk, Int32(13)), (.failedWrite, 10), (.failedFlush, 10)])
    func `at the nth call of a commit, nothing of it is stored and the next one is`(
        _ fault: Fault, _ code: Int32
    ) async throws {
        let harness = try Self.harness()
        var kept: [Int64] = []
        var failures = 0
        for number in 1...100 as ClosedRange<Int64> {
            let failed = try await fault.strike(Int(number), on: harness.database) {
                let outcome = await Outcome { try await harness.insertWide(number) }
                if outcome == .done { kept.append(number) } else { #expect(outcome == .lost(code)) }
            }
            #expect(try harness.stored() == kept)
            try await harness.insert(-number)
            kept.insert(-number, at: 0)
            #expect(try harness.stored() == kept)
            failures += failed
            if failed == 0 { break }
        }
        #expect(failures > 0 && failures < 100)
        #expect(try harness.recovered() == kept)
    }

    @Test(arguments: [Fault.fullDisk, .failedWrite, .failedFlush])
    func `for good, readers go on, and so do writers when it is over`(_ fault: Fault) async throws {
        let harness = try Self.harness()
        try await harness.insert(1)
        let failed = try await fault.lasting().strike(on: harness.database) {
            for number in 2...5 as ClosedRange<Int64> {
                let outcome = await Outcome { try await harness.insert(number) }
                guard case .lost = outcome else { throw Refused() }
                #expect(try harness.stored() == [1])
            }
        }
        #expect(failed >= 4)
        try await harness.insert(6)
        #expect(try harness.recovered() == [1, 6])
    }

    @Test func `while it flushes a commit, what was refused is not there after a crash`() async throws {
        let harness = try Self.harness()
        try await harness.insert(1)
        _ = try await Fault.failedFlush.strike(on: harness.database) {
            #expect(await Outcome { try await harness.insert(2) } == .lost(10))
        }
        #expect(try harness.recovered() == [1])
    }
}

@Suite struct `When a checkpoint fails` {
    private static let faults: [Fault] = [
        Fault(call: FAULTY_WRITE, file: .database, code: 778), Fault(call: FAULTY_WRITE, file: .database, code: 13),
        Fault(call: FAULTY_SYNC, file: .database, code: 1034), Fault(call: FAULTY_SYNC, file: .log, code: 1034),
        Fault(call: FAULTY_TRUNCATE, file: .database, code: 1546),
        Fault(call: FAULTY_TRUNCATE, file: .log, code: 1546), Fault(call: FAULTY_READ, file: .log, code: 266),
    ]

    @Test(arguments: faults) func `at its nth call, nothing is lost and a later one goes through`(
        _ fault: Fault
    ) async throws {
        let harness = try CheckpointHarness()
        var numbers: [Int64] = []
        var failed = 1
        while failed > 0 {
            numbers.append(Int64(numbers.count + 1))
            try harness.insert(Int64(numbers.count))
            failed = try await fault.strike(numbers.count, on: harness.database) {
                _ = harness.checkpointer.cutLog()
            }
            #expect(try harness.stored() == numbers)
        }
        #expect(numbers.count > 1, "the fault was never met")
        #expect(harness.checkpointer.cutLog())
        #expect(try harness.withoutLog() == numbers)
    }

    /// What was copied is lost, and the system says so once: it counts as written from then on.
    private static let lost = Fault(call: FAULTY_SYNC, file: .database, code: 1034, loses: true)

    @Test func `after all of the log was copied, all of it is copied again`() async throws {
        let harness = try CheckpointHarness()
        for number in 1...9 as ClosedRange<Int64> { try harness.insert(number) }
        _ = try await Self.lost.strike(on: harness.database) { _ = harness.checkpointer.cutLog() }
        #expect(harness.checkpointer.cutLog())
        #expect(try harness.withoutLog() == [Int64](1...9))
    }

    @Test func `after a part of the log was copied, that part is copied again`() async throws {
        let harness = try CheckpointHarness()
        for number in 1...9 as ClosedRange<Int64> { try harness.insert(number) }
        let reader = try harness.database.open(.readOnly)
        try reader.execute("BEGIN; SELECT * FROM t")
        try harness.insert(10)
        _ = try await Self.lost.strike(on: harness.database) { _ = harness.checkpointer.cutLog() }
        #expect(try reader.numbers(CheckpointHarness.numbers) == [Int64](1...9))
        try reader.execute("ROLLBACK")
        #expect(harness.checkpointer.cutLog())
        #expect(try harness.withoutLog() == [Int64](1...10))
    }

    @Test func `for good, the log is kept, also at the end`() async throws {
        let harness = try CheckpointHarness()
        for number in 1...9 as ClosedRange<Int64> { try harness.insert(number) }
        let fault = Fault(call: FAULTY_SYNC, file: .database, code: 1034, count: .max, loses: true)
        let failed = try await fault.strike(on: harness.database) {
            #expect(harness.checkpointer.cutLog() == false)
            harness.close()
        }
        #expect(failed > 1)
        #expect(try harness.stored() == [Int64](1...9))
    }
}
