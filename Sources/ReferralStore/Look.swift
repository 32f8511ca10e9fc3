// A look at the database: the reads of all tables, for a snapshot and for a transaction alike.

package import Referrals
import SQLite

/// What the reads of every table need. Each table adds its own in its file.
protocol TableReader: ReferralReader {
    /// The connection, with a transaction open.
    var connection: Connection { get }
}

/// One snapshot. It does not outlive the transaction that it reads in.
struct Look: TableReader {
    let connection: Connection
    let now: Timestamp
    let policy: Policy
}

extension Connection {
    /// A page of the rows of a statement, which orders them: reading ends with the row that shows that there is more.
    func page<Item, Key>(
        _ sql: SQL, _ values: [Value], limit: Int, key: @escaping (Item) -> Key,
        read: (borrowing Row) throws -> Item
    ) throws(ReferralError) -> Page<Item, Key> {
        var filling = PageFilling(limit: limit, key: key)
        try each(sql, values) { row in filling.take(try read(row)) }
        return filling.page
    }

    /// How many rows a statement gives, which ends with `LIMIT ?1`: so many at most.
    func count(_ sql: SQL, limit: Int) throws(ReferralError) -> Int {
        var count = 0
        try each(sql, [Value(limit)]) { _ in
            count += 1
            return true
        }
        return count
    }

    /// A page of the rows that match, by their bare columns, of which the first is the id: no other is read.
    func page<Item, Entity>(
        _ sql: SQL, _ values: [Value], limit: Int, id: @escaping (Item) -> ID<Entity>,
        matching matches: (borrowing Row) -> Bool, read: (borrowing Row) throws -> Item
    ) throws(ReferralError) -> Page<Item, ID<Entity>> {
        var filling = PageFilling(limit: limit, key: id)
        try each(sql, values) { row in
            if matches(row) { return filling.take(try read(row)) }
            let id = row.bytes16(0)
            return filling.skip(ID(high: id.0, low: id.1))
        }
        return filling.page
    }
}

/// A page that is being filled: it looks at no more than 20,000 rows before it returns what it has.
package struct PageFilling<Item: Sendable, Key: Sendable> {
    /// How many rows one page looks at.
    package static var budget: Int { 20_000 }

    package private(set) var page = Page<Item, Key>(items: [])
    private let limit: Int
    private let key: (Item) -> Key
    private var looked = 0

    package init(limit: Int, key: @escaping (Item) -> Key) {
        self.limit = limit
        self.key = key
    }

    /// Whether nothing more is to be looked at.
    package var isFull: Bool { page.next != nil }

    /// Takes the next row of the list; false when the page is full.
    package mutating func take(_ item: Item) -> Bool {
        guard page.items.count < limit else {
            page.next = page.items.last.map(key)
            return false
        }
        page.items.append(item)
        return look(at: key(item))
    }

    /// Passes over the next row of the list, which is not asked for; false when no more may be looked at.
    package mutating func skip(_ key: Key) -> Bool { look(at: key) }

    private mutating func look(at key: Key) -> Bool {
        looked += 1
        if looked == Self.budget { page.next = key }
        return !isFull
    }
}

extension ID {
    /// Below every identifier, and above every one: where the first page starts.
    static var least: Self { Self(high: 0, low: 0) }
    static var greatest: Self { Self(high: .max, low: .max) }
}

extension Scope {
    /// Whether what belongs to this partner is in the scope.
    func includes(_ partner: ID<Partner>) -> Bool {
        switch self {
        case .operator: true
        case .partner(let own): own == partner
        case .marketplace, .reviewer: false
        }
    }
}
