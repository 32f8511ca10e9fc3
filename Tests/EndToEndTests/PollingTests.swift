// A 304 says: what you have is what you would get. This holds it to that, while everything changes that can: through
// the interface, behind its back, by restarts, and by time alone.

import JSON
import Referrals
import SQLite
import TestSupport
import Testing

@Suite(.blocking) struct `A 304` {
    @Test(arguments: 1...3 as ClosedRange<UInt64>) func `is never wrong`(_ seed: UInt64) throws {
        let polling = try Polling(seed: seed)
        for _ in 1...250 {
            try polling.change()
            for _ in 1...4 { try polling.poll() }
        }
        #expect(polling.unchanged > 50, "few were told that nothing changed")
        #expect(polling.excused < polling.unchanged / 10, "many changed meanwhile")
    }
}

/// A service under change, and callers who poll it.
private final class Polling {
    /// For how long the commits of other processes may go unseen, in milliseconds.
    private static let freshness: Int64 = 500
    private static let settings = [
        "RESPONSE_WINDOW": "1500ms", "RESPOND_BY": "400ms", "HOT_WINDOW": "800ms", "EXPIRY_REMINDER": "200ms",
    ]

    private enum Role: String, CaseIterable { case `operator`, partner, customer }

    private struct Target: Hashable, Comparable {
        let role: Role
        let path: String

        static func < (one: Target, other: Target) -> Bool {
            (one.role.rawValue, one.path) < (other.role.rawValue, other.path)
        }
    }

    private struct Seen {
        let tag: String
        let body: String
    }

    /// How many answers were 304, and of how many of them the content changed before it was looked at.
    private(set) var unchanged = 0
    private(set) var excused = 0

    private var random: SplitMix64
    private var service: Service
    private let partner: Provider
    private let customerKey: String
    private var clients: [Role: Client] = [:]
    private var seen: [Target: Seen] = [:]
    private var engagements: [String] = []
    private var rfis: [String] = []
    private var foreignCommit: Int64 = 0
    private var number = 0

    init(seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        service = try Service(Self.settings)
        partner = try service.provider("Litware")
        customerKey = try service.makeKey("marketplace", #","marketplaceId":"shop""#)
        try connect()
        try submit()
    }

    private func connect() throws {
        clients = [
            .operator: try service.client(), .partner: try service.client(partner.key),
            .customer: try service.client(customerKey),
        ]
    }

    private func client(_ role: Role) throws -> Client {
        guard let client = clients[role] else { throw Failure("no client") }
        return client
    }

    // MARK: Changes

    /// Does one thing, which the state may forbid.
    func change() throws {
        number += 1
        switch Int.random(in: 0..<40, using: &random) {
        case 0..<6: try submit()
        case 6..<10: try act("/accept", AcceptText.make("Deal \(number)"))
        case 10..<12: try act("/decline", #"{"reason":"spam"}"#)
        case 12..<14: try act("/win", #"{"note":"won \#(number)"}"#)
        case 14..<17: try act("/notes", #"{"body":"note \#(number)"}"#)
        case 17..<20: try act("/contacts", #"{"name":"Ann \#(number)","emails":["ann@contoso.com"]}"#)
        case 20..<23: _ = try client(.partner).patch(engagement, #"{"crmId":"crm \#(number)"}"#)
        case 23..<25: _ = try client(.partner).patch(profile, #"{"displayName":"Litware \#(number)"}"#)
        case 25: _ = try client(.operator).patch("/v1/partners/\(partner.partnerID)", #"{"name":"P \#(number)"}"#)
        case 26: _ = try client(.customer).post("/v1/rfis/\(random.pick(rfis))/withdraw")
        case 27: try changeElsewhere()
        case 28: try restart()
        case 29..<32: try letTimePass()
        default: break
        }
    }

    private var engagement: String { "/v1/engagements/\(random.pick(engagements))" }
    private var profile: String { "/v1/profiles/\(partner.profileID)" }

    private func act(_ action: String, _ body: String) throws {
        _ = try client(.partner).post(engagement + action, body)
    }

    private func submit() throws {
        let body = RFIText.make(to: [partner.profileID], directContact: !random.oneIn(3))
        rfis.append(try client(.customer).post("/v1/rfis", body).expecting(201).id())
        engagements.append(try partnersNewest())
    }

    private func partnersNewest() throws -> String {
        let list = try client(.partner).get("/v1/engagements?limit=1").expecting(200)
        guard let id = list.json["data"]?[0]?["id"]?.text else { throw Failure("no engagement") }
        return id
    }

    /// Changes something as another process does.
    private func changeElsewhere() throws {
        let connection = try Connection(
            path: service.directory.file("referrals.db"), mode: .readWriteCreate, busyTimeout: patience)
        let statements: [SQL] = [
            "UPDATE engagements SET crm_id = ?1, version = version + 1 WHERE row = (SELECT max(row) FROM engagements)",
            "UPDATE partners SET name = ?1, version = version + 1", "UPDATE keys SET name = ?1",
            "UPDATE profiles SET display_name = ?1, version = version + 1",
            "UPDATE profile_names SET display_name = ?1",
        ]
        try connection.run(random.pick(statements), [.text("Elsewhere \(number)")])
        foreignCommit = Wall.now
        guard random.oneIn(2) else { return }
        try client(.partner).idle(until: foreignCommit + Self.freshness + 1)
        try pollMany()
    }

    private func restart() throws {
        try service.stop()
        service = try Service(in: service.directory, Self.settings)
        try connect()
    }

    /// Waits for the next instant at which time alone changes something.
    private func letTimePass() throws {
        guard let next = try instants(after: Wall.now).min() else { return }
        try client(.partner).idle(until: next)
        try pollMany()
    }

    /// The instants of engagements after another: their hot windows and recommended times end, or they expire.
    private func instants(after instant: Int64) throws -> [Int64] {
        try service.ledger().texts(
            """
            SELECT hot_until FROM engagements WHERE hot_until > \(instant)
            UNION ALL SELECT respond_by FROM engagements WHERE respond_by > \(instant)
            UNION ALL SELECT expires_at FROM engagements WHERE expires_at > \(instant)
            """
        ).compactMap { Int64($0) }
    }

    // MARK: Polls

    /// Polls something.
    func poll() throws { try poll(anything()) }

    /// Polls again much of what has been seen.
    private func pollMany() throws {
        for target in seen.keys.sorted().shuffled(using: &random).prefix(40) { try poll(target) }
    }

    /// Asks whether something has changed since it was last seen, and for what it is now.
    private func poll(_ target: Target) throws {
        let (client, path) = (try client(target.role), target.path)
        guard let known = seen[target] else { return remember(try client.get(path).expecting(200), target) }
        let start = Wall.now
        try client.send(
            text: client.request("GET", path, nil, ["If-None-Match: \(known.tag)"]) + client.request("GET", path))
        let (first, fresh) = (try client.answer(), try client.answer().expecting(200))
        let end = Wall.now
        remember(fresh, target)
        guard first.status == 304 else {
            _ = try first.expecting(200)
            return
        }
        unchanged += 1
        guard fresh.text != known.body else { return }
        excused += 1
        let mayBeUnseen = start - foreignCommit <= Self.freshness
        let isTime = try instants(after: start).contains { $0 <= end }
        #expect(mayBeUnseen || isTime, "304 for \(target.role) \(path), but \(difference(known.body, fresh.text))")
    }

    /// Where two texts part.
    private func difference(_ one: String, _ other: String) -> String {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        let same = zip(one, other).prefix { $0 == $1 }.count
        let parts = [one, other].map { String(decoding: $0.dropFirst(max(same - 40, 0)).prefix(120), as: UTF8.self) }
        return parts.joined(separator: " became ")
    }

    private func remember(_ answer: Answer, _ target: Target) {
        guard let tag = answer["ETag"] else { return }
        seen[target] = Seen(tag: tag, body: answer.text)
    }

    private func anything() -> Target {
        let role = random.pick(Role.allCases)
        let shared = [
            "/v1/engagements", "/v1/engagements?hot=true", "/v1/engagements?overdue=true&sort=expiresAt",
            "/v1/engagements?status=archived&limit=3", "/v1/engagements?q=note", "/v1/engagements/summary",
            engagement, engagement + "/notes", engagement + "/contacts", engagement + "/history", profile,
            "/v1/profiles", "/v1/me",
        ]
        let customers = ["/v1/rfis", "/v1/rfis/\(random.pick(rfis))"]
        let paths =
            switch role {
            case .operator: shared + customers + ["/v1/keys", "/v1/partners"]
            case .partner: shared
            case .customer: customers
            }
        return Target(role: role, path: random.pick(paths))
    }
}
