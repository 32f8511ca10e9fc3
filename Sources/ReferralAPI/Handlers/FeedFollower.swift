import HTTP
import JSON
import Referrals

/// A feed as one request follows it.
struct FeedFollower: Sendable {
    /// Where a reader begins.
    enum Start: Equatable {
        /// With the first event that there still is.
        case oldest
        /// Behind the last event, so that a client can take a snapshot of what there is and then follow.
        case latest
        /// Behind the event of this number.
        case after(Int)
    }

    /// What there is of a feed behind a number, rendered.
    struct Part: Sendable {
        var events: [(seq: Int, json: [UInt8])] = []
        /// The number up to which every event was looked at.
        var last: Int
        var hasMore = false
        /// When time alone changes what it shows.
        var until: Timestamp?
    }

    let exchange: Exchange
    let feed: Scope
    let filter: EventFilter

    /// The feed and the types that a request asks for.
    init(_ exchange: Exchange) throws {
        let query = exchange.query
        self.exchange = exchange
        feed = try exchange.listScope(query)
        let groups = "such as engagement.*, note.added or *, separated by commas and each once"
        let patterns = try query.values("types", "") { $0 }
        filter =
            try patterns.map { patterns in
                guard let filter = EventFilter(patterns) else {
                    throw Problem.parameter("types", "Must be up to \(EventFilter.maximum) types of events, \(groups).")
                }
                return filter
            } ?? .everything
    }

    /// The number that reading begins after.
    /// - Throws: 400 and 410 where there is no such place in the feed.
    func begin(_ start: Start) throws -> Int {
        let bounds = try self.bounds()
        switch start {
        case .oldest: return bounds.first - 1
        case .latest: return bounds.last
        case .after(let seq):
            try check(seq, bounds)
            return seq
        }
    }

    /// What there is behind a number: nothing costs a look at two index entries on the loop; the rest is read and
    /// rendered on the pool, or, when that has too much to do, here.
    /// - Throws: 410 when it was pruned meanwhile.
    func part(after seq: Int, limit: Int) async throws -> Part {
        let bounds = try self.bounds()
        try check(seq, bounds)
        guard seq < bounds.last else { return Part(last: seq) }
        let read: @Sendable (any ReferralReader) throws(ReferralError) -> (FeedBounds, Part) = {
            [feed, filter] reader throws(ReferralError) in
            let part = try Self.read(feed, filter, after: seq, limit: limit, reader)
            return (try reader.feedBounds(feed), part)
        }
        let result: (FeedBounds, Part)
        do throws(ReferralError) {
            result = try await exchange.session.readLong(read)
        } catch .overloaded {
            // One event wakes all who wait for it: more of them than the pool takes in.
            result = try exchange.session.read(read)
        }
        try check(seq, result.0)
        return result.1
    }

    private static func read(
        _ feed: Scope, _ filter: EventFilter, after seq: Int, limit: Int, _ reader: any ReferralReader
    ) throws(ReferralError) -> Part {
        let page = try reader.events(feed, after: seq, filter, limit: limit)
        var part = Part(last: page.last, hasMore: page.hasMore, until: try reader.nextInstant(feed))
        var resources = EventResources(feed, reader)
        for event in page.events {
            var json = JSONWriter()
            let data = try resources.data(of: event)
            EventBody.write(event, data, for: feed, at: reader.now, to: &json)
            part.events.append((event.seq, json.bytes))
        }
        return part
    }

    private func bounds() throws -> FeedBounds {
        try exchange.session.read { reader throws(ReferralError) in try reader.feedBounds(feed) }
    }

    /// A number that was never given is refused: waiting for it would hide that an older database was restored.
    private func check(_ seq: Int, _ bounds: FeedBounds) throws {
        guard seq >= bounds.first - 1 else { throw Problem.pruned(first: bounds.first) }
        guard seq <= bounds.last else {
            throw Problem.parameter(
                "after",
                "The feed ends with \(bounds.last). Was an older database restored? Then read what you keep anew.")
        }
    }
}

extension Problem {
    /// The refusal of a reader who has been away for longer than events are kept.
    fileprivate static func pruned(first: Int) -> Problem {
        var problem = Problem(
            .eventsPruned,
            "The first event that still exists is \(first). What happened before it can't be told any more: take "
                + "after=latest, read what you keep anew, and follow from there.")
        problem.firstSeq = first
        return problem
    }
}
