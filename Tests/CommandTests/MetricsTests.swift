import ReferralStore
import Referrals
import TestSupport
import Testing

@testable import HTTPServer
@testable import ReferralAPI
@testable import referrals

@Suite struct `The metrics of the parts` {
    private struct Parts {
        let directory: TemporaryDirectory
        let clock = TestClock()
        let store: Store
        let meters: Meters

        init() throws {
            directory = try TemporaryDirectory()
            let environment = Environment(clock: clock, seed: 1)
            let meters = Meters(started: clock.now)
            var configuration = Store.Configuration(path: directory.file("referrals.db"), loops: 1, uptime: { 0 })
            configuration.onCommit = meters.countCommit
            configuration.onCheckpoint = meters.countCheckpoint
            store = try Store(configuration, environment: environment)
            self.meters = meters
        }

        /// The lines of samples, by series.
        func series() async -> [Substring: Substring] {
            let source = MetricsSource(
                meters: meters, store: store, session: store.session(loop: 0), database: directory.file("referrals.db"),
                droppedLines: { 7 }, server: { ServerFigures() })
            let text = String(decoding: MetricsText(await source.families()).bytes, as: UTF8.self)
            let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            return Dictionary(
                uniqueKeysWithValues: lines.compactMap { line in
                    line.lastIndex(of: " ").map { (line[..<$0], line[line.index(after: $0)...]) }
                })
        }

        func addPartner() async throws(ReferralError) {
            _ = try await store.write { transaction throws(ReferralError) in
                try AccessService(transaction).createKey(
                    NewAPIKey(name: "k", role: .operator, expiresAt: nil), digest: [UInt8](repeating: 1, count: 32))
            }
        }
    }

    @Test func `count commits, and what shared them`() async throws {
        let parts = try Parts()
        defer { parts.store.stop() }
        try await parts.addPartner()
        let series = await parts.series()
        #expect(series["referrals_writer_batch_writes_count"] == "1")
        #expect(series["referrals_writer_batch_writes_sum"] == "1.0")
        #expect(series["referrals_writer_commit_duration_seconds_count"] == "1")
        #expect(series["referrals_writer_failures_total"] == "0")
        #expect(series["referrals_log_dropped_lines_total"] == "7")
        #expect(series["referrals_database_readable"] == "1")
        #expect(series["referrals_database_size_bytes"].flatMap { Int($0) } ?? 0 > 0)
        #expect(series[#"referrals_outbox_waiting{channel="mail"}"#] == "0")
    }

    @Test func `are told without what the database can't tell`() async throws {
        let parts = try Parts()
        try await parts.addPartner()
        #expect(await parts.series()["referrals_events_total"] != nil)
        parts.store.stop()
        let series = await parts.series()
        #expect(series["referrals_events_total"] == nil)
        #expect(series["referrals_database_readable"] == "0")
        #expect(series["referrals_writer_batch_writes_count"] == "1")
        #expect(series["process_resident_memory_bytes"] != nil)
    }

    @Test func `tell failed transactions and attempts apart from others`() async throws {
        let parts = try Parts()
        defer { parts.store.stop() }
        parts.meters.countCommit(3, nil)
        parts.meters.countCheckpoint(true)
        for isDelivered in [true, true, false] { parts.meters.countDelivery(isDelivered) }
        for result in [MailResult.sent, .postponed("later"), .refused("never")] { parts.meters.countMail(result) }
        let series = await parts.series()
        #expect(series["referrals_writer_failures_total"] == "1")
        #expect(series["referrals_writer_batch_writes_count"] == "0")
        #expect(series[#"referrals_database_checkpoints_total{outcome="failed"}"#] == "1")
        #expect(series[#"referrals_outbox_attempts_total{channel="webhook",outcome="delivered"}"#] == "2")
        #expect(series[#"referrals_outbox_attempts_total{channel="webhook",outcome="failed"}"#] == "1")
        for outcome in ["delivered", "postponed", "refused"] {
            #expect(series[#"referrals_outbox_attempts_total{channel="mail",outcome="\#(outcome)"}"#] == "1")
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.8.0.1", true), ("::1", true), ("localhost", true), ("0.0.0.0", false), ("::", false),
        ("192.0.2.1", false), ("referrals.internal", false), ("unix:/run/referrals.sock", false),
    ])
    func `are for all where only this machine comes`(host: String, isOpen: Bool) throws {
        let loader = ConfigurationLoader(
            sources: SettingSources(flags: ["host": host], environment: [:], readFile: { _ in [] }))
        #expect(try loader.load().configuration.isForThisMachine == isOpen)
    }
}
