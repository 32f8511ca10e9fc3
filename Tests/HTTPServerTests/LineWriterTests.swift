import Glibc
import Synchronization
import Testing

@testable import HTTPServer

/// A pipe whose reading end the test has.
private final class Pipe {
    let output: Int32
    let input: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        let code = unsafe pipe(&ends)
        try #require(code == 0)
        (input, output) = (ends[0], ends[1])
    }

    deinit {
        close(input)
        close(output)
    }

    /// What has come by now; waits for something.
    func read(_ count: Int = 1 << 20) -> String {
        var bytes = [UInt8](repeating: 0, count: count)
        let count = unsafe Glibc.read(input, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }

    /// Everything that comes, to the end.
    func readUntil(_ end: String) -> String {
        var text = ""
        while !text.hasSuffix(end) { text += read() }
        return text
    }
}

@Suite struct `A writer of lines` {
    private func writer(to pipe: Pipe, capacity: Int = 1 << 20) throws -> LineWriter {
        try LineWriter(to: pipe.output, capacity: capacity) { Array("\($0) lost\n".utf8) }
    }

    @Test func `writes a lone line at once, and what follows in order`() async throws {
        let pipe = try Pipe()
        let writer = try writer(to: pipe)
        writer.write(Array("one\n".utf8))
        #expect(pipe.read() == "one\n")
        for number in 0..<1_000 { writer.write(Array("\(number)\n".utf8)) }
        #expect(pipe.readUntil("\n999\n") == (0..<1_000).map { "\($0)\n" }.joined())
        await writer.end(within: .seconds(60))
    }

    @Test func `drops what it has no room for, without a wait, and tells how many`() async throws {
        let pipe = try Pipe()
        let writer = try writer(to: pipe, capacity: 4_096)
        let line = Array(repeating: UInt8(ascii: "x"), count: 1_023) + [UInt8(ascii: "\n")]
        // The pipe holds 64 KiB, one batch is stuck in the thread, 4 lines wait: the rest has nowhere to go.
        for _ in 0..<1_000 { writer.write(line) }
        let dropped = writer.dropped
        #expect(dropped > 0 && dropped <= 1_000)
        let output = pipe.output
        // How many are told at a time depends on when the thread came to it: all of it has been told at the end.
        async let ended: Void = {
            await writer.end(within: .seconds(60))
            System.write(Array("end\n".utf8), to: output)
        }()
        let lines = pipe.readUntil("\nend\n").split(separator: "\n").dropLast()
        await ended
        let told = lines.filter { $0.hasSuffix(" lost") }.compactMap { Int($0.prefix { $0.isNumber }) }
        #expect(told.reduce(0, +) == dropped)
        #expect(lines.count - told.count == 1_000 - dropped)
    }

    @Test func `ends with everything written, from many threads`() async throws {
        let pipe = try Pipe()
        let writer = try writer(to: pipe)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { for _ in 0..<500 { writer.write(Array("0123456789\n".utf8)) } } }
        }
        await writer.end(within: .seconds(60))
        writer.write(Array("after\n".utf8))
        let lines = pipe.readUntil("after\n").split(separator: "\n")
        #expect(lines.count == 2_001 && lines.dropLast().allSatisfy { $0 == "0123456789" })
    }

    @Test func `ends in time although nobody reads`() async throws {
        let pipe = try Pipe()
        let writer = try writer(to: pipe)
        writer.write([UInt8](repeating: UInt8(ascii: "x"), count: 200_000))
        await writer.end(within: .milliseconds(10))
        // The thread goes on when somebody reads, so that the test leaves none behind.
        var count = 0
        while count < 200_000 { count += pipe.read().utf8.count }
    }
}
