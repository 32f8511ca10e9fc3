import Glibc
import HTTPServer
import ReferralStore
import SQLite
import TestSupport
import Testing

@testable import referrals

@Suite struct `The file of a backup` {
    @Test func `is for its owner, and replaced by a newer one`() async throws {
        let bench = try await Bench()
        let file = try bench.backUp()
        #expect(System.status(file)?.permissions == 0o600)
        try await bench.addKey("second")
        try bench.backUp()
        #expect(try bench.keys(file) == ["first", "second"])
        #expect(try bench.files() == ["referrals.db", "backup.db"])
    }

    @Test(arguments: ["backup.db-wal", "backup.db-journal"])
    func `is not put beside the log of another database`(_ log: String) async throws {
        let bench = try await Bench()
        try write("left", to: bench.directory.file(log))
        let error = #expect(throws: StartError.self) { try bench.backUp() }
        #expect(error?.description.contains("is the log of another database") == true)
        #expect(try bench.files() == ["referrals.db", log])
    }

    @Test func `is not made where its database lies`() async throws {
        let bench = try await Bench()
        let job = BackupJob(database: bench.database, file: bench.directory.file("x.db"), draft: bench.database)
        let error = #expect(throws: StartError.self) { _ = try job.run() }
        #expect(error?.description.contains("give what you want to copy another name") == true)
        #expect(try bench.keys() == ["first"])
    }

    @Test func `may be an empty file, as mktemp makes it`() async throws {
        let bench = try await Bench()
        try write("", to: bench.directory.file("backup.db"))
        #expect(throws: Never.self) { try bench.backUp() }
    }

    @Test(arguments: [
        "referrals.db", "referrals.db-wal", "referrals.db-shm", "referrals.db-journal", "referrals.db.lock",
        "operator.key",
    ])
    func `is not the database, nor what belongs to it`(_ name: String) async throws {
        let bench = try await Bench()
        let error = #expect(throws: StartError.self) { try bench.backUp(name) }
        #expect(error?.description.contains("is the database itself, or belongs to it") == true)
        #expect(try bench.keys() == ["first"])
    }

    @Test func `is not the database by another name`() async throws {
        let bench = try await Bench()
        let (hard, soft) = (bench.directory.file("hard.db"), bench.directory.file("soft.db"))
        #expect(unsafe link(bench.database, hard) == 0 && symlink(bench.database, soft) == 0)
        for name in [
            "hard.db", "soft.db", "./referrals.db", "../\(FilePath.name(of: bench.directory.path))/referrals.db",
        ] {
            let error = #expect(throws: StartError.self) { try bench.backUp(name) }
            #expect(error?.description.contains("is the database itself") == true, "\(name)")
        }
        let linked = BackupJob(database: soft, file: bench.database, draft: bench.database + ".draft")
        #expect(throws: StartError.self) { try linked.run() }
        #expect(try bench.keys() == ["first"])
    }

    @Test func `is no link, no folder, and in a folder that is there`() async throws {
        let bench = try await Bench()
        let folder = TestFolder(in: bench.directory)
        _ = unsafe symlink("/nowhere/x.db", bench.directory.file("link.db"))
        for (name, words) in [
            ("link.db", "is a link"), ("backups", "is a folder"), ("none/x.db", "There is no folder"),
        ] {
            let error = #expect(throws: StartError.self) { try bench.backUp(name) }
            #expect(error?.description.contains(words) == true)
        }
        #expect(try folder.names().isEmpty)
    }

    @Test func `is nothing that is no backup of this program`() async throws {
        let bench = try await Bench()
        try write("Dear diary", to: bench.directory.file("diary"))
        try Connection(path: bench.directory.file("other.db"), mode: .plain).execute("CREATE TABLE t (a)")
        for name in ["diary", "other.db"] {
            let error = #expect(throws: StartError.self) { try bench.backUp(name) }
            #expect(error?.description.contains("no backup of Referrals") == true)
        }
        #expect(File.bytes(bench.directory.file("diary")) == Array("Dear diary".utf8))
    }

    @Test func `is no database of another service`() async throws {
        let (bench, other) = (try await Bench(), try await Bench())
        let open = try Connection(path: other.database, mode: .readWriteCreate)
        let job = BackupJob(database: bench.database, file: other.database, draft: other.database + ".draft")
        let error = #expect(throws: StartError.self) { try job.run() }
        #expect(error?.description.contains("is a database in use") == true)
        withExtendedLifetime(open) {}
    }

    @Test func `is whole or is none`() async throws {
        let bench = try await Bench()
        let file = try bench.backUp()
        #expect(BackupFile.isWhole(file))
        #expect(!BackupFile.isWhole(bench.database), "it has a log when it is open")
        let size = try #require(System.fileSize(file))
        #expect(unsafe truncate(file, size - 4_096) == 0)
        #expect(!BackupFile.isWhole(file) && !BackupFile.isWhole(bench.directory.path))
    }

    @Test func `is as it was when the copy does not succeed`() async throws {
        let bench = try await Bench()
        let file = try bench.backUp()
        let before = File.bytes(file)
        try await bench.addKey("second")
        let stopped = BackupJob(database: bench.database, file: file, draft: file + ".draft", goesOn: { false })
        #expect(throws: StartError.self) { try stopped.run() }
        #expect(File.bytes(file) == before)
        #expect(try bench.files() == ["referrals.db", "backup.db"])
    }

    @Test func `leaves alone what is in the way of its draft`() async throws {
        let bench = try await Bench()
        try write("mine", to: bench.directory.file("backup.db.draft"))
        _ = unsafe chmod(bench.directory.file("backup.db.draft"), 0o644)
        let error = #expect(throws: StartError.self) { try bench.backUp() }
        #expect(error?.description.contains("is in the way") == true)
        #expect(File.bytes(bench.directory.file("backup.db.draft")) == Array("mine".utf8))
    }

    private func write(_ text: String, to path: String) throws {
        try System.createPrivateFile(path, Array(text.utf8))
    }
}
