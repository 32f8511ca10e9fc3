import Glibc
import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

/// A way in which a database goes bad, and how it shows.
private struct Damage {
    let script: String
    let check: String
    let words: String

    init(_ script: String, _ check: String, _ words: String) {
        self.script = script
        self.check = check
        self.words = words
    }
}

@Suite struct `The checkup` {
    /// Some engagements in every state, with notes, contacts and values.
    private static func work(seed: UInt64, engagements: Int = 80) async throws -> RandomWork {
        var work = try await RandomWork(seed: seed)
        try await work.run(engagements: engagements)
        return work
    }

    private static func results(_ path: String) throws -> [CheckResult] {
        var results: [CheckResult] = []
        try Checkup.run(on: path) { results.append($0) }
        return results
    }

    private static func findings(_ path: String) throws -> [String] {
        try results(path).flatMap { result in result.findings.map { "\(result.name): \($0)" } }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `finds nothing in what the service wrote`(_ seed: UInt64) async throws
    {
        let work = try await Self.work(seed: seed)
        let path = work.test.directory.file("referrals.db")
        #expect(try Self.findings(path) == [])
        work.test.clock.advance(by: .hours(30))
        try await work.test.session.settle()
        #expect(try Self.findings(path) == [])
        #expect(
            try Self.results(path).map(\.name) == [
                "schema", "file", "references", "feeds", "histories", "states", "counts", "open values", "full text",
                "provider directory", "insights", "registrations",
            ])
    }

    @Test func `finds nothing in an empty database, nor where old events are gone`() async throws {
        let test = try TestStore()
        #expect(try Self.findings(test.directory.file("referrals.db")) == [])
        let work = try await Self.work(seed: 4, engagements: 20)
        try await work.test.store.execute("DELETE FROM events WHERE seq <= 30")
        #expect(try Self.findings(work.test.directory.file("referrals.db")) == [])
        try await work.test.store.execute("DELETE FROM events")
        #expect(try Self.findings(work.test.directory.file("referrals.db")) == [])
    }

    private static let damages = [
        Damage("DELETE FROM rfis WHERE row = 2", "references", "engagements refers to something in rfis"),
        Damage("DELETE FROM events WHERE seq = 40", "feeds", "The feed of the operator lacks the event 40."),
        Damage("DELETE FROM events WHERE seq IN (40, 41)", "feeds", "of the operator lacks the events 40 to 41."),
        Damage(
            "DELETE FROM events WHERE rowid = (SELECT max(seq) FROM events)", "feeds", "was the last number given."),
        Damage("DELETE FROM events WHERE partner_seq = 7", "feeds", "The feed of the partner "),
        Damage("DELETE FROM events WHERE marketplace_seq = 1", "feeds", "of the marketplace market lacks the event 1."),
        Damage("UPDATE feeds SET last = last + 1 WHERE feed LIKE 'p%'", "feeds", "was the last number given."),
        Damage("DELETE FROM feeds WHERE feed = 'mmarket'", "feeds", "has events, and nowhere stands how many."),
        Damage("INSERT INTO feeds VALUES ('mother', 3)", "feeds", "marketplace other has no events, and 3 numbers"),
        Damage("DELETE FROM history WHERE engagement = 5 AND seq = 1", "histories", "numbers were given."),
        Damage("UPDATE engagements SET history_seq = history_seq + 1 WHERE row = 5", "histories", "up to"),
        Damage(
            "UPDATE history SET event = event + 1 WHERE engagement = 5 AND seq = 1", "histories",
            "does not name its event "),
        Damage(
            "UPDATE engagements SET open_until = open_until + 1 WHERE row = \(one(0))", "states",
            "is shown to expire at another instant than its own."),
        Damage(
            "UPDATE engagements SET next_clock = expires_at - 1 WHERE row = \(one(0))", "states",
            "waits for another instant than its next."),
        Damage(
            "UPDATE engagements SET hot_shown = 5 WHERE row = \(one(1))", "states", "is listed as hot until another"),
        Damage(
            "UPDATE engagements SET contact_count = contact_count + 1 WHERE row = 3", "states",
            "has another number of contacts than it counts."),
        Damage(
            "UPDATE engagement_counts SET count = count + 1 WHERE state = 1 AND partner_id = x''", "counts",
            "Of all partners, "),
        Damage("DELETE FROM engagement_counts WHERE partner_id <> x''", "counts", "Of the partner "),
        Damage("UPDATE clock_counts SET count = count + 1 WHERE clock = 2", "counts", "are said to be to expire by"),
        Damage("DELETE FROM clock_counts WHERE clock = 1", "counts", "0 engagements are said to be to be answered by"),
        Damage("UPDATE open_values SET amount = '7'", "open values", "is said to be 7 minor units of "),
        Damage("DELETE FROM open_values WHERE partner_id <> x''", "open values", "The open value of the partner "),
        Damage("INSERT INTO open_values VALUES (x'', 'CHF', '1')", "open values", "minor units of CHF, and is 0."),
        Damage("DELETE FROM engagement_text WHERE rowid = 3 << 20", "full text", "Full text lacks the request of the"),
        Damage(
            "DELETE FROM engagement_text WHERE rowid = (SELECT engagement << 20 | part FROM notes LIMIT 1)",
            "full text",
            "Full text lacks the note in part "),
        Damage(
            "UPDATE engagement_text SET body = 'other' WHERE rowid = (SELECT row << 20 | 1 FROM engagements WHERE name "
                + "IS NOT NULL LIMIT 1)", "full text", "Full text has another text for the name of the engagement "),
        Damage(
            "INSERT INTO engagement_text (rowid, owner, body) VALUES (3 << 20 | 900, 'a', 'b')", "full text",
            "Full text has a document too many, part 900 of the engagement "),
        Damage(
            "INSERT INTO engagement_text (rowid, owner, body) VALUES (9999 << 20, 'a', 'b')", "full text",
            "of an engagement that does not exist."),
        Damage("UPDATE notes SET body = 'other'", "full text", "Full text has another text for the note"),
        Damage("DELETE FROM listings WHERE row = 1", "provider directory", "is missing in the directory."),
        Damage(
            "UPDATE partner_signals SET answers = answers + 1", "provider directory",
            "Speed or reporting of the partner "),
        Damage(
            "UPDATE engagements SET outcome_clock = outcome_clock + 1 WHERE row = \(one(1))", "states",
            "waits for its outcome until another instant than its own."),
        Damage(
            "UPDATE insight_figures SET received = received + 1 WHERE partner_id = x''", "insights",
            "The insights of all partners in the month from "),
        Damage(
            "UPDATE insight_figures SET won_values = 'EUR 1' WHERE unit = 0", "insights", "The insights of the partner "
        ),
        Damage(
            "UPDATE insight_figures SET response_times = x'80'", "insights", "This could not be looked at to its end"),
        Damage("DELETE FROM insight_figures WHERE unit = 1", "insights", "rows of insights are missing."),
        Damage(
            "UPDATE insight_groups SET lost = lost + 1", "insights", "The insights of some country in the month from "),
        Damage("UPDATE partner_gaps SET no_date = no_date + 1", "insights", "is not what its engagements lack."),
        Damage("DELETE FROM partner_gaps", "insights", "has yet to tell is missing."),
        Damage("DELETE FROM past_deals WHERE engagement = \(one(2))", "insights", "is not among those of the past."),
        Damage("UPDATE past_deals SET words = x'00000000'", "insights", "is kept as being about something else."),
        Damage("DELETE FROM past_deal_keys", "insights", "is not found by something that it is about."),
    ]

    /// The first engagement in a state.
    private static func one(_ state: Int) -> String { "(SELECT row FROM engagements WHERE state = \(state) LIMIT 1)" }

    @Test func `finds and names each kind of damage`() async throws {
        let work = try await Self.work(seed: 5)
        let source = try Connection(path: work.test.directory.file("referrals.db"), mode: .readWriteCreate)
        for (index, damage) in Self.damages.enumerated() {
            let path = work.test.directory.file("damaged-\(index).db")
            try source.execute("VACUUM INTO '\(path)'")
            let connection = try Connection(path: path, mode: .readWriteCreate)
            try connection.execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            #expect(try connection.run(SQL(damage.script)) > 0, "\(damage.script) changes nothing")
            let results = try Self.results(path)
            let found = results.filter { $0.name == damage.check }.flatMap(\.findings)
            #expect(found.contains { $0.contains(damage.words) }, "\(damage.script): \(results)")
        }
    }

    @Test func `finds pages that were written over`() async throws {
        let work = try await Self.work(seed: 6, engagements: 20)
        let path = work.test.directory.file("broken.db")
        let source = try Connection(path: work.test.directory.file("referrals.db"), mode: .readWriteCreate)
        try source.execute("VACUUM INTO '\(path)'")
        let page = try source.first("SELECT page_size FROM pragma_page_size") { row in row.int(0) } ?? 4_096
        let root = try Connection(path: path, mode: .readOnly).first(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'engagements_updated'"
        ) { row in row.int(0) }
        let file = unsafe open(path, O_WRONLY)
        let garbage = [UInt8](repeating: 0xA5, count: 600)
        let place = Int(try #require(root) * page) - garbage.count
        #expect(unsafe pwrite(file, garbage, garbage.count, place) == garbage.count)
        close(file)
        let result = try #require(try Self.results(path).first { $0.name == "file" })
        #expect(result.count > 0)
    }

    @Test func `tells of a hundred findings, and how many there are`() async throws {
        let work = try await Self.work(seed: 7, engagements: 120)
        try await work.test.store.execute("UPDATE engagements SET history_seq = history_seq + 1")
        let result = try Self.results(work.test.directory.file("referrals.db")).first { $0.name == "histories" }
        let histories = try #require(result)
        #expect(histories.count >= 120)
        #expect(histories.findings.count == CheckResult.limit)
    }

    @Test func `asks for the migrations first`() throws {
        let test = try TestStore()
        test.store.stop()
        let path = test.directory.file("referrals.db")
        try Connection(path: path, mode: .readWriteCreate).execute(
            "DELETE FROM schema_migrations WHERE number = (SELECT max(number) FROM schema_migrations)")
        let results = try Self.results(path)
        #expect(results.map(\.name) == ["schema"])
        #expect(results[0].findings.first?.contains("was not applied: run `referrals migrate`") ?? false)
    }

    @Test func `refuses what is no database of this program`() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: StoreError.self) { try Checkup.run(on: directory.file("none.db")) { _ in } }
        let test = try TestStore()
        try Connection(path: test.directory.file("referrals.db"), mode: .readWriteCreate).execute(
            "INSERT INTO schema_migrations (number, name, checksum) VALUES (99, 'later', zeroblob(32))")
        #expect(throws: StoreError.self) { try Checkup.run(on: test.directory.file("referrals.db")) { _ in } }
    }
}
