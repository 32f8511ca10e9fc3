import HTTP
import JSON
import ReferralAPI
import ReferralStore
import Referrals
import Synchronization
import TestSupport
import Testing

// Contract section 8: waiting for what happens next, and server-sent events.

/// The reader of a stream in this process: takes what is written, one piece after the other.
private final class Reader: BodyWriter {
    private struct Gone: Error {}
    private let pieces = AsyncStream.makeStream(of: String.self)
    private let isGone = Atomic(false)

    func write(_ bytes: [UInt8]) async throws {
        guard !isGone.load(ordering: .relaxed) else { throw Gone() }
        pieces.continuation.yield(String(decoding: bytes, as: UTF8.self))
    }

    func end() { pieces.continuation.finish() }

    func leave() { isGone.store(true, ordering: .relaxed) }

    /// The next piece; nil at the end.
    func next() async -> String? {
        for await piece in pieces.stream { return piece }
        return nil
    }
}

/// A stream that goes on in a task of its own.
private struct Stream {
    let reader = Reader()
    let task: Task<Bool, Never>

    /// True as the task's value says that the stream has ended as it should, not by a break.
    init(_ service: Service, _ target: String, _ key: String, last: String? = nil) async throws {
        var headers = [("Authorization", "Bearer \(key)"), ("Accept", "text/event-stream")]
        if let last { headers.append(("Last-Event-ID", last)) }
        let response = await service.api.respond(to: try Request(.get, target, headers: headers), from: "192.0.2.1")
        #expect(response.status == .ok && response.fields["content-type"] == "text/event-stream")
        #expect(response.fields["cache-control"] == "private, no-cache")
        guard case .stream(let write) = response.body else { throw CancellationError() }
        let reader = self.reader
        task = Task {
            defer { reader.end() }
            do {
                try await write(reader)
                return true
            } catch { return false }
        }
        #expect(await reader.next() == "retry: 2000\n\n")
    }
}

extension Service {
    /// Returns once so many wait.
    fileprivate func untilWaiting(_ count: Int) async {
        while store.waitingReaders != count { await Task.yield() }
    }

    /// Sends a request that waits, and returns once it does.
    fileprivate func waiting(_ target: String, _ key: String) async -> Task<Answer, any Error> {
        let before = store.waitingReaders
        let task = Task { try await get(target, key) }
        await untilWaiting(before + 1)
        return task
    }

}

/// How a key ends.
private enum KeyEnd: CaseIterable {
    case revoked, expired, suspended, revokedByAnotherProcess

    var status: Int { self == .suspended ? 403 : 401 }

    func happen(_ service: Service, _ partner: PartnerAccount) async throws {
        switch self {
        case .revoked:
            let id = try await service.get("/v1/me", partner.key).string("keyId")
            try await service.delete("/v1/keys/\(id)").expect(204)
        case .expired:
            service.clock.advance(by: .hours(1))
            _ = service.store.tick()
        case .suspended:
            try await service.patch("/v1/partners/\(partner.id)", Service.operatorKey, #"{"status":"suspended"}"#)
                .expect(200)
        case .revokedByAnotherProcess:
            try service.write("UPDATE keys SET revoked_at = 1")
            service.uptime.advance(by: 500)
            _ = service.store.tick()
        }
    }
}

/// A partner whose key ends in an hour, with an engagement.
private func setUp() async throws -> (service: Service, deal: Referral, mortal: PartnerAccount) {
    let service = try Service()
    let deal = try await service.referral()
    let end = service.clock.now + .hours(1)
    let key = try await service.key("partner", #","partnerId":"\#(deal.partner.id)","expiresAt":"\#(end)""#)
    return (service, deal, PartnerAccount(id: deal.partner.id, key: key))
}

@Suite(.timeLimit(.minutes(10))) struct `A request that waits for events` {
    @Test func `is answered by the commit, when the feed is its own`() async throws {
        let (service, deal, _) = try await setUp()
        let stranger = try await service.partner("Stranger")
        let mine = await service.waiting("/v1/events?after=latest&wait=30", deal.partner.key)
        let others = await service.waiting("/v1/events?after=latest&wait=30", stranger.key)
        let filtered = await service.waiting("/v1/events?after=latest&wait=30&types=contact.*", deal.partner.key)
        _ = try await service.note(of: deal)
        let answer = try await mine.value.expect(200)
        #expect(answer.rows.map { $0.at("type")?.string } == ["note.added"] && answer["lastSeq"]?.integer == 4)
        #expect(answer.header("ETag") == nil)
        await service.untilWaiting(2)
        _ = try await service.contact(of: deal)
        #expect(try await filtered.value.rows.map { $0.at("seq")?.integer } == [5])
        service.uptime.advance(by: 30_000)
        _ = service.store.tick()
        let empty = try await others.value.expect(200)
        #expect(empty.rows.isEmpty && empty["lastSeq"]?.integer == 0)
    }

    @Test func `is answered at once when there is something, when there is no time, and after the stop`() async throws {
        let (service, deal, _) = try await setUp()
        #expect(try await service.get("/v1/events?wait=30", deal.partner.key).rows.count == 3)
        #expect(try await service.get("/v1/events?after=3&wait=0", deal.partner.key).rows.isEmpty)
        let waiting = await service.waiting("/v1/events?after=3&wait=30", deal.partner.key)
        service.store.endWaits()
        let answer = try await waiting.value.expect(200)
        #expect(answer.rows.isEmpty && answer["lastSeq"]?.integer == 3)
        try await service.get("/v1/events?after=3&wait=30", deal.partner.key).expect(200)
    }

    @Test(arguments: KeyEnd.allCases) private func `is refused when its key ends`(end: KeyEnd) async throws {
        let (service, _, mortal) = try await setUp()
        let waiting = await service.waiting("/v1/events?after=latest&wait=30", mortal.key)
        try await end.happen(service, mortal)
        try await waiting.value.expect(end.status)
        #expect(service.store.waitingReaders == 0)
    }

    @Test func `leaves when its client does`() async throws {
        let (service, deal, _) = try await setUp()
        let waiting = await service.waiting("/v1/events?after=latest&wait=30", deal.partner.key)
        waiting.cancel()
        await service.untilWaiting(0)
        _ = await waiting.result
    }

    @Test func `is one of 2,000 of its key`() async throws {
        let (service, deal, _) = try await setUp()
        let tasks = (0..<2_000).map { _ in
            Task { try await service.get("/v1/events?after=latest&wait=30", deal.partner.key) }
        }
        await service.untilWaiting(2_000)
        let refused = try await service.get("/v1/events?after=latest&wait=30", deal.partner.key)
            .expect(429, "rate_limited")
        #expect(refused.header("Retry-After") != nil)
        try await service.get("/v1/events?after=latest", deal.partner.key).expect(200)
        let other = await service.waiting("/v1/events?after=latest&wait=30", Service.operatorKey)
        _ = try await service.note(of: deal)
        for task in tasks { #expect(try await task.value.rows.count == 1) }
        #expect(try await other.value.rows.count == 1)
        _ = await service.waiting("/v1/events?after=latest&wait=30", deal.partner.key)
        service.store.endWaits()
    }
}

@Suite(.timeLimit(.minutes(10))) struct `A stream of events` {
    @Test func `begins with what there is, and goes on with what comes`() async throws {
        let (service, deal, _) = try await setUp()
        let stream = try await Stream(service, "/v1/events?after=1", deal.partner.key)
        let page = try await service.get("/v1/events?after=1", deal.partner.key).rows
        let first = try #require(await stream.reader.next())
        let blocks = first.split(separator: "\n\n").map(String.init)
        #expect(blocks.map { $0.prefix(5) } == ["id: 2", "id: 3"])
        for (block, event) in zip(blocks, page) {
            let lines = block.split(separator: "\n")
            #expect(lines.count == 2 && lines[1].hasPrefix("data: "))
            #expect(try JSON.parse(Array(lines[1].dropFirst(6).utf8)) == event)
        }
        await service.untilWaiting(1)
        _ = try await service.note(of: deal)
        #expect(await stream.reader.next()?.hasPrefix("id: 4\ndata: {\"seq\":4,") == true)
        await service.untilWaiting(1)
        service.store.endWaits()
        #expect(await stream.task.value)
        #expect(await stream.reader.next() == nil)
    }

    @Test func `resumes behind Last-Event-ID, whatever its URL says`() async throws {
        let (service, deal, _) = try await setUp()
        let stream = try await Stream(service, "/v1/events?after=0", deal.partner.key, last: "2")
        #expect(await stream.reader.next()?.hasPrefix("id: 3\n") == true)
        let accept = ("Accept", "text/event-stream")
        for bad in ["x", "-1", "4"] {
            let answer = try await service.get(
                "/v1/events", deal.partner.key, headers: [accept, ("Last-Event-ID", bad)])
            #expect(answer.expect(400).code == (bad == "4" ? "invalid_parameter" : "invalid_header"))
        }
        // Where nothing is resumed, the field is judged all the same.
        try await service.get("/v1/events", deal.partner.key, headers: [("Last-Event-ID", "x")])
            .expect(400, "invalid_header")
        for query in ["limit=5", "wait=5"] {
            try await service.get("/v1/events?\(query)", deal.partner.key, headers: [accept])
                .expect(400, "invalid_parameter")
        }
        try await service.get("/v1/events", deal.partner.key, headers: [("Accept", "text/html")]).expect(406)
        service.store.endWaits()
    }

    @Test(arguments: [("", ":\n\n"), ("&types=rfi.*", "id: 4\n:\n\n")])
    func `says every 15 seconds that it lives`(types: String, beat: String) async throws {
        let (service, deal, _) = try await setUp()
        let stream = try await Stream(service, "/v1/events?after=latest\(types)", deal.partner.key)
        await service.untilWaiting(1)
        _ = try await service.note(of: deal)
        if types.isEmpty { #expect(await stream.reader.next()?.hasPrefix("id: 4\n") == true) }
        for _ in 0..<3 {
            await service.untilWaiting(1)
            service.uptime.advance(by: 14_999)
            #expect(service.store.tick() && service.store.waitingReaders == 1)
            service.uptime.advance(by: 1)
            _ = service.store.tick()
            #expect(await stream.reader.next() == beat)
        }
        await service.untilWaiting(1)
        service.store.endWaits()
    }

    @Test(arguments: KeyEnd.allCases) private func `ends when its key does`(end: KeyEnd) async throws {
        let (service, _, mortal) = try await setUp()
        let stream = try await Stream(service, "/v1/events?after=latest", mortal.key)
        await service.untilWaiting(1)
        try await end.happen(service, mortal)
        #expect(await stream.task.value)
        #expect(await stream.reader.next() == nil && service.store.waitingReaders == 0)
    }

    @Test func `breaks off when its reader is too slow for what is kept`() async throws {
        let (service, deal, _) = try await setUp()
        let stream = try await Stream(service, "/v1/events?after=latest", deal.partner.key)
        await service.untilWaiting(1)
        try service.write(
            """
            DELETE FROM events;
            UPDATE feeds SET last = last + 5;
            """)
        service.uptime.advance(by: 500)
        _ = service.store.tick()
        #expect(!(await stream.task.value))
    }

    @Test func `is one of 20 of its key, and gives its place back`() async throws {
        let (service, deal, _) = try await setUp()
        var streams: [Stream] = []
        for _ in 0..<20 { streams.append(try await Stream(service, "/v1/events?after=latest", deal.partner.key)) }
        await service.untilWaiting(20)
        let accept = ("Accept", "text/event-stream")
        let refused = try await service.get("/v1/events", deal.partner.key, headers: [accept])
            .expect(429, "rate_limited")
        #expect(refused.header("Retry-After") != nil)
        // An answer that is never sent, as to HEAD, holds no place either.
        streams[0].reader.leave()
        _ = try await service.note(of: deal)
        #expect(!(await streams[0].task.value))
        for _ in 0..<30 { try await service.send(.head, "/v1/events", deal.partner.key, headers: [accept]) }
        _ = try await Stream(service, "/v1/events?after=latest", deal.partner.key)
        service.store.endWaits()
    }
}
