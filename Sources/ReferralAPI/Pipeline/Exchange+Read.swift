import HTTP
import JSON
import Referrals

extension Exchange {
    /// Answers with one resource, or 304 when the caller has it already.
    func item<Value>(
        _ find: (any ReferralReader) throws(ReferralError) -> Value?, tag: (Value) -> EntityTag,
        render: (Value) -> [UInt8]
    ) throws -> Reply {
        let reply = try session.read { reader throws(ReferralError) in
            try find(reader).map { value in shown(value, tag: tag, render: render) }
        }
        guard let reply else { throw Problem.notFound }
        return reply
    }

    /// `item`, of what was read already.
    func shown<Value>(
        _ value: Value, tag: (Value) -> EntityTag, render: (Value) -> [UInt8]
    ) -> Reply {
        let tag = tag(value)
        if let given = ifNoneMatch, given.contains(tag.description) { return .notModified(tag.description) }
        return .resource(.ok, render(value), tag: tag)
    }

    /// Answers with bytes whose tag is a hash over them, for what has no version.
    func hashed(_ bytes: [UInt8], as mediaType: MediaType = .json, isPublic: Bool = false) -> Reply {
        let tag = ContentHash.text(bytes)
        if let given = ifNoneMatch, given.contains(tag) {
            var reply = Reply.notModified(tag)
            reply.isPublic = isPublic
            return reply
        }
        var reply = Reply(.ok, body: .bytes(bytes))
        reply.tag = tag
        reply.mediaType = mediaType
        reply.isPublic = isPublic
        return reply
    }

    /// The tags in `If-None-Match`, nil without the field.
    var ifNoneMatch: TagList? { request.fields.ascii("if-none-match").map(TagList.init) }

    /// Answers with what depends on everything in a scope, or on what else is watched, or 304 when nothing of it moved
    /// since the caller last saw it: then no query runs. `produce` also says when time alone changes what it gave.
    func watched<Content>(
        _ scope: Scope, _ watched: Watched = .own, as mediaType: MediaType = .json,
        _ produce: () async throws -> (content: Content, until: Timestamp?),
        reply: (Content) -> Reply
    ) async throws -> Reply {
        let present = presentTag(scope, watched, mediaType)
        if let reply = unchanged(since: present) { return reply }
        let (content, until) = try await produce()
        let tag = present.lasting(until: until).description
        if ifNoneMatch == .any { return .notModified(tag) }
        var answer = reply(content)
        answer.tag = tag
        return answer
    }

    /// The 304 to a caller who has what `watched` would show, told before anything else is looked at: the tag was given
    /// for the very same request.
    func unchanged(_ scope: Scope, _ watched: Watched = .own, as mediaType: MediaType = .json) -> Reply? {
        guard request.fields.contains("if-none-match") else { return nil }
        return unchanged(since: presentTag(scope, watched, mediaType))
    }

    private func unchanged(since present: ListTag) -> Reply? {
        guard case .tags(let tags) = ifNoneMatch else { return nil }
        let now = services.environment.now
        return tags.first { ListTag($0)?.isGood(as: present, at: now) ?? false }.map(Reply.notModified)
    }

    private func presentTag(_ scope: Scope, _ watched: Watched, _ mediaType: MediaType) -> ListTag {
        var hasher = Hasher()
        hasher.combine(scope)
        hasher.combine(request.target.raw)
        hasher.combine(mediaType)
        return ListTag(
            nonce: session.startNonce, counter: session.counter(scope, watched),
            hash: UInt64(bitPattern: Int64(hasher.finalize())), until: nil)
    }
}

/// What an answer is made of: when any of it changes, its tag is good no more.
struct Watched: OptionSet {
    let rawValue: Int

    /// What is in the scope.
    static let own = Watched(rawValue: 1)
    /// The providers with what they are ranked by.
    static let providers = Watched(rawValue: 2)
    /// How deliveries and mail stand.
    static let outbox = Watched(rawValue: 4)
    /// How often partners stood in answers to searches.
    static let appearances = Watched(rawValue: 8)
}

extension ReferralSession {
    /// A number that grows with every change of what is watched: a sum of numbers that only grow.
    fileprivate func counter(_ scope: Scope, _ watched: Watched) -> UInt64 {
        (watched.contains(.own) ? counter(scope) : 0) + (watched.contains(.providers) ? providersCounter : 0)
            + (watched.contains(.outbox) ? outboxCounter : 0)
            + (watched.contains(.appearances) ? appearancesCounter : 0)
    }
}

/// A list route: which rows, how they are shown, and on which thread the query runs.
struct Listing<Item: Sendable, Key: CursorKey>: Sendable {
    /// Whose rows.
    let scope: Scope
    /// What the rows are made of.
    var watches = Watched.own
    /// Whether the query may take longer than about a millisecond: then it runs on the pool, not on the loop.
    var isLong = false
    /// Whether time alone changes what is shown.
    var dependsOnTime = false
    /// Whether the date in UTC changes what is shown.
    var dependsOnDate = false
    /// Whether it matters which outcomes are missed.
    var dependsOnOutcomes = false
    /// When the rows that are asked for are others, should the query mean others by then.
    var endsAt: Timestamp?
    /// Gets a page.
    let fetch: @Sendable (any ReferralReader, PageRequest<Key>) throws(ReferralError) -> Page<Item, Key>
    /// Writes one row.
    let write: @Sendable (Item, Timestamp, inout JSONWriter) -> Void
}

extension Listing {
    /// When time alone changes what is shown next.
    fileprivate func until(_ reader: any ReferralReader) throws(ReferralError) -> Timestamp? {
        let instants = [
            dependsOnTime ? try reader.nextInstant(scope) : nil,
            dependsOnOutcomes ? try reader.nextMissedOutcome() : nil,
            dependsOnDate ? reader.now.day.adding(days: 1).start : nil, endsAt,
        ]
        return instants.compactMap(\.self).min()
    }
}

extension Exchange {
    private struct RenderedPage: Sendable {
        let body: [UInt8]
        let cursor: String?
    }

    /// Answers with one page of a list.
    func list<Item, Key>(_ listing: Listing<Item, Key>) async throws -> Reply {
        let query = query
        let limit = try query.limit()
        let name = "\(listing.scope) \(path)?\(query.filters)"
        let after: Key? = try query["cursor"].map { try services.cursors.open($0, for: name) }
        return try await watched(listing.scope, listing.watches) {
            try await page(listing, PageRequest(after: after, limit: limit), name)
        } reply: { page in
            var reply = Reply(.ok, body: .bytes(page.body))
            reply.next = page.cursor.map { nextPath(query, limit, cursor: $0) }
            return reply
        }
    }

    private func page<Item, Key>(
        _ listing: Listing<Item, Key>, _ request: PageRequest<Key>, _ name: String
    ) async throws -> (content: RenderedPage, until: Timestamp?) {
        let cursors = services.cursors
        let produce: @Sendable (any ReferralReader) throws(ReferralError) -> (RenderedPage, Timestamp?) = {
            reader throws(ReferralError) in
            let page = try listing.fetch(reader, request)
            var cursor: String?
            if let next = page.next { cursor = try cursors.seal(next, for: name) }
            let body = Self.body(page.items, cursor, at: reader.now, listing.write)
            let until = try listing.until(reader)
            return (RenderedPage(body: body, cursor: cursor), until)
        }
        let result = listing.isLong ? try await session.readLong(produce) : try session.read(produce)
        return (result.0, result.1)
    }

    private static func body<Item>(
        _ items: [Item], _ cursor: String?, at now: Timestamp,
        _ write: (Item, Timestamp, inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 256 + items.count * 2_048)
        json.object { json in
            json.array("data") { json in
                // By their places: each item of a loop over them would be a copy.
                for index in items.indices { write(items[index], now, &json) }
            }
            json.member("nextCursor", cursor)
        }
        return json.bytes
    }

    private func nextPath(_ query: QueryParameters, _ limit: Int, cursor: String) -> String {
        let filters = query.filters.isEmpty ? "" : query.filters + "&"
        return "\(path)?\(filters)limit=\(limit)&cursor=\(cursor)"
    }
}

/// Tags of content that has no version.
enum ContentHash {
    /// FNV-1a over the bytes, 64 bits in base 36: to tell states of one resource apart, not to withstand an attacker.
    static func text(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 36)
    }
}
