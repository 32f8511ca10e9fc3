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
    @Test func `counts all connections, and those of an address`() {
        var configuration = ServerConfiguration()
        (configuration.maxConnections, configuration.maxConnectionsPerAddress) = (3, 2)
        let admission = Admission(configuration)
        #expect(admission.enter("a") && admission.enter("a"))
        #expect(!admission.enter("a"))
        #expect(admission.enter("b"))
        #expect(!admission.enter("c"))
        admission.leave("a")
        #expect(admission.enter("c"))
        #expect(!admission.enter("a"))
        admission.leave("b")
        #expect(admission.enter("a"))
    }
}
