import ReferralStore
import Referrals
import TestSupport
import Testing

/// A store in a directory of its own, with a clock that the test moves.
final class TestStore: Sendable {
    let directory: TemporaryDirectory
    let clock: TestClock
    let uptime: Uptime
    let environment: Environment
    let store: Store
    let session: any ReferralSession

    /// Opens the database of `directory`, a new one by default.
    init(
        _ directory: TemporaryDirectory? = nil, clock: TestClock = TestClock(), seed: UInt64 = 1,
        policy: ResponsePolicy = .standard, part: Store.Part = .service,
        onNextDue: @escaping @Sendable (Timestamp?) -> Void = { _ in },
        onFault: @escaping @Sendable (String) -> Void = { _ in },
        onOutbox: @escaping @Sendable (OutboxNews) -> Void = { _ in },
        onWaiting: @escaping @Sendable () -> Void = {}
    ) throws {
        let directory = try directory ?? TemporaryDirectory()
        let uptime = Uptime()
        self.directory = directory
        self.clock = clock
        self.uptime = uptime
        environment = Environment(clock: clock, seed: seed)
        var configuration = Store.Configuration(
            path: directory.file("referrals.db"), policy: Policy(response: policy), loops: 1,
            uptime: { uptime.milliseconds })
        configuration.part = part
        configuration.onNextDue = onNextDue
        configuration.onFault = onFault
        configuration.onOutbox = onOutbox
        configuration.onWaiting = onWaiting
        configuration.longReaders = 1
        configuration.appearancePause = .seconds(100_000)
        store = try Store(configuration, environment: environment)
        session = store.session(loop: 0)
    }

    deinit {
        store.stop()
    }

    func read<R: Sendable>(_ body: (any ReferralReader) throws(ReferralError) -> R) throws(ReferralError) -> R {
        try session.read(body)
    }

    func write<R: Sendable>(
        _ body: @escaping @Sendable (any ReferralTransaction) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        try await session.write(body)
    }
}

// MARK: - Data

extension TestStore {
    static let cause = Cause(actor: Actor(keyID: nil, role: "operator", name: "test"), requestID: "request")

    func partner(_ name: String = "Fabrikam") async throws -> Partner {
        try await write { store throws(ReferralError) in
            try AccessService(store).createPartner(name: name, email: nil, website: nil)
        }
    }

    /// An active profile with one location.
    func profile(of partner: Partner, country: String = "DE", name: String = "Fabrikam") async throws
        -> Profile
    {
        try await write { store throws(ReferralError) in
            let service = ProfileService(store, scope: .operator, cause: Self.cause)
            let profile = try service.create(
                for: partner.id, country: .make(country), .make(displayName: name))
            _ = try service.addLocation(to: profile.id, if: .any, .make(country: country))
            return try service.activate(profile.id, if: .any)
        }
    }

    /// An RFI with one engagement for each profile.
    @discardableResult
    func submit(
        _ inquiry: Inquiry = .make(), to profiles: [Profile], marketplace: MarketplaceID = .make()
    ) async throws -> RFIView {
        try await write { store throws(ReferralError) in
            try Self.requests(store).submit(.make(inquiry, to: profiles), marketplace: marketplace)
        }
    }

    /// RFIs of every marketplace in a transaction.
    static func requests(_ store: any ReferralTransaction) -> RFIService {
        RFIService(store, scope: .operator, cause: cause)
    }

    /// Does something with engagements in one transaction.
    func engagements<R: Sendable>(
        _ scope: Scope = .operator,
        _ body: @escaping @Sendable (EngagementService) throws(ReferralError) -> R
    ) async throws(ReferralError) -> R {
        try await write { store throws(ReferralError) in
            try body(EngagementService(store, scope: scope, cause: Self.cause))
        }
    }

    /// The engagements of an RFI, oldest first.
    func engagements(of rfi: RFIView) throws -> [Engagement] {
        var query = EngagementQuery()
        query.rfiID = rfi.rfi.id
        query.descending = false
        return try list(query).items.map(\.engagement)
    }

    func list(
        _ query: EngagementQuery = EngagementQuery(), _ scope: Scope = .operator, after: EngagementKey? = nil,
        limit: Int = 50
    ) throws -> Page<EngagementView, EngagementKey> {
        try read { reader throws(ReferralError) in
            try reader.engagements(query, scope, PageRequest(after: after, limit: limit))
        }
    }

    func summary(_ scope: Scope = .operator) throws -> EngagementSummary {
        try read { reader throws(ReferralError) in try reader.summary(scope) }
    }

    func history(_ id: ID<Engagement>) throws -> [HistoryEntry] {
        try read { reader throws(ReferralError) in
            try reader.history(of: id, PageRequest(limit: 200)).items
        }
    }
}
