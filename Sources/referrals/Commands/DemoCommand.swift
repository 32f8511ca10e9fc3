import ArgumentParser
import HTTPServer
import ReferralAPI
import ReferralStore
import Referrals

/// Fills a new database, so that there is something to look at.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Fills a new database with a made-up marketplace.",
        discussion: """
            Two years of requests, answers, wins and losses that end now; the same seed makes the same ones. \
            Companies, people, addresses and telephone numbers are made up; cities are real, so that distances are \
            those of a map.
            """)

    @Option(help: "How many partners, 1 to 5000. They have about five locations each.") var partners = 200
    @Option(help: "About how many engagements, 0 to 1000000.") var engagements = 20_000
    @Option(help: "What the made-up things come from.") var seed: UInt64 = 1
    @OptionGroup var options: DatabaseOptions

    func validate() throws {
        guard (1...5_000).contains(partners) else { throw ValidationError("--partners takes 1 to 5000.") }
        guard (0...1_000_000).contains(engagements) else { throw ValidationError("--engagements takes 0 to 1000000.") }
    }

    func run() async throws {
        let path = try options.path()
        let lock = try DatabaseLock.take(path)
        try await options.withStore(making: true) { store in try await Self.expectEmpty(store, path) }
        let end = Environment.live.now
        let report = try await fill(path, until: end)
        System.writeToStandardOutput(Array(report.utf8))
        withExtendedLifetime(lock) {}
    }

    /// The secret of cursors and the keys are random: what is made from the seed is made in a database that exists.
    private func fill(_ path: String, until end: Timestamp) async throws -> String {
        let environment = Demo.environment(seed: seed, until: end)
        // A made-up past has nobody to tell, and all its events; the service forgets what is older than its retention.
        let policy = Policy(eventRetention: .days(36_500), notifies: false)
        let store = try Store(
            Store.Configuration(path: path, policy: policy, loops: 1, uptime: System.uptime), environment: environment)
        defer { store.stop() }
        do throws(ReferralError) {
            let demo = Demo(in: store, partners: partners, engagements: engagements, seed: seed, until: end)
            try await demo.run()
            return try await DemoReport(store).text(path)
        } catch { throw StartError(error.sentence) }
    }

    private static func expectEmpty(_ store: Store, _ path: String) async throws {
        let partners = try store.session(loop: 0).read { reader throws(ReferralError) in
            try reader.partners(statuses: nil, PageRequest(limit: 1)).items
        }
        guard partners.isEmpty else {
            throw ValidationError("There are partners in \(path) already: name a new database with --database.")
        }
    }
}
