import Glibc
import HTTPServer
import Referrals
import Synchronization
import TestSupport
import Testing

@testable import ReferralAPI
@testable import referrals

@Suite struct `The keeper of backups` {
    /// A keeper whose alarm the test rings.
    private final class Watch {
        let bench: Bench
        let folder: TestFolder
        let lines = LoggedLines()
        let keeper: BackupKeeper
        private let alarm: Alarm

        private final class Alarm: Sendable {
            let instant = Mutex<Timestamp?>(nil)
        }

        /// The clock moves on by so many milliseconds with each look.
        init(_ bench: Bench, keep: Int = 3, tick: Int64 = 0) throws {
            let alarm = Alarm()
            let clock = bench.clock
            self.bench = bench
            self.alarm = alarm
            folder = TestFolder(in: bench.directory)
            keeper = BackupKeeper(
                BackupKeeper.Configuration(
                    database: bench.database, folder: try .open(folder.path, for: bench.database), every: .hours(6),
                    keep: keep),
                clock: {
                    clock.advance(by: .milliseconds(tick))
                    return clock.now
                },
                alarm: { instant in alarm.instant.withLock { $0 = instant } }, logger: lines.logger)
        }

        /// What the alarm is set to.
        var next: Timestamp? { alarm.instant.withLock { $0 } }

        /// Lets the time pass until the alarm rings.
        func ring() throws {
            bench.clock.set(max(try #require(next), bench.clock.now))
            keeper.look()
        }
    }

    @Test func `takes one when it is due, and keeps the newest`() async throws {
        let watch = try await Watch(Bench())
        watch.keeper.start()
        #expect(try watch.folder.names().isEmpty && watch.keeper.figures.standing == .overdue)
        for _ in 0..<5 { try watch.ring() }
        #expect(
            try watch.folder.names() == [
                "referrals-20261123T140000Z.db", "referrals-20261123T200000Z.db", "referrals-20261124T020000Z.db",
            ])
        let figures = watch.keeper.figures
        #expect(figures.standing == .ok && figures.newest == watch.bench.clock.now && figures.made == 5)
        #expect(figures.bytes == System.fileSize(watch.folder.path + "/referrals-20261124T020000Z.db"))
        #expect(watch.next == watch.bench.clock.now + .hours(6))
        #expect(watch.lines.all.count == 7 && watch.lines.all.allSatisfy { $0.hasPrefix("info backup") })
    }

    @Test func `takes none before it is due after a restart`() async throws {
        let bench = try await Bench()
        let first = try Watch(bench)
        first.keeper.start()
        try first.ring()
        bench.clock.advance(by: .hours(5))
        let second = try Watch(bench)
        second.keeper.start()
        #expect(second.keeper.figures.newest == first.keeper.figures.newest && second.keeper.figures.standing == .ok)
        #expect(second.next == first.next)
        second.keeper.look()
        #expect(second.keeper.figures.made == 0)
    }

    @Test func `touches nothing else in the folder`() async throws {
        let watch = try await Watch(Bench(), keep: 1)
        let others = [
            "referrals-20200101T000000Z.db", "referrals-20200101T000000Z.db.gz", "notes.txt", "referrals-20200102.db",
        ]
        for name in others { try System.createPrivateFile(watch.folder.path + "/" + name, Array("mine".utf8)) }
        watch.keeper.start()
        for _ in 0..<3 { try watch.ring() }
        #expect(try watch.folder.names() == (others + ["referrals-20261123T140000Z.db"]).sorted())
    }

    @Test func `is not led astray by a backup of a time to come`() async throws {
        let watch = try await Watch(Bench())
        let file = try watch.bench.backUp()
        try System.rename(file, to: watch.folder.path + "/referrals-20360101T000000Z.db")
        watch.keeper.start()
        #expect(watch.keeper.figures.newest == nil && watch.keeper.figures.standing == .overdue)
        for _ in 0..<2 { try watch.ring() }
        #expect(watch.keeper.figures.made == 2 && watch.next == watch.bench.clock.now + .hours(6))
    }

    @Test func `leaves those of a time to come, and never removes the one that it has made`() async throws {
        let watch = try await Watch(Bench(), keep: 1)
        let file = try watch.bench.backUp()
        try System.rename(file, to: watch.folder.path + "/referrals-20360101T000000Z.db")
        watch.keeper.start()
        for _ in 0..<2 { try watch.ring() }
        #expect(
            try watch.folder.names() == ["referrals-20261123T080000Z.db", "referrals-20360101T000000Z.db"])
    }

    @Test func `takes the first one although time passes while it looks`() async throws {
        let watch = try await Watch(Bench(), tick: 1)
        watch.keeper.start()
        try watch.ring()
        #expect(watch.keeper.figures.made == 1)
    }

    @Test func `says why one has failed, and tries again until it succeeds`() async throws {
        let watch = try await Watch(Bench())
        watch.keeper.start()
        try watch.ring()
        let aside = watch.bench.directory.file("aside.db")
        try System.rename(watch.bench.database, to: aside)
        bench(watch, at: .hours(6), expects: .minutes(1))
        let figures = watch.keeper.figures
        #expect(figures.standing == .failed && figures.failed == 1 && figures.fault.contains("referrals.db"))
        #expect(watch.lines.all.last?.hasPrefix("error backup fault=") == true)
        #expect(watch.lines.all.last?.contains("nextAttempt=2026-11-23T08:01:00.000Z") == true)
        try watch.ring()
        #expect(watch.keeper.figures.failed == 2 && watch.next == watch.bench.clock.now + .minutes(2))
        try System.rename(aside, to: watch.bench.database)
        try watch.ring()
        #expect(watch.keeper.figures.standing == .ok && watch.next == watch.bench.clock.now + .hours(6))
        #expect(try watch.folder.names().count == 2)
    }

    private func bench(_ watch: Watch, at span: TimeSpan, expects pause: TimeSpan) {
        watch.bench.clock.advance(by: span)
        watch.keeper.look()
        #expect(watch.next == watch.bench.clock.now + pause)
    }

    @Test func `does nothing more once it is stopped`() async throws {
        let watch = try await Watch(Bench())
        watch.keeper.start()
        await watch.keeper.stop()
        try watch.ring()
        #expect(try watch.folder.names().isEmpty && watch.keeper.figures.failed == 0)
    }

    @Test func `is told of by the probe and by the metrics`() async throws {
        let watch = try await Watch(Bench())
        #expect(BackupProbe.look(at: nil).word == "off")
        watch.keeper.start()
        let none = BackupProbe.look(at: watch.keeper.figures)
        #expect(none.word == "overdue" && none.isReady && none.detail.contains("There is no backup yet."))
        try watch.ring()
        watch.bench.clock.advance(by: .minutes(5))
        let some = BackupProbe.look(at: watch.keeper.figures)
        #expect(some.word == "ok" && some.detail.contains("begun 5m 0s ago: referrals-20261123T020000Z.db"))
        let names = MetricsSource.families(of: watch.keeper.figures).map { "\($0.name)" }
        #expect(
            names == [
                "referrals_backup_last_success_timestamp_seconds", "referrals_backup_size_bytes",
                "referrals_backup_failing", "referrals_backup_attempts_total",
            ])
    }
}

@Suite struct `The folder of backups` {
    @Test func `is made for its owner when it is absent`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("backups")
        _ = try BackupFolder.open(path, for: "referrals.db")
        #expect(System.status(path)?.permissions == 0o700)
        _ = unsafe rmdir(path)
        let error = #expect(throws: StartError.self) {
            try BackupFolder.open(directory.file("a/b"), for: "referrals.db")
        }
        #expect(error?.description.contains("can't be made") == true)
    }

    @Test(arguments: [0o702, 0o720, 0o777, 0o1777] as [mode_t])
    func `is refused when others can write it`(_ mode: mode_t) throws {
        let directory = try TemporaryDirectory()
        let folder = TestFolder(in: directory, mode: mode)
        let error = #expect(throws: StartError.self) { try BackupFolder.open(folder.path, for: "referrals.db") }
        #expect(error?.description.contains("chmod go-w") == true)
    }

    @Test(.enabled(if: System.user == 0, "only root gives a folder away")) func `is refused when it is another's`()
        throws
    {
        let directory = try TemporaryDirectory()
        let folder = TestFolder(in: directory)
        try #require(unsafe chown(folder.path, 65_534, 65_534) == 0)
        let error = #expect(throws: StartError.self) { try BackupFolder.open(folder.path, for: "referrals.db") }
        #expect(error?.description.contains("chown") == true)
    }

    @Test func `is refused when it is a file`() async throws {
        let bench = try await Bench()
        #expect(throws: StartError.self) { try BackupFolder.open(bench.database, for: bench.database) }
    }

    @Test func `holds no database that is named as a backup`() async throws {
        let bench = try await Bench()
        let database = bench.directory.file("referrals-20261123T020000Z.db")
        try System.rename(bench.database, to: database)
        let error = #expect(throws: StartError.self) { try BackupFolder.open(bench.directory.path, for: database) }
        #expect(error?.description.contains("give it another name") == true)
        #expect(throws: Never.self) { try BackupFolder.open(bench.directory.path, for: bench.database) }
    }

    @Test func `is one service's`() throws {
        let directory = try TemporaryDirectory()
        let place = TestFolder(in: directory)
        let folder = try BackupFolder.open(place.path, for: "referrals.db")
        let lock = try folder.take()
        let error = #expect(throws: StartError.self) { try folder.take() }
        #expect(error?.description.contains("Another service keeps its backups") == true)
        withExtendedLifetime((lock, place)) {}
    }
}
