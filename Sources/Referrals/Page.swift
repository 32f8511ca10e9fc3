/// One page of a keyset list.
public struct Page<Item: Sendable, Key: Sendable>: Sendable {
    /// The rows, in order. May be fewer than asked for without being the last.
    public var items: [Item]
    /// Where the next page starts, nil at the end of the list.
    public var next: Key?

    /// Makes a page.
    public init(items: [Item], next: Key? = nil) {
        self.items = items
        self.next = next
    }

    /// Makes a page from up to `limit + 1` rows: the row beyond the limit only tells that there is more.
    public init(rows: [Item], limit: Int, key: (Item) -> Key) {
        let more = rows.count > limit
        items = more ? Array(rows.prefix(limit)) : rows
        next = more ? items.last.map(key) : nil
    }
}

/// How much of a list is asked for: after which key, and how many rows.
public struct PageRequest<Key: Sendable>: Sendable {
    /// The key of the last row that was seen; nil for the first page.
    public var after: Key?
    /// 1 to 200 rows.
    public var limit: Int

    /// Makes a request.
    public init(after: Key? = nil, limit: Int = 50) {
        self.after = after
        self.limit = limit
    }
}

/// A stretch of time without its bounds.
public struct TimeRange: Hashable, Sendable {
    /// Only what is later than this.
    public var after: Timestamp?
    /// Only what is earlier than this.
    public var before: Timestamp?

    /// Makes a range; nil leaves that side open.
    public init(after: Timestamp? = nil, before: Timestamp? = nil) {
        self.after = after
        self.before = before
    }

    /// Whether the instant lies inside.
    public func contains(_ instant: Timestamp) -> Bool {
        if let after, instant <= after { return false }
        if let before, instant >= before { return false }
        return true
    }
}
