import HTTP
import Testing

@testable import HTTPServer

/// The decisions of one connection, with time passed in.
struct `A connection's machine` {
    private let start = ContinuousClock.now
    private let request = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    private func machine() -> ConnectionMachine {
        ConnectionMachine(limits: Limits(), timeouts: Timeouts())
    }

    @Test func `waits for the first head from its acceptance, and closes without a word`() {
        var machine = machine()
        #expect(machine.next(at: start).name == "receive")
        #expect(machine.deadline == Deadline(kind: .head, at: start + .seconds(10)))
        #expect(machine.next(at: start + .seconds(10)).name == "close")
    }

    @Test(arguments: [
        ("GET /a HT", Deadline.Kind.head, 10),
        ("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab", .body, 5),
    ])
    func `refuses what does not arrive in time`(part: String, kind: Deadline.Kind, seconds: Int) {
        var machine = machine()
        _ = machine.next(at: start)
        machine.received(part)
        #expect(machine.next(at: start).name == "receive")
        #expect(machine.deadline == Deadline(kind: kind, at: start + .seconds(seconds)))
        #expect(machine.next(at: start + .seconds(seconds)).name == "refuse timeout")
    }

    @Test func `grants no time for empty lines, nor half of one`() {
        var machine = machine()
        for (second, part) in ["", "\r", "\n", "\r\n"].enumerated() {
            machine.received(part)
            #expect(machine.next(at: start + .seconds(second)).name == "receive")
            #expect(machine.deadline == Deadline(kind: .head, at: start + .seconds(10)))
        }
        #expect(machine.next(at: start + .seconds(10)).name == "close")

        var kept = self.machine()
        kept.received(request)
        _ = kept.next(at: start)
        _ = kept.answer(at: start)
        for (second, part) in ["\r", "\n", "\r\n"].enumerated() {
            kept.received(part)
            #expect(kept.next(at: start + .seconds(second)).name == "receive")
            #expect(kept.deadline == Deadline(kind: .idle, at: start + .seconds(75)))
        }
    }

    @Test func `grants no time for slow progress`() {
        var machine = machine()
        for (second, byte) in request.dropLast().enumerated().prefix(9) {
            machine.received(String(byte))
            #expect(machine.next(at: start + .seconds(second)).name == "receive")
            #expect(machine.deadline == Deadline(kind: .head, at: start + .seconds(10)))
        }
    }

    @Test func `has no deadline while a request is answered, and waits idle behind the answer`() {
        var machine = machine()
        machine.received(request)
        #expect(machine.next(at: start).name == "respond /a")
        #expect(machine.deadline == nil)
        #expect(machine.next(at: start + .seconds(1_000)).name == "wait")
        let end = machine.answer(at: start + .seconds(1_000))
        #expect(end == "receive")
        #expect(machine.deadline == Deadline(kind: .idle, at: start + .seconds(1_075)))
        #expect(machine.next(at: start + .seconds(1_075)).name == "close")
    }

    @Test func `starts a pipelined request when the answer before it has left`() {
        var machine = machine()
        machine.received(request + request.replacing("/a", with: "/b"))
        #expect(machine.next(at: start).name == "respond /a")
        #expect(machine.next(at: start).name == "wait")
        machine.answered(keepsAlive: machine.keepsAlive)
        machine.sent(9, everything: false, at: start)
        #expect(machine.next(at: start).name == "look")
        machine.untaken(9, at: start)
        #expect(machine.next(at: start).name == "wait")
        machine.sent(9, everything: true, at: start)
        #expect(machine.next(at: start).name == "respond /b")
    }

    @Test func `asks for an expected body once`() {
        var machine = machine()
        machine.received("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(machine.next(at: start).name == "sendContinue")
        #expect(machine.next(at: start).name == "receive")
        machine.received("ab")
        #expect(machine.next(at: start).name == "respond /a")
    }

    @Test func `lingers behind a refusal until the peer closes`() {
        var machine = machine()
        machine.received("GET\n")
        #expect(machine.next(at: start).name == "refuse bareLineFeed")
        #expect(machine.answer(keepsAlive: false, at: start) == "endOutput")
        #expect(machine.next(at: start).name == "receive")
        #expect(machine.deadline == Deadline(kind: .linger, at: start + .seconds(2)))
        machine.received("more")
        #expect(machine.next(at: start).name == "receive")
        machine.receivedEnd()
        #expect(machine.next(at: start).name == "close")
    }

    @Test func `stops to linger when the peer sends without end`() {
        var machine = machine()
        machine.received("GET\n")
        _ = machine.next(at: start)
        _ = machine.answer(keepsAlive: false, at: start)
        var pieces = 0
        while machine.next(at: start).name == "receive", pieces < 1_000 {
            machine.received(String(repeating: "x", count: 65_536))
            pieces += 1
        }
        #expect(pieces == 65)
    }

    @Test(arguments: ["GET /a HTTP/1.0\r\n\r\n", "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"])
    func `ends its side behind the answer to a peer that wants it so, and waits for the peer's end`(last: String) {
        var machine = machine()
        machine.received(last)
        #expect(machine.next(at: start).name == "respond /a")
        #expect(!machine.keepsAlive)
        #expect(machine.answer(at: start) == "endOutput")
        #expect(machine.next(at: start).name == "receive")
        machine.receivedEnd()
        #expect(machine.next(at: start).name == "close")
    }

    @Test func `answers a peer that has ended its side, then closes`() {
        var machine = machine()
        machine.received(request)
        machine.receivedEnd()
        #expect(machine.next(at: start).name == "respond /a")
        #expect(machine.answer(at: start) == "close")
    }

    @Test func `closes when a request breaks off`() {
        var machine = machine()
        machine.received("GET /a HT")
        machine.receivedEnd()
        #expect(machine.next(at: start).name == "close")
    }

    @Test(arguments: [(2_500, 30), (499, 5)])
    func `refuses a body that comes more slowly than the rate, and every one at its end`(piece: Int, seconds: Int) {
        var machine = machine()
        machine.received("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
        for second in stride(from: 5, through: seconds, by: 5) {
            #expect(machine.next(at: start + .seconds(second - 5)).name == "receive")
            machine.received(String(repeating: "x", count: piece))
        }
        #expect(machine.next(at: start + .seconds(seconds)).name == "refuse timeout")
    }

    @Test func `takes any rate when none is asked for`() {
        var timeouts = Timeouts()
        timeouts.minimumRate = 0
        var machine = ConnectionMachine(limits: Limits(), timeouts: timeouts)
        machine.received("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n")
        for second in stride(from: 0, through: 25, by: 5) {
            #expect(machine.next(at: start + .seconds(second)).name == "receive")
        }
        machine.received("ab")
        #expect(machine.next(at: start + .seconds(29)).name == "respond /a")
    }

    @Test func `gives its memory back and refuses when there is none left for it`() {
        var machine = machine()
        machine.received("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
        #expect(machine.next(at: start).name == "receive")
        machine.received(String(repeating: "x", count: 60_000))
        #expect(machine.next(at: start).name == "receive")
        #expect(machine.heldBytes >= 60_000)
        machine.overload()
        #expect(machine.heldBytes == 0)
        #expect(machine.next(at: start).name == "refuse overloaded")
        #expect(machine.answer(keepsAlive: false, at: start) == "endOutput")
    }

    @Test func `holds next to nothing between requests`() {
        var machine = machine()
        let large = "X: " + String(repeating: "x", count: 30_000)
        let body = String(repeating: "x", count: 900_000)
        for part in ["POST /a HTTP/1.1\r\nHost: h\r\n\(large)\r\nContent-Length: 900000\r\n\r\n", body] {
            machine.received(part)
            _ = machine.next(at: start)
        }
        #expect(machine.answer(at: start) == "receive")
        #expect(machine.heldBytes <= 4_096)
    }

    @Test func `ends its keep-alive when the server stops`() {
        var machine = machine()
        machine.received(request)
        _ = machine.next(at: start)
        machine.drain()
        #expect(!machine.keepsAlive)
        #expect(!machine.closesWithoutInput)
        #expect(machine.answer(keepsAlive: false, at: start) == "endOutput")
    }

    @Test func `that was turned away keeps its deadline as the server stops`() {
        var machine = machine()
        machine.turnAway()
        #expect(machine.answer(keepsAlive: false, at: start) == "endOutput")
        machine.drain()
        #expect(machine.next(at: start).name == "receive")
        #expect(machine.deadline == Deadline(kind: .linger, at: start + .seconds(2)))
    }

    @Test func `ends when idle as the server stops, and gives a new connection a moment`() {
        var used = machine()
        used.received(request)
        _ = used.next(at: start)
        _ = used.answer(at: start)
        used.drain()
        #expect(used.closesWithoutInput)

        var new = machine()
        _ = new.next(at: start)
        new.drain()
        #expect(!new.closesWithoutInput)
        #expect(new.next(at: start).name == "receive")
        #expect(new.deadline == Deadline(kind: .grace, at: start + .milliseconds(200)))
    }
}

extension ConnectionMachine {
    mutating func received(_ text: String) {
        received(Array(text.utf8).span)
    }

    /// Queues and sends the whole answer at once, and asks on.
    mutating func answer(keepsAlive: Bool? = nil, at now: Instant) -> String {
        answered(keepsAlive: keepsAlive ?? self.keepsAlive)
        sent(1, everything: true, at: now)
        return next(at: now).name
    }
}

extension ConnectionMachine.Action {
    var name: String {
        switch self {
        case .receive: "receive"
        case .sendContinue: "sendContinue"
        case .respond(let request): "respond \(request.target.path)"
        case .refuse(let error): "refuse \(error.kind)"
        case .endOutput: "endOutput"
        case .look: "look"
        case .wait: "wait"
        case .close: "close"
        case .reset: "reset"
        }
    }
}
