import HTTP
import JSON
import Referrals

/// `/v1/events`: pages, waits and streams of a feed.
enum EventHandlers {
    static let routes: [Route] = [
        .get(
            "/v1/events", .owners,
            parameters: ["after", "types", "limit", "wait", "partnerId"], produces: [.json, .eventStream], answer)
    ]

    /// The most that a poll waits, in seconds: below what proxies and clients commonly take for a dead connection.
    private static let longestWait = 30

    private static func answer(_ exchange: Exchange) async throws -> Reply {
        let accept = Accept(exchange.request.fields.ascii("accept"))
        let follower = try FeedFollower(exchange)
        // Judged also where it says nothing: a client that sends nonsense learns so before it needs the field.
        let last = try lastEventID(exchange.request)
        guard accept.best(of: [.json, .eventStream]) != .eventStream else { return try stream(follower, after: last) }
        let (start, limit) = (try start(exchange.query), try exchange.query.limit())
        let wait = try exchange.query.value("wait", "Must be a number of seconds from 0 to \(longestWait).") { text in
            number(text).flatMap { $0 <= longestWait ? $0 : nil }
        }
        guard let wait, wait > 0 else { return try await page(follower, start, limit) }
        return try await poll(follower, start, limit, for: .seconds(Int64(wait)))
    }

    // MARK: Pages

    private static func page(
        _ follower: FeedFollower, _ start: FeedFollower.Start, _ limit: Int
    ) async throws -> Reply {
        try await follower.exchange.watched(follower.feed, [.own, .providers]) {
            let part = try await follower.part(after: follower.begin(start), limit: limit)
            return (part, part.until)
        } reply: { part in
            reply(part)
        }
    }

    private static func reply(_ part: FeedFollower.Part) -> Reply {
        var json = JSONWriter(capacity: 64 + part.events.reduce(0) { $0 + $1.json.count + 1 })
        json.object { json in
            json.array("data") { json in
                for event in part.events { json.raw(event.json) }
            }
            json.member("lastSeq", part.last)
        }
        return Reply(.ok, body: .bytes(json.bytes))
    }

    // MARK: Waits

    /// Answers as soon as there is something, and with nothing when the time is over or the service stops.
    private static func poll(
        _ follower: FeedFollower, _ start: FeedFollower.Start, _ limit: Int, for wait: TimeSpan
    ) async throws -> Reply {
        let (exchange, session) = (follower.exchange, follower.exchange.session)
        let deadline = session.uptime + wait.milliseconds
        var seq = try follower.begin(start)
        var seat: WaitingRoom.Seat?
        while true {
            let counter = session.feedCounter(follower.feed)
            let end = try exchange.confirmCaller()
            let part = try await follower.part(after: seq, limit: limit)
            if !part.events.isEmpty || part.hasMore { return reply(part) }
            seq = part.last
            guard session.uptime < deadline else { return reply(part) }
            if seat == nil { seat = try exchange.services.waitingRoom.enter(.poll, exchange.authenticated()) }
            let limit = WaitLimit(uptime: deadline, instant: end)
            switch await session.nextChange(of: follower.feed, since: counter, until: limit) {
            case .changed, .elapsed: continue
            case .stopped, .cancelled: return reply(part)
            }
        }
    }

    // MARK: Streams

    private static func stream(_ follower: FeedFollower, after last: FeedFollower.Start?) throws -> Reply {
        let exchange = follower.exchange
        for name in ["limit", "wait"] where exchange.query[name] != nil {
            throw Problem.parameter(name, "A stream goes on for as long as it is read; this belongs to JSON.")
        }
        let start = try last ?? start(exchange.query)
        let stream = EventStream(follower: follower, first: try follower.begin(start))
        let seat = try exchange.services.waitingRoom.enter(.stream, exchange.authenticated())
        var reply = Reply(
            .ok,
            body: .stream { writer in
                try await stream.write(to: writer)
                withExtendedLifetime(seat) {}
            })
        reply.mediaType = .eventStream
        return reply
    }

    /// What a client sends that was cut off: it wins over `after`, which stands in its URL for ever.
    private static func lastEventID(_ request: Request) throws -> FeedFollower.Start? {
        guard let text = request.fields.ascii("last-event-id") else { return nil }
        guard let seq = number(text) else {
            throw Problem.header("Last-Event-ID", "Must be the number of an event.")
        }
        return .after(seq)
    }

    // MARK: Numbers

    private static func start(_ query: QueryParameters) throws -> FeedFollower.Start {
        try query.value("after", "Must be the number of an event, 0 or latest.") { text in
            text == "latest" ? .latest : number(text).map { .after($0) }
        } ?? .oldest
    }

    /// A whole number of digits alone.
    private static func number(_ text: String) -> Int? {
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
