import Glibc
import JSON
import SQLite
import TestSupport
import Testing

@Suite(.blocking) struct `The program` {
    @Test func `says its version`() throws {
        let (exit, output, _) = try Service.run(["--version"], in: TemporaryDirectory())
        #expect(exit == .code(0))
        #expect(output.contains(/^\d+\.\d+\.\d+\n$/))
    }

    @Test(arguments: [
        (["--help"], ["serve", "key", "migrate", "backup", "restore", "demo", "doctor", "webhook", "mail"]),
        (["backup", "--help"], ["<file>", "an earlier backup of that name is replaced", "--database"]),
        (["restore", "--help"], ["<file>", "--force", "--check", "Stop the service first"]),
        (["doctor", "--help"], ["--json", "--database"]),
        (["key", "--help"], ["create", "list", "revoke"]),
        (["webhook", "listen", "--help"], ["--port", "--secret", "REFERRALS_WEBHOOK_SECRET", "--status", "--json"]),
        (["mail", "preview", "--help"], ["newRFI", "webhookDisabled", "--hot", "--format"]),
        (["mail", "preview", "newRFI", "--hot"], ["To: Sue Smith", "Subject: "]),
        (["serve", "--help"], ["--response-window", "--max-connections", "REFERRALS_OPERATOR_KEY_FILE"]),
    ])
    func `explains itself`(_ arguments: [String], _ words: [String]) throws {
        let (exit, output, _) = try Service.run(arguments, in: TemporaryDirectory())
        #expect(exit == .code(0))
        for word in words { #expect(output.contains(word)) }
    }

    @Test(arguments: [
        ("PORT", "65536"), ("RESPONSE_WINDOW", "soon"), ("RATE_LIMIT", "many"), ("LOG_LEVEL", "loud"),
        ("OPERATOR_KEY", "short"), ("TRUSTED_PROXIES", "10.0.0.0/33"), ("BACKUP_EVERY", "0s"), ("BACKUP_KEEP", "0"),
    ])
    func `names a setting that is not valid`(_ name: String, _ value: String) throws {
        let (exit, output, errors) = try Service.run(["serve"], in: TemporaryDirectory(), [name: value])
        #expect(exit == .code(1))
        #expect(output.isEmpty)
        #expect(errors.contains("REFERRALS_" + name))
        #expect(name != "OPERATOR_KEY" || !errors.contains(value))
    }

    @Test(arguments: ["", ":memory:"])
    func `makes no key in a database that is no file`(_ path: String) throws {
        let arguments = ["key", "create", "--name", "x", "--role", "operator", "--database", path]
        let (exit, output, _) = try Service.run(arguments, in: TemporaryDirectory())
        #expect(exit == .code(64))
        #expect(output.isEmpty)
    }

    @Test func `revokes no key in a database that is not there`() throws {
        let directory = try TemporaryDirectory()
        let arguments = ["key", "list", "--database", directory.file("other.db")]
        let (exit, _, errors) = try Service.run(arguments, in: directory)
        #expect(exit == .code(64))
        #expect(errors.contains("There is no database"))
    }

    @Test func `names a flag that is not valid`() throws {
        let (exit, _, errors) = try Service.run(["serve", "--head-timeout", "0s"], in: TemporaryDirectory())
        #expect(exit == .code(1))
        #expect(errors.contains("--head-timeout"))
    }

    @Test func `refuses a flag that it does not know`() throws {
        let (exit, _, errors) = try Service.run(["serve", "--colour", "red"], in: TemporaryDirectory())
        #expect(exit == .code(64))
        #expect(errors.contains("--colour"))
    }

    @Test func `warns of a variable that is no setting, and serves`() throws {
        let service = try Service(["RESPONSE_WINDOWS": "3d", "WEBHOOK_SECRET": "whsec_"])
        #expect(try service.client(nil).get("/livez").status == 200)
        try service.stop()
        #expect(service.child.standardError.contains("REFERRALS_RESPONSE_WINDOWS is no setting"))
        #expect(!service.child.standardError.contains("WEBHOOK_SECRET"))
        #expect(service.child.standardError.contains("did you mean REFERRALS_RESPONSE_WINDOW?"))
    }

    @Test func `migrates once`() throws {
        let directory = try TemporaryDirectory()
        let first = try Service.run(["migrate"], in: directory)
        #expect(first.exit == .code(0))
        #expect(first.output.contains("was brought up to date by main_job"))
        let second = try Service.run(["migrate"], in: directory)
        #expect(second.exit == .code(0))
        #expect(second.output.hasSuffix("is up to date\n"))
    }

    @Test(arguments: [["serve"], ["migrate"], ["key", "list"], ["demo"], ["doctor"], ["backup", "backup.db"]])
    func `refuses the database of a newer version`(_ arguments: [String]) throws {
        let directory = try TemporaryDirectory()
        _ = try Service.run(["migrate"], in: directory)
        try Connection(path: directory.file("referrals.db"), mode: .readWriteCreate).execute(
            """
            INSERT INTO schema_migrations (number, name, checksum, applied_at)
            SELECT max(number) + 1, '9999_future.sql', checksum, applied_at FROM schema_migrations
            """)
        let (exit, output, errors) = try Service.run(arguments, in: directory)
        #expect(exit == .code(1))
        #expect(output.isEmpty)
        #expect(errors.contains("newer"))
    }

    @Test func `empties the log into the database unless a service has it open`() throws {
        let arguments = ["key", "create", "--name", "shell", "--role", "operator"]
        let directory = try TemporaryDirectory()
        #expect(try Service.run(arguments, in: directory).exit == .code(0))
        #expect(unsafe access(directory.file("referrals.db"), F_OK) == 0)
        #expect(unsafe access(directory.file("referrals.db-wal"), F_OK) != 0)
        let service = try Service()
        #expect(try Service.run(arguments, in: service.directory).exit == .code(0))
        #expect(!File.bytes(service.directory.file("referrals.db-wal")).isEmpty)
    }

    @Test func `migrates nothing while a service runs`() throws {
        let service = try Service()
        try Connection(path: service.directory.file("referrals.db"), mode: .readWriteCreate).execute(
            "DELETE FROM schema_migrations WHERE number = (SELECT max(number) FROM schema_migrations)")
        for command in [["key", "list"], ["migrate"]] {
            let (exit, _, errors) = try Service.run(command, in: service.directory)
            #expect(exit == .code(1))
            #expect(errors.contains("stop it first"))
        }
    }

    @Test func `makes, lists and revokes keys while the service runs`() throws {
        let service = try Service()
        let made = try Service.run(["key", "create", "--name", "shell", "--role", "operator"], in: service.directory)
        #expect(made.exit == .code(0))
        let key = made.output.trimmingSuffix { $0 == "\n" }
        #expect(key.contains(/^rk_[A-Za-z0-9_-]{43}$/))
        let client = try service.client(String(key))
        try expect(200, of: client)
        let me = try client.get("/v1/me").expecting(200)
        #expect(me.text("name") == "shell")
        let id = try #require(me.text("keyId"))

        let listed = try Service.run(["key", "list"], in: service.directory)
        #expect(listed.output.contains(id) && listed.output.contains("shell"))
        #expect(!listed.output.contains(key))
        let revoked = try Service.run(["key", "revoke", id], in: service.directory)
        #expect(revoked.exit == .code(0))
        try expect(401, of: client)
        #expect(try Service.run(["key", "list"], in: service.directory).output.isEmpty)
        #expect(try Service.run(["key", "revoke", id], in: service.directory).exit == .code(64))
    }

    /// Asks until a connection is answered with a status; what is asked a second from now or later must be.
    private func expect(_ status: Int, of client: Client) throws {
        let deadline = ContinuousClock.now + .seconds(1)
        while true {
            let asked = ContinuousClock.now
            if try client.get("/v1/me").status == status { return }
            try #require(asked < deadline, "not \(status) after a second")
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ isPart: (Character) -> Bool) -> Substring {
        var rest = self[...]
        while let last = rest.last, isPart(last) { rest.removeLast() }
        return rest
    }
}
