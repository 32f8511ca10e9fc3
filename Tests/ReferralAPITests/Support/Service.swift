// The whole service in this process, without sockets: requests go straight into the interface, onto a real database.

import ContractSupport
import HTTP
import Logging
import ReferralAPI
import ReferralStore
import Referrals
import SQLite
import Synchronization
import TestSupport
import Testing

/// A service of its own for a test: a new database, a clock that stands until the test moves it, and no rate limit.
///
/// ```swift
/// let service = try Service()
/// let referral = try await service.referral(directContact: true)
/// let answer = try await service.get("/v1/engagements/\(referral.engagement)", referral.partner.key)
/// #expect(answer["directContact.hot"] == .bool(true))
/// ```
///
/// Every answer is held against `openapi.yaml`; what breaks it fails the test.
final class Service: Sendable {
    /// What a test may choose.
    struct Settings: Sendable {
        var rateLimit: RateLimit?
        var corsOrigins: [String] = []
        var publicURL: String?
        var policy = ResponsePolicy.standard
        var eventRetention = TimeSpan.days(90)
        var parts: [ServiceStatus.Part] = [
            .init(name: "database", isReady: true, detail: "Takes writes."),
            .init(name: "disk", isReady: true, detail: "Has room."),
            .init(name: "webhooks", isReady: true, detail: "Nothing waits."),
            .init(name: "backup", isReady: true, word: "overdue", detail: "There is no backup yet."),
        ]
        var isStopping = false
        var requestLog = RequestLog.none
        var metricsKey: String?
        var metricsAreOpen = false
        /// Where webhooks may go, and what their hosts resolve to.
        var addresses = AddressPolicy()
        var hosts: [String: String] = [:]
        var seed: UInt64 = 1
    }

    /// The operator key of the environment.
    static let operatorKey = "operator-key-of-the-environment-1"

    /// `openapi.yaml`, read once.
    static let contract = Result { try Contract.load(Repository.root) }

    let directory: TemporaryDirectory
    let clock: TestClock
    /// What waits and looks for other processes are measured by.
    let uptime = Uptime()
    let environment: Environment
    let store: Store
    let api: API

    /// Opens the database of `directory`, a new one by default.
    init(
        _ settings: Settings = Settings(), directory: TemporaryDirectory? = nil,
        clock: TestClock = TestClock()
    ) throws {
        let directory = try directory ?? TemporaryDirectory()
        self.directory = directory
        self.clock = clock
        environment = Environment(clock: clock, seed: settings.seed)
        var storage = Store.Configuration(
            path: directory.file("referrals.db"),
            policy: Policy(response: settings.policy, eventRetention: settings.eventRetention), loops: 1,
            uptime: { [uptime] in uptime.milliseconds })
        storage.longReaders = 1
        storage.appearancePause = .seconds(100_000)
        store = try Store(storage, environment: environment)
        var configuration = SharedAPI.Configuration(uptime: { clock.now.milliseconds })
        configuration.operatorKey = Self.operatorKey
        configuration.rateLimit = settings.rateLimit
        configuration.corsOrigins = settings.corsOrigins
        configuration.publicURL = settings.publicURL
        configuration.requestLog = settings.requestLog
        configuration.metricsKey = settings.metricsKey
        configuration.metricsAreOpen = settings.metricsAreOpen
        configuration.addresses = settings.addresses
        configuration.resolveHost = { host in settings.hosts[host].flatMap { IPAddress($0) }.map { [$0] } ?? [] }
        let shared = SharedAPI(
            configuration, environment: environment, cursorSecret: store.cursorSecret,
            status: ServiceStatus {
                settings.parts
            } isStopping: {
                settings.isStopping
            },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        api = API(shared, session: store.session(loop: 0))
    }

    deinit { store.stop() }

    /// How many rows each table has, and all versions summed up: what a refused request leaves as it was.
    func figures() throws -> [Int64] {
        let connection = try Connection(path: directory.file("referrals.db"), mode: .readOnly)
        let tables = [
            "events", "history", "engagements", "partners", "profiles", "locations", "keys", "rfis",
            "contacts",
            "notes", "idempotency", "solutions", "registrations", "registration_messages", "webhooks",
            "deliveries",
        ]
        let versioned = [
            "engagements", "partners", "profiles", "rfis", "contacts", "notes", "solutions", "registrations",
            "webhooks",
        ]
        let counts = try tables.flatMap {
            try connection.all(SQL("SELECT count(*) FROM \($0)")) { $0.int(0) }
        }
        return try counts
            + versioned.flatMap { try connection.all(SQL("SELECT total(version) FROM \($0)")) { $0.int(0) } }
    }
}

// MARK: - Requests

extension Service {
    /// Sends a request, its body as JSON text. A body without a `Content-Type` gets the one that its method takes;
    /// nil for the key sends none.
    @discardableResult
    func send(
        _ method: Method, _ target: String, _ key: String? = Service.operatorKey, _ body: String? = nil,
        headers: [(String, String)] = [], from address: String = "192.0.2.1",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(
            method, target, key, bytes: body.map { Array($0.utf8) }, headers: headers, from: address,
            sourceLocation: sourceLocation)
    }

    /// Sends a request with any bytes as its body.
    @discardableResult
    func send(
        _ method: Method, _ target: String, _ key: String? = Service.operatorKey, bytes: [UInt8]?,
        headers: [(String, String)] = [], from address: String = "192.0.2.1",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        var all = headers
        if let key { all.append(("Authorization", "Bearer \(key)")) }
        if bytes != nil, !headers.contains(where: { $0.0.lowercased() == "content-type" }) {
            let type = method == .patch ? "application/merge-patch+json" : "application/json"
            all.append(("Content-Type", type))
        }
        let request = try Request(method, target, headers: all, body: bytes ?? [])
        let response = await api.respond(to: request, from: address)
        let answer = try await Answer(response, to: method)
        let violations = try Self.contract.get().check(
            method: method.name, path: request.target.path, status: answer.status, headers: answer.headers,
            body: answer.body)
        for violation in violations {
            Issue.record("breaks openapi.yaml: \(violation)", sourceLocation: sourceLocation)
        }
        return answer
    }

    @discardableResult
    func get(
        _ target: String, _ key: String? = Service.operatorKey, headers: [(String, String)] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(.get, target, key, headers: headers, sourceLocation: sourceLocation)
    }

    @discardableResult
    func post(
        _ target: String, _ key: String? = Service.operatorKey, _ body: String? = nil,
        headers: [(String, String)] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(.post, target, key, body, headers: headers, sourceLocation: sourceLocation)
    }

    @discardableResult
    func patch(
        _ target: String, _ key: String? = Service.operatorKey, _ body: String,
        headers: [(String, String)] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(.patch, target, key, body, headers: headers, sourceLocation: sourceLocation)
    }

    @discardableResult
    func delete(
        _ target: String, _ key: String? = Service.operatorKey, headers: [(String, String)] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(.delete, target, key, headers: headers, sourceLocation: sourceLocation)
    }
}

extension Service {
    /// Whether the text stands in any answer that is stored for a replay.
    func keepsReplayOf(_ text: String) throws -> Bool {
        let connection = try Connection(path: directory.file("referrals.db"), mode: .readOnly)
        let bodies = try connection.all("SELECT body FROM idempotency") { $0.blob(0) }
        return bodies.contains { String(decoding: $0, as: UTF8.self).contains(text) }
    }
}
