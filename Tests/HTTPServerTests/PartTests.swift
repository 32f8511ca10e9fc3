import Glibc
import HTTP
import Testing

@testable import HTTPServer

struct `The deadlines` {
    private let start = ContinuousClock.now

    @Test func `fall due in order, whatever their kind`() {
        var deadlines = Deadlines()
        deadlines.set(Deadline(kind: .idle, at: start + .seconds(75)), for: 0)
        deadlines.set(Deadline(kind: .head, at: start + .seconds(10)), for: 5)
        deadlines.set(Deadline(kind: .head, at: start + .seconds(11)), for: 2)
        #expect(deadlines.nearest == start + .seconds(10))
        #expect(deadlines.takeExpired(at: start + .seconds(9)) == nil)
        #expect(deadlines.takeExpired(at: start + .seconds(11)) == 5)
        #expect(deadlines.takeExpired(at: start + .seconds(11)) == 2)
        #expect(deadlines.takeExpired(at: start + .seconds(11)) == nil)
        #expect(deadlines.nearest == start + .seconds(75))
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `agree with a plain list, whatever is set and cleared`(seed: UInt64) {
        var deadlines = Deadlines()
        var plain: [Int: Instant] = [:]
        var generator = SplitMix64(state: seed)
        let kinds: [(Deadline.Kind, Int)] = [(.idle, 75), (.head, 10), (.body, 30)]
        for second in 0..<2_000 {
            let slot = Int.random(in: 0..<20, using: &generator)
            if let (kind, seconds) = kinds.randomElement(using: &generator), Bool.random(using: &generator) {
                plain[slot] = start + .seconds(second + seconds)
                deadlines.set(Deadline(kind: kind, at: start + .seconds(second + seconds)), for: slot)
            } else {
                plain[slot] = nil
                deadlines.set(nil, for: slot)
            }
            #expect(deadlines.nearest == plain.values.min())
            while let expired = deadlines.takeExpired(at: start + .seconds(second)) {
                #expect(plain.removeValue(forKey: expired).map { $0 <= start + .seconds(second) } == true)
            }
        }
    }
}

private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

struct `The Date field` {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
        (1_709_251_200, "Fri, 01 Mar 2024 00:00:00 GMT"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func `is an IMF-fixdate`(second: Int, text: String) {
        #expect(String(decoding: DateField.render(second), as: UTF8.self) == text)
    }
}

struct `The admission` {
    private func peer(_ host: String) throws -> Peer {
        try SocketAddress.resolve(host: host, port: 1).peer
    }

    @Test func `counts all connections, and those of an address`() throws {
        var configuration = ServerConfiguration()
        (configuration.maxConnections, configuration.maxConnectionsPerAddress) = (3, 2)
        let admission = Admission(configuration)
        let (a, b, c) = (try peer("192.0.2.1"), try peer("192.0.2.2"), try peer("192.0.2.3"))
        #expect(admission.enter(a) && admission.enter(a))
        #expect(!admission.enter(a))
        #expect(admission.enter(b))
        #expect(!admission.enter(c))
        admission.leave(a)
        #expect(admission.enter(c))
        #expect(!admission.enter(a))
        admission.leave(b)
        #expect(admission.enter(a))
    }

    @Test func `counts IPv6 by the network of a customer, and Unix peers not at all`() throws {
        var configuration = ServerConfiguration()
        configuration.maxConnectionsPerAddress = 1
        let admission = Admission(configuration)
        #expect(admission.enter(try peer("2001:db8::1")))
        #expect(!admission.enter(try peer("2001:db8::ffff:1")))
        #expect(admission.enter(try peer("2001:db8:0:1::1")))
        #expect(admission.enter(try peer("::ffff:192.0.2.1")))
        #expect(!admission.enter(try peer("192.0.2.1")))
        for _ in 0..<3 { #expect(admission.enter(try peer("unix:/nowhere"))) }
    }
}

struct `The budget for buffers` {
    @Test func `counts what is held above a small part that everybody has`() {
        let budget = BufferBudget(1_000)
        #expect(BufferBudget.share(of: 4_096) == 0)
        #expect(BufferBudget.share(of: 4_097) == 1)
        #expect(budget.replace(0, by: 600))
        #expect(!budget.replace(0, by: 401))
        #expect(budget.replace(0, by: 400))
        #expect(!budget.replace(400, by: 401))
        #expect(budget.replace(600, by: 0))
        #expect(budget.replace(400, by: 1_000))
    }
}

struct `An output` {
    @Test func `holds what waits and not what has left, also when it is never empty`() throws {
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        try #require(unsafe socketpair(AF_UNIX, type, 0, &pair) == 0)
        let writer = FileDescriptor(owning: pair[0])
        let reader = FileDescriptor(owning: pair[1])
        var output = Output()
        var read = [UInt8](repeating: 0, count: 10_000)
        var largest = 0
        for _ in 0..<2_000 {
            while output.count < 65_536 {
                var piece = [UInt8](repeating: 65, count: 65_536)
                _ = output.send(&piece, to: writer.number)
            }
            largest = max(largest, output.capacity)
            _ = unsafe recv(reader.number, &read, read.count, 0)
            _ = output.flush(to: writer.number)
            try #require(!output.isEmpty)
        }
        #expect(largest < 1_048_576)
    }

    @Test func `holds little for a little, whatever it was encoded in`() throws {
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        try #require(unsafe socketpair(AF_UNIX, type, 0, &pair) == 0)
        let writer = FileDescriptor(owning: pair[0])
        let reader = FileDescriptor(owning: pair[1])
        var fill = [UInt8](repeating: 65, count: 1_000_000)
        var output = Output()
        _ = output.send(&fill, to: writer.number)
        output = Output()
        var large: [UInt8] = []
        large.reserveCapacity(250_000)
        large.append(65)
        _ = output.send(&large, to: writer.number)
        #expect(output.count == 1)
        #expect(output.capacity < 1_000)
        _ = consume reader
    }
}
