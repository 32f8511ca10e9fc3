import Glibc
import JSON
import SQLite
import Synchronization
import TestSupport
import Testing

@Suite(.blocking) struct `A backup` {
    @Test func `is taken while the service writes, and holds every write that was answered before`() throws {
        let service = try Service()
        let target = try TemporaryDirectory()
        let client = try service.client()
        func add(_ range: Range<Int>) throws {
            for number in range {
                _ = try client.post("/v1/partners", #"{"name":"Partner \#(number)"}"#).expecting(201)
            }
        }
        try add(0..<20)
        let backup = try Service.start(["backup", target.file("backup.db")], in: service.directory)
        try add(20..<60)
        #expect(try backup.wait() == .code(0), "\(backup.standardError)")
        #expect(backup.standardOutput.hasPrefix("Wrote \(target.file("backup.db")) in "))
        #expect(backup.standardOutput.contains("0 engagements, schema "))
        try add(60..<70)

        let restored = try TemporaryDirectory()
        let restore = try Service.run(["restore", target.file("backup.db")], in: restored)
        #expect(restore.exit == .code(0), "\(restore.errors)")
        let doctor = try Service.run(["doctor"], in: restored)
        #expect(doctor.exit == .code(0), "\(doctor.output)")
        let names = try Ledger(restored).texts("SELECT name FROM partners ORDER BY id")
        #expect(names == (0..<names.count).map { "Partner \($0)" }, "nothing is missing in between")
        #expect((20...60).contains(names.count))
        try service.stop()
    }

    @Test func `is put back: what came after it is kept aside, and who follows a feed is told`() throws {
        let directory = try TemporaryDirectory()
        let backup = directory.file("backup.db")
        let first = try Service(in: directory)
        let partner = try first.provider("Litware")
        #expect(try Service.run(["backup", backup], in: directory).exit == .code(0))
        let marketplace = try first.marketplace()
        _ = try marketplace.post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201)
        let last = try #require(first.client().get("/v1/events?after=latest").expecting(200).json["lastSeq"]?.integer)

        let served = try Service.run(["restore", backup, "--force"], in: directory)
        #expect(served.exit == .code(1) && served.errors.contains("Another service has the database"))
        try first.stop()
        let unforced = try Service.run(["restore", backup], in: directory)
        #expect(unforced.exit == .code(1) && unforced.errors.contains("--force"))
        let check = try Service.run(["restore", "--check", backup], in: directory)
        #expect(check.exit == .code(0) && check.output.contains("is sound and can be restored"))
        let restore = try Service.run(["restore", backup, "--force"], in: directory)
        #expect(restore.exit == .code(0), "\(restore.errors)")
        let aside = try #require(restore.output.firstMatch(of: /former database is (\S+);/)).1

        let second = try Service(in: directory)
        let client = try second.client()
        #expect(try client.get("/v1/events?after=\(last)").status == 400)
        #expect(try client.get("/v1/engagements").expecting(200).json["data"]?.elements.isEmpty == true)
        _ = try second.marketplace().post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201)
        try second.stop()
        try second.ledger().expectSound()
        let old = try Connection(path: String(aside), mode: .readOnly)
        #expect(try old.first("SELECT count(*) FROM engagements") { row in row.int(0) } == 1)
    }

    /// Where it is when the signal comes is not known, but there is only one thing that may be left: a whole backup.
    @Test(arguments: [SIGINT, SIGTERM]) func `that is asked to end leaves nothing, or is done`(_ signal: Int32) throws {
        let (directory, target) = (try TemporaryDirectory(), try TemporaryDirectory())
        #expect(try Service.run(["migrate"], in: directory).exit == .code(0))
        try Connection(path: directory.file("referrals.db"), mode: .readWriteCreate).execute(
            """
            CREATE TABLE padding (bytes BLOB);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40)
            INSERT INTO padding SELECT zeroblob(1000000) FROM n
            """)
        let (file, draft) = (target.file("backup.db"), target.file("backup.db.draft"))
        let child = try Service.start(["backup", file], in: directory)
        let deadline = ContinuousClock.now + .seconds(120)
        while !exists(draft), !exists(file) { try #require(ContinuousClock.now < deadline, "it does not begin") }
        child.send(signal)
        let exit = try child.wait()
        #expect(exit == .code(exists(file) ? 0 : 1))
        #expect(exists(file) || child.standardError.contains("Nothing was kept."), "\(child.standardError)")
        for suffix in ["", "-journal", "-wal", "-shm"] { #expect(!exists(draft + suffix)) }
    }

    private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    @Test func `is taken by the service itself, and not again after a restart`() throws {
        let (directory, backups) = (try TemporaryDirectory(), try TemporaryDirectory())
        let settings = ["BACKUP_DIR": backups.path, "BACKUP_EVERY": "1d"]
        let first = try Service(in: directory, settings)
        let client = try first.client()
        let deadline = ContinuousClock.now + .seconds(120)
        while try part(client)["status"]?.text != "ok" { try #require(ContinuousClock.now < deadline, "no backup") }
        #expect(try part(client)["detail"]?.text?.contains("The last verified backup was begun") == true)
        let metrics = try first.client(nil).get("/metrics").expecting(200).text
        #expect(metrics.contains("\nreferrals_backup_failing 0\n") && metrics.contains(#"{outcome="done"} 1"#))
        try first.stop()

        let second = try Service(in: directory, settings)
        #expect(try part(second.client())["status"]?.text == "ok")
        #expect(
            try second.client(nil).get("/metrics").text.contains(#"referrals_backup_attempts_total{outcome="done"} 0"#))
        let other = try Service.run(["serve"], in: TemporaryDirectory(), settings)
        #expect(other.exit == .code(1) && other.errors.contains("Another service keeps its backups in"))
        try second.stop()
        let doctor = try Service.run(["doctor"], in: directory, settings)
        #expect(doctor.exit == .code(0) && doctor.output.contains("ok     backup: referrals-"), "\(doctor.output)")
    }

    @Test func `is off unless a folder is named, which others can't write`() throws {
        let service = try Service()
        #expect(try part(service.client())["status"]?.text == "off")
        #expect(try !service.client(nil).get("/metrics").text.contains("referrals_backup"))
        let open = try TemporaryDirectory()
        _ = unsafe chmod(open.path, 0o777)
        let refused = try Service.run(["serve"], in: TemporaryDirectory(), ["BACKUP_DIR": open.path])
        #expect(refused.exit == .code(1) && refused.errors.contains("chmod go-w"))
    }

    @Test(arguments: [["backup"], ["restore"], ["backup", ""], ["backup", "a", "b"]])
    func `needs a file`(_ arguments: [String]) throws {
        #expect(try Service.run(arguments, in: TemporaryDirectory()).exit == .code(64))
    }

    /// What an operator is told of backups.
    private func part(_ client: Client) throws -> JSON {
        try #require(client.get("/readyz").expecting(200).json["parts"]?["backup"])
    }
}

@Suite(.blocking) struct `A second program beside the service` {
    private final class Signal: Sendable {
        let isGiven = Atomic(false)
    }

    /// As Litestream does it: a look that lasts, rows of its own, and checkpoints of every kind.
    private static func replicate(_ path: String, until signal: Signal) throws -> Int {
        let writer = try Connection(path: path, mode: .readWriteCreate)
        try writer.execute("CREATE TABLE IF NOT EXISTS _replica_seq (id INTEGER PRIMARY KEY, seq INTEGER)")
        let reader = try Connection(path: path, mode: .readOnly)
        var rounds = 0
        while !signal.isGiven.load(ordering: .acquiring) || rounds < 20 {
            rounds += 1
            try reader.transaction(.deferred) { reader in
                _ = try reader.first("SELECT count(*) FROM partners") { row in row.int(0) }
                try writer.run("INSERT INTO _replica_seq (seq) VALUES (?1)", [Value(rounds)])
                _ = try writer.first("PRAGMA wal_checkpoint(PASSIVE)") { row in row.int(0) }
            }
            let mode = ["PASSIVE", "RESTART", "TRUNCATE"][rounds % 3]
            _ = try writer.first(SQL("PRAGMA wal_checkpoint(\(mode))")) { row in row.int(0) }
        }
        return rounds
    }

    @Test func `reads, writes and makes checkpoints, and nothing is lost or refused`() async throws {
        let service = try Service()
        let signal = Signal()
        let path = service.directory.file("referrals.db")
        let client = try service.client()
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask(executorPreference: BlockingThreads.shared) { try Self.replicate(path, until: signal) }
            for number in 0..<80 {
                _ = try client.post("/v1/partners", #"{"name":"Partner \#(number)"}"#).expecting(201)
            }
            signal.isGiven.store(true, ordering: .releasing)
            let rounds = try await group.next()
            #expect(try #require(rounds) >= 20)
        }
        #expect(try client.get("/v1/partners?limit=200").expecting(200).json["data"]?.elements.count == 80)
        let doctor = try Service.run(["doctor"], in: service.directory)
        #expect(doctor.exit == .code(0), "\(doctor.output)")
        let target = try TemporaryDirectory()
        #expect(try Service.run(["backup", target.file("backup.db")], in: service.directory).exit == .code(0))
        try service.stop()
        try service.ledger().expectSound()
        #expect(try service.ledger().number("SELECT count(*) FROM partners") == 80)
        #expect(!service.child.standardError.contains(" error "), "\(service.child.standardError)")
    }
}
