import HTTP
import Testing

@testable import HTTPServer

/// What a connection's machine thinks of a peer that takes its answer slowly, with time passed in.
struct `A slow reader` {
    private let start = ContinuousClock.now

    /// A machine whose answer is under way, of which the kernel has taken some and the peer nothing.
    private func machine(queued: Int = 0, last: Bool = false) -> ConnectionMachine {
        var machine = ConnectionMachine(limits: Limits(), timeouts: Timeouts())
        machine.received("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = machine.next(at: start)
        machine.answered(keepsAlive: !last)
        machine.sent(9, everything: false, at: start)
        #expect(machine.next(at: start).name == "look")
        machine.untaken(queued, at: start)
        return machine
    }

    /// Whether there is patience left at a second, with nothing taken since another.
    private func lasts(_ machine: inout ConnectionMachine, until end: Int, at second: Int = 0) -> Bool {
        for now in (second...end).map({ start + .seconds($0) }) where machine.next(at: now).name == "look" {
            machine.untaken(0, at: now)
        }
        return machine.next(at: start + .seconds(end)).name == "wait"
    }

    @Test func `is looked at six times within its time, and reset when it takes nothing`() {
        var machine = machine(queued: 60_000)
        for second in stride(from: 5, through: 30, by: 5) {
            #expect(machine.next(at: start + .seconds(second - 1)).name == "wait")
            #expect(machine.deadline == Deadline(kind: .write, at: start + .seconds(second)))
            #expect(machine.next(at: start + .seconds(second)).name == "look")
            machine.untaken(60_000, at: start + .seconds(second))
        }
        #expect(machine.next(at: start + .seconds(30)).name == "reset")
        #expect(machine.deadline == nil)
    }

    @Test func `has its time from the last progress on`() {
        var machine = machine()
        machine.sent(0, everything: false, at: start + .seconds(10))
        #expect(lasts(&machine, until: 20) == true)
        machine.take(10_000, at: start + .seconds(20))
        #expect(lasts(&machine, until: 49, at: 20) == true)
        #expect(lasts(&machine, until: 50, at: 49) == false)
    }

    @Test func `is known by what leaves the kernel's queue, long before there is room again`() {
        var machine = machine(queued: 1_000_000)
        for second in 1...500 {
            let now = start + .seconds(second)
            if machine.next(at: now).name == "look" { machine.untaken(1_000_000 - 2_000 * second, at: now) }
        }
        #expect(machine.next(at: start + .seconds(500)).name == "wait")
    }

    @Test(arguments: [(500, 150), (499, 30)])
    func `is reset when it takes less than the rate, whatever it takes`(rate: Int, seconds: Int) {
        var machine = machine()
        // A hundred and twenty seconds of reading, then none.
        for second in 1...120 where machine.next(at: start + .seconds(second)).name != "close" {
            machine.take(rate, at: start + .seconds(second))
            if machine.next(at: start + .seconds(second)).name == "reset" { #expect(second == seconds) }
        }
        #expect(lasts(&machine, until: 149, at: 120) == (rate == 500))
        #expect(lasts(&machine, until: 150, at: 149) == false)
    }

    @Test func `has no credit for what it took before it became slow`() {
        var machine = machine()
        machine.take(100_000_000, at: start + .seconds(29))
        machine.take(1, at: start + .seconds(31))
        for second in stride(from: 35, through: 60, by: 5) {
            #expect(machine.next(at: start + .seconds(second)).name != "reset")
            machine.take(1, at: start + .seconds(second))
        }
        machine.take(1, at: start + .seconds(61))
        #expect(machine.next(at: start + .seconds(61)).name == "reset")
    }

    @Test func `of a last answer is not left alone before it has everything`() {
        var machine = machine(queued: 60_000, last: true)
        machine.sent(100, everything: true, at: start)
        #expect(machine.next(at: start).name == "endOutput")
        #expect(machine.next(at: start + .seconds(1)).name == "receive")
        for second in stride(from: 2, through: 62, by: 5) {
            #expect(machine.next(at: start + .seconds(second)).name == "look")
            machine.untaken(62_001 - 1_000 * second, at: start + .seconds(second))
            #expect(machine.next(at: start + .seconds(second)).name == "receive")
        }
        #expect(machine.next(at: start + .seconds(67)).name == "look")
        machine.untaken(0, at: start + .seconds(67))
        #expect(machine.deadline == Deadline(kind: .linger, at: start + .seconds(69)))
        #expect(machine.next(at: start + .seconds(69)).name == "look")
        machine.untaken(0, at: start + .seconds(69))
        #expect(machine.next(at: start + .seconds(69)).name == "close")
    }

    @Test func `of a last answer is reset when it takes nothing of the rest`() {
        var machine = machine(last: true)
        machine.sent(100, everything: true, at: start)
        #expect(machine.next(at: start).name == "endOutput")
        for second in stride(from: 2, through: 32, by: 5) {
            #expect(machine.next(at: start + .seconds(second)).name == "look")
            machine.untaken(60_000, at: start + .seconds(second))
        }
        #expect(machine.next(at: start + .seconds(32)).name == "reset")
    }
}

extension ConnectionMachine {
    /// The kernel takes so much, and the peer as much.
    fileprivate mutating func take(_ count: Int, at now: Instant) {
        sent(count, everything: false, at: now)
        if next(at: now).name == "look" { untaken(0, at: now) }
    }
}
