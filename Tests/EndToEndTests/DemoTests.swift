import JSON
import SQLite
import TestSupport
import Testing

@Suite(.blocking) struct `A demo` {
    private static let arguments = ["demo", "--partners", "10", "--engagements", "150", "--seed", "3"]

    /// The key of a role in what the demo tells.
    private static func key(_ role: String, in output: String) throws -> String {
        let line = output.split(separator: "\n").first { $0.hasPrefix(role + " ") }
        return try String(#require(line?.split(separator: " ").dropFirst().first))
    }

    @Test func `fills a new database that can be served`() throws {
        let directory = try TemporaryDirectory()
        let (exit, output, _) = try Service.run(Self.arguments, in: directory)
        #expect(exit == .code(0))
        #expect(output.contains("10 partners, ") && output.contains(" 50 locations, "))
        try Ledger(directory).expectSound()

        let service = try Service(in: directory)
        #expect(try Service.run(["doctor"], in: directory).exit == .code(0))
        let operators = try service.client(Self.key("Operator", in: output))
        let counts = try operators.get("/v1/engagements/summary").expecting(200).json["counts"]
        let states = ["new", "active", "won", "lost", "declined", "expired", "withdrawn"]
        let all = states.compactMap { counts?[$0]?.integer }.reduce(0, +)
        #expect(all >= 150 && output.contains(" \(all) engagements ("))
        let partner = try service.client(Self.key("Partner", in: output))
        #expect(try partner.get("/v1/engagements").expecting(200).json["data"]?.elements.isEmpty == false)
        let marketplace = try service.client(Self.key("Marketplace", in: output))
        #expect(try marketplace.get("/v1/rfis").expecting(200).json["data"]?.elements.isEmpty == false)
        #expect(try marketplace.get("/v1/providers").expecting(200).json["data"]?.elements.isEmpty == false)
        try service.stop()
    }

    @Test func `ends now, and keeps its promises on the way`() throws {
        let directory = try TemporaryDirectory()
        let before = Wall.now
        #expect(try Service.run(Self.arguments, in: directory).exit == .code(0))
        let ledger = try Ledger(directory)
        let newest = try ledger.number("SELECT max(occurred_at) FROM events")
        #expect(newest <= Wall.now && newest > before - 30 * 86_400_000)
        #expect(try ledger.number("SELECT max(occurred_at) - min(occurred_at) FROM events") > 700 * 86_400_000)
        #expect(try ledger.number("SELECT count(*) FROM engagements WHERE state = 0 AND expires_at <= \(before)") == 0)
        let disorder = """
            SELECT count(*) FROM (SELECT occurred_at AS t, lag(occurred_at) OVER (ORDER BY seq) AS before FROM events)
            WHERE t < before
            """
        #expect(try ledger.number(disorder) == 0)
        #expect(try ledger.number("SELECT count(DISTINCT actor_role) FROM events") >= 3)
    }

    @Test func `is refused where there are partners, or a service`() throws {
        let directory = try TemporaryDirectory()
        let small = ["demo", "--partners", "1", "--engagements", "0"]
        #expect(try Service.run(small, in: directory).exit == .code(0))
        let again = try Service.run(small, in: directory)
        #expect(again.exit == .code(64) && again.output.isEmpty)
        #expect(again.errors.contains("There are partners in"))
        let service = try Service()
        let beside = try Service.run(small, in: service.directory)
        #expect(beside.exit == .code(1))
        #expect(beside.errors.contains("Another service has the database"))
        for wrong in [["--partners", "0"], ["--engagements", "-1"], ["--seed", "one"]] {
            #expect(try Service.run(["demo"] + wrong, in: TemporaryDirectory()).exit == .code(64))
        }
    }
}

@Suite(.blocking) struct `The doctor` {
    @Test func `says what it has looked at, and what is wrong, while the service runs`() throws {
        let service = try Service()
        let partner = try service.provider("Litware")
        let rfi = RFIText.make(to: [partner.profileID])
        _ = try service.marketplace().post("/v1/rfis", rfi).expecting(201)
        let sound = try Service.run(["doctor"], in: service.directory)
        #expect(sound.exit == .code(0))
        // Of the library it may know a fault.
        let lines = sound.output.split(separator: "\n").filter { !$0.hasPrefix("warning sqlite: ") }
        #expect(lines.allSatisfy { $0.hasPrefix("ok     ") }, "\(sound.output)")
        #expect(sound.output.contains("ok     feeds\n") && sound.output.contains("ok     full text\n"))

        try Connection(path: service.directory.file("referrals.db"), mode: .readWriteCreate)
            .execute("UPDATE engagement_counts SET count = 7 WHERE state = 0; DELETE FROM events WHERE seq = 2")
        let ill = try Service.run(["doctor"], in: service.directory)
        #expect(ill.exit == .code(1))
        #expect(ill.output.contains("failed counts: Of all partners, 7 engagements are said to be new, and 1 are.\n"))
        #expect(ill.output.contains("failed feeds: The feed of the operator lacks the event 2.\n"))
        #expect(ill.output.contains("ok     full text\n"))
        let told = try Service.run(["doctor", "--json"], in: service.directory)
        #expect(told.exit == .code(1) && told.errors == ill.errors)
        let report = try JSON.parse(Array(told.output.utf8))
        #expect(report["verdict"]?.text == "failed")
        let feeds = try #require(report["checks"]?.elements.first { $0["name"]?.text == "feeds" })
        #expect(feeds["findings"]?.elements.first?["text"]?.text == "The feed of the operator lacks the event 2.")
        try service.stop()
    }

    @Test func `looks at nothing that is not there`() throws {
        let directory = try TemporaryDirectory()
        let (exit, output, errors) = try Service.run(["doctor"], in: directory)
        #expect(exit == .code(64) && output.isEmpty)
        #expect(errors.contains("There is no database"))
    }
}
