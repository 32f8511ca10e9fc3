import Glibc
import JSON
import TestSupport
import Testing

/// A reader of server-sent events that keeps what has arrived whole, and forgets the rest when it is cut off.
private struct EventReader {
    private(set) var numbers: [Int] = []
    private(set) var types: [String] = []
    private var text = ""

    /// What it sends when it comes back.
    var lastEventID: [String] { numbers.last.map { ["Last-Event-ID: \($0)"] } ?? [] }

    mutating func take(_ bytes: some Sequence<UInt8>) throws {
        text += String(decoding: Array(bytes), as: UTF8.self)
        while let end = text.firstRange(of: "\n\n") {
            try dispatch(text[..<end.lowerBound])
            text.removeSubrange(..<end.upperBound)
        }
    }

    mutating func cutOff() { text = "" }

    private mutating func dispatch(_ block: Substring) throws {
        let lines = block.split(separator: "\n")
        guard let data = lines.first(where: { $0.hasPrefix("data: ") }) else { return }
        let event = try JSON.parse(Array(data.dropFirst(6).utf8))
        guard lines.count == 2, let seq = event["seq"]?.integer, lines[0] == "id: \(seq)" else {
            throw Failure("no event: \(block)")
        }
        numbers.append(Int(seq))
        types.append(event["type"]?.text ?? "")
    }
}

@Suite(.blocking) struct `The change feed` {
    @Test func `reaches a reader that is cut off 100 times, each event once and in order`() throws {
        let service = try Service()
        let partner = try service.provider("Fabrikam")
        _ = try service.marketplace().post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201)
        let notes = "/v1/engagements/\(try partner.newest())/notes"
        var random = SplitMix64(seed: 8)
        var (reader, written) = (EventReader(), 3)
        for _ in 0..<100 {
            let client = try service.client(partner.key)
            try client.send("GET", "/v1/events", nil, ["Accept: text/event-stream"] + reader.lastEventID)
            _ = try client.head().expecting(200)
            let pieces = Int.random(in: 0...3, using: &random)
            for piece in 0...pieces {
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    _ = try partner.client.post(notes, #"{"body":"Größe \#(written)"}"#).expecting(201)
                    written += 1
                }
                guard reader.numbers.count < written, let bytes = try client.chunk() else { break }
                let part = piece < pieces ? bytes.count : Int.random(in: 0...bytes.count, using: &random)
                try reader.take(bytes.prefix(part))
            }
            reader.cutOff()
        }
        let client = try service.client(partner.key)
        try client.send("GET", "/v1/events", nil, ["Accept: text/event-stream"] + reader.lastEventID)
        _ = try client.head().expecting(200)
        while reader.numbers.count < written, let bytes = try client.chunk() { try reader.take(bytes) }
        #expect(reader.numbers == Array(1...written))
        #expect(reader.types.dropFirst(3).allSatisfy { $0 == "note.added" })
        try service.stop()
        #expect(try client.chunk() == nil && client.isAtEnd())
    }

    @Test func `wakes no more of a thousand who wait than may see it, and costs nothing meanwhile`() throws {
        try Self.allowDescriptors(2_000)
        let service = try Service()
        let shop = try service.marketplace()
        var crowd: [(partner: Provider, waiting: [Client])] = []
        for index in 0..<10 {
            let partner = try service.provider("Partner \(index)")
            _ = try shop.post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201)
            let last = try partner.client.get("/v1/events?after=latest").expecting(200).json["lastSeq"]?.integer ?? -1
            let waiting = try (0..<100).map { _ in try service.client(partner.key) }
            for client in waiting { try client.send("GET", "/v1/events?after=\(last)&wait=30") }
            crowd.append((partner, waiting))
        }
        let all = crowd.flatMap(\.waiting)
        // What is on its way is taken before these are answered: each loop takes what comes in turn.
        for _ in 0..<20 { _ = try service.client().get("/v1/events?after=latest&types=rfi.erased").expecting(200) }
        let idle = try Self.processorTime(service) { try #expect(!Self.isAnyReadable(all, within: .seconds(2))) }
        let (partner, awake) = crowd[3]
        let notes = "/v1/engagements/\(try partner.newest())/notes"
        let start = ContinuousClock.now
        try partner.client.send("POST", notes, #"{"body":"Now"}"#)
        for client in awake {
            let answer = try client.answer().expecting(200)
            #expect(answer.json["data"]?.elements.compactMap { $0["type"]?.text } == ["note.added"])
        }
        let latency = start.duration(to: .now)
        _ = try partner.client.answer().expecting(201)
        let others = crowd.enumerated().filter { $0.offset != 3 }.flatMap(\.element.waiting)
        try #expect(!Self.isAnyReadable(others, within: .milliseconds(100)))
        print("100 of 1,000 answered after \(latency); 2 s of waiting cost \(idle) ticks of 10 ms")
        #expect(latency < .seconds(10) && idle <= 20)
        try service.stop()
        for client in others { #expect(try client.answer().expecting(200).json["data"]?.elements.isEmpty == true) }
    }

    /// Lets this process, and those that it starts, open so many files.
    private static func allowDescriptors(_ count: UInt) throws {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        _ = unsafe getrlimit(resource, &limit)
        guard limit.rlim_cur < count else { return }
        limit.rlim_cur = min(count, limit.rlim_max)
        guard unsafe setrlimit(resource, &limit) == 0 else { throw Failure(call: "setrlimit") }
    }

    /// In hundredths of a second, as the kernel counts it.
    private static func processorTime(_ service: Service, _ body: () throws -> Void) throws -> Int {
        func used() throws -> Int {
            let text = try contents(of: "/proc/\(service.child.pid)/stat")
            let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
            return (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
        }
        let before = try used()
        try body()
        return try used() - before
    }

    /// Whether one of the connections gets anything, or its end, in a time.
    private static func isAnyReadable(_ clients: [Client], within limit: Duration) throws -> Bool {
        var polled = clients.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
        let count = unsafe poll(&polled, nfds_t(polled.count), Int32(limit / .milliseconds(1)))
        guard count >= 0 else { throw Failure(call: "poll") }
        return count > 0
    }
}
