import Referrals
import SQLite

extension Checks {
    /// Whether each feed numbers its events 1, 2, 3 up to the last number given. Old events may be gone: then all
    /// feeds begin somewhere.
    static func feeds(_ connection: Connection, _ result: inout CheckResult) throws {
        let first = try connection.first(FeedSQL.first) { row in row.optionalInt(0) } ?? nil
        let isWhole = first == 1
        try walk(FeedSQL.all, connection, isWhole, &result) { _ in "" }
        try walk(FeedSQL.partners, connection, isWhole, &result) { row in "p\(row.idText(1))" }
        try walk(FeedSQL.marketplaces, connection, isWhole, &result) { row in "m\(row.text(1))" }
        try connection.forEach(FeedSQL.feeds) { row in
            let (feed, last) = (row.text(0), row.int(1))
            let found = try connection.first(greatest(in: feed), values(feed)) { row in row.optionalInt(0) } ?? nil
            if let found, found != last {
                result.add("\(words(feed)) ends with \(found), and \(last) was the last number given.")
            }
            if found == nil, isWhole { result.add("\(words(feed)) has no events, and \(last) numbers were given.") }
            return true
        }
    }

    /// Goes through the numbers of some feeds, of which each has a name.
    private static func walk(
        _ sql: SQL, _ connection: Connection, _ isWhole: Bool, _ result: inout CheckResult,
        _ name: (borrowing Row) -> String
    ) throws {
        var (feed, before): (String?, Int64) = (nil, 0)
        try connection.forEach(sql) { row in
            let (next, number) = (name(row), row.int(0))
            if next != feed {
                feed = next
                before = isWhole ? 0 : number - 1
                if try connection.first(FeedSQL.feed, [.text(next)], { _ in true }) == nil {
                    result.add("\(words(next)) has events, and nowhere stands how many.")
                }
            }
            if number != before + 1 { result.add("\(words(next)) lacks \(gap(before + 1, number - 1)).") }
            before = number
            return true
        }
    }

    private static func gap(_ first: Int64, _ last: Int64) -> String {
        first == last ? "the event \(first)" : "the events \(first) to \(last)"
    }

    private static func words(_ feed: String) -> String {
        switch feed.first {
        case "p": "The feed of the partner \(feed.dropFirst())"
        case "m": "The feed of the marketplace \(feed.dropFirst())"
        default: "The feed of the operator"
        }
    }

    private static func greatest(in feed: String) -> SQL {
        switch feed.first {
        case "p": FeedSQL.lastOfPartner
        case "m": FeedSQL.lastOfMarketplace
        default: FeedSQL.last
        }
    }

    private static func values(_ feed: String) -> [Value] {
        switch feed.first {
        case "p": [Value(ID<Partner>(String(feed.dropFirst())))]
        case "m": [.text(String(feed.dropFirst()))]
        default: []
        }
    }
}

private enum FeedSQL {
    static let first: SQL = "SELECT min(seq) FROM events"
    static let all: SQL = "SELECT seq FROM events ORDER BY seq"
    static let partners: SQL = """
        SELECT partner_seq, partner_id FROM events WHERE partner_id IS NOT NULL ORDER BY partner_id, partner_seq
        """
    static let marketplaces: SQL = """
        SELECT marketplace_seq, marketplace_id FROM events WHERE marketplace_id IS NOT NULL
        ORDER BY marketplace_id, marketplace_seq
        """
    static let feeds: SQL = "SELECT feed, last FROM feeds"
    static let feed: SQL = "SELECT 1 FROM feeds WHERE feed = ?1"
    static let last: SQL = "SELECT max(seq) FROM events"
    static let lastOfPartner: SQL = "SELECT max(partner_seq) FROM events WHERE partner_id = ?1"
    static let lastOfMarketplace: SQL = "SELECT max(marketplace_seq) FROM events WHERE marketplace_id = ?1"
}
