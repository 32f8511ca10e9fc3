import Glibc
import HTTPServer
import JSON
import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

@testable import referrals

@Suite struct `The doctor's exams` {
    private static func doctor(_ bench: Bench, _ environment: [String: String] = [:]) -> Doctor {
        Doctor(
            database: bench.database, settings: SettingsReport(SettingSources(environment: environment)),
            now: { bench.clock.now })
    }

    private static func diagnoses(_ bench: Bench, _ environment: [String: String] = [:]) throws -> [Diagnosis] {
        var all: [Diagnosis] = []
        try doctor(bench, environment).examine { all.append($0) }
        return all
    }

    private static func diagnosis(
        _ name: String, _ bench: Bench, _ environment: [String: String] = [:]
    ) throws -> Diagnosis {
        try #require(diagnoses(bench, environment).first { $0.name == name })
    }

    @Test func `find nothing wrong around a new database`() async throws {
        let all = try await Self.diagnoses(Bench()).filter { $0.name != "sqlite" }
        #expect(all.flatMap(\.findings) == [])
        #expect(all.suffix(6).map(\.name) == ["clock", "outbox", "settings", "files", "disk", "backup"])
        #expect(all.first?.lines == ["ok     schema"])
        #expect(all.last?.lines == ["ok     backup: REFERRALS_BACKUP_DIR is not set."])
    }

    @Test func `name settings that are not valid, and those that are none`() async throws {
        let bench = try await Bench()
        let wrong = try Self.diagnosis("settings", bench, ["REFERRALS_PORT": "http", "REFERRALS_RESPOND_BY": "soon"])
        #expect(wrong.verdict == .failed && wrong.findings.count == 2)
        #expect(wrong.lines[0] == #"failed settings: REFERRALS_PORT is "http": expected a number from 0 to 65535."#)
        let unknown = try Self.diagnosis("settings", bench, ["REFERRALS_PROT": "1"])
        #expect(unknown.lines == ["warning settings: REFERRALS_PROT is no setting: did you mean REFERRALS_PORT?"])
        let secret = try Self.diagnosis("settings", bench, ["REFERRALS_OPERATOR_KEY": "too short"])
        #expect(secret.verdict == .failed && !secret.lines[0].contains("too short"))
        #expect(try Self.diagnosis("backup", bench, ["REFERRALS_PORT": "x"]).detail?.contains("not looked at") == true)
    }

    @Test(
        arguments: [
            (0o644, 0o700, Diagnosis.Verdict.warning, "Others than its owner can read"),
            (0o620, 0o700, .failed, "Others than its owner can write"),
            (0o600, 0o707, .failed, "Everybody can write the folder"), (0o600, 0o775, .warning, "Its group can write"),
        ] as [(mode_t, mode_t, Diagnosis.Verdict, String)])
    func `see who may read and write`(file: mode_t, folder: mode_t, verdict: Diagnosis.Verdict, words: String)
        async throws
    {
        let bench = try await Bench()
        _ = unsafe chmod(bench.database, file)
        _ = unsafe chmod(bench.directory.path, folder)
        let found = FilesExam.look(at: bench.database)
        #expect(found.verdict == verdict && found.findings.first?.text.hasPrefix(words) == true)
        #expect(found.findings.allSatisfy { $0.text.contains("chmod") })
    }

    @Test func `see a key that others can read, and a second name`() async throws {
        let bench = try await Bench()
        let key = bench.directory.file("operator.key")
        try System.createPrivateFile(key, Array("rk_".utf8))
        _ = unsafe chmod(key, 0o604)
        _ = unsafe link(bench.database, bench.directory.file("second.db"))
        let found = FilesExam.look(at: bench.database)
        #expect(found.verdict == .warning && found.findings.count == 2)
        #expect(found.findings[0].text.contains("operator.key") && found.findings[1].text.contains("has 2 names"))
    }

    @Test func `see a clock that stands behind what was recorded`() async throws {
        let bench = try await Bench()
        bench.clock.advance(by: .hours(-1))
        let behind = try Self.diagnosis("clock", bench)
        #expect(behind.verdict == .warning && behind.findings[0].text.contains("1h 0m ahead"))
        bench.clock.advance(by: .days(-30))
        #expect(try Self.diagnosis("clock", bench).verdict == .failed)
        bench.clock.advance(by: .days(60))
        #expect(try Self.diagnosis("clock", bench).detail?.contains("29d 23h ago") == true)
    }

    @Test func `see what has waited too long`() async throws {
        let bench = try await Bench()
        try Connection(path: bench.database, mode: .readWriteCreate).execute(
            """
            INSERT INTO webhooks (id, feed, url, event_types, enabled, disabled_because, secret, version, created_at,
                updated_at)
            VALUES (randomblob(16), '', 'https://crm.example/', '*', 0, 'exhausted', zeroblob(32), 1, 0, 0)
            """)
        let found = try Self.diagnosis("outbox", bench)
        #expect(found.verdict == .warning, "\(found.lines)")
        #expect(found.lines[0].contains("1 webhook turned off after failures"))
        #expect(found.detail == "0 wait for webhooks, 0 for mail; REFERRALS_SMTP_URL is not set.")
    }

    @Test func `see a backup that is too old, or none`() async throws {
        let bench = try await Bench()
        let folder = TestFolder(in: bench.directory)
        let settings = ["REFERRALS_BACKUP_DIR": folder.path, "REFERRALS_BACKUP_EVERY": "6h"]
        #expect(try Self.diagnosis("backup", bench, settings).findings.first?.text.hasPrefix("There is none") == true)
        try System.rename(try bench.backUp(), to: folder.path + "/referrals-20261123T010000Z.db")
        let fresh = try Self.diagnosis("backup", bench, settings)
        #expect(fresh.verdict == .ok && fresh.detail?.hasPrefix("referrals-20261123T010000Z.db, 1h 0m old") == true)
        bench.clock.advance(by: .hours(6))
        #expect(try Self.diagnosis("backup", bench, settings).verdict == .warning)
        _ = unsafe chmod(folder.path, 0o777)
        #expect(try Self.diagnosis("backup", bench, settings).verdict == .failed)
        let absent = try Self.diagnosis("backup", bench, ["REFERRALS_BACKUP_DIR": folder.path + "/none"])
        #expect(absent.verdict == .failed)
    }

    @Test func `judge the library`() {
        #expect(LibraryExam.look(running: LibraryVersion(3, 51, 3), compiled: LibraryVersion(3, 40, 1)).verdict == .ok)
        #expect(
            LibraryExam.look(running: LibraryVersion(3, 51, 3), compiled: LibraryVersion(3, 53, 0)).verdict == .warning)
        #expect(
            LibraryExam.look(running: LibraryVersion(3, 40, 1), compiled: LibraryVersion(3, 40, 1)).verdict == .warning)
        #expect(
            LibraryExam.look(running: LibraryVersion(3, 36, 0), compiled: LibraryVersion(3, 36, 0)).verdict == .failed)
    }

    @Test func `look at no table of an older version`() async throws {
        let bench = try await Bench()
        try Connection(path: bench.database, mode: .readWriteCreate).execute(
            "DELETE FROM schema_migrations WHERE number = (SELECT max(number) FROM schema_migrations)")
        let all = try Self.diagnoses(bench)
        #expect(all.map(\.name) == ["schema", "settings", "files", "disk", "sqlite", "backup"])
        #expect(all[0].verdict == .failed)
    }

    @Test func `are told to programs`() async throws {
        let bench = try await Bench()
        var report = DoctorReport(database: bench.database)
        report.diagnoses = try Self.diagnoses(bench).filter { $0.name != "sqlite" }
        #expect(report.verdict == .ok)
        var ill = Diagnosis("disk", detail: "full.")
        ill.fail("Make room.")
        report.diagnoses = [ill]
        let expected =
            #"{"database":"\#(bench.database)","verdict":"failed","checks":[{"name":"disk","verdict":"failed","#
            + #""detail":"full.","findings":[{"verdict":"failed","text":"Make room."}],"more":0}]}"#
        #expect(report.json == expected && report.verdict == .failed)
    }
}
