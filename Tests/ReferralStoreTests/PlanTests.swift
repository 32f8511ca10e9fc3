import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

/// Every statement finds its rows by an index: what serves a request never reads a whole table.
@Suite struct PlanTests {
    @Test func `no statement scans a table or sorts`() async throws {
        var work = try await RandomWork(seed: 5)
        try await work.run(engagements: 45)
        let test = work.test
        try await Self.readEverything(work)
        try await Registered.touchEverything(test)
        try await Self.useWebhooks(work)
        try await Self.writeTheRest(work)
        let statements = try await test.store.preparedStatements().filter(Self.servesRequests)
        #expect(statements.count > 90)
        let connection = try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
        for statement in statements {
            let values = [SQLite.Value](repeating: .null, count: Self.parameterCount(statement))
            let plan = try connection.all(SQL("EXPLAIN QUERY PLAN \(statement)"), values) { row in row.text(3)
            }
            for line in plan {
                #expect(
                    Self.isAllowed(line, hasLimit: statement.contains("LIMIT")),
                    "\(line) in: \(statement.suffix(300))")
            }
        }
    }

    private static func isAllowed(_ line: String, hasLimit: Bool) -> Bool {
        let harmless = [
            "SEARCH ", "MERGE ", "LEFT", "RIGHT", "SCALAR SUBQUERY", "CORRELATED SCALAR SUBQUERY",
            "LIST SUBQUERY",
            "SCAN CONSTANT ROW",
            // The rows that a list has found, of which there are as many as it shows.
            "SCAN wanted VIRTUAL TABLE INDEX 1:",
        ]
        if harmless.contains(where: line.hasPrefix) { return true }
        guard line.hasPrefix("SCAN ") else { return false }
        if line.contains("USING INDEX") || line.contains("USING COVERING INDEX") { return hasLimit }
        // Of full text: by words (M) or by row (=).
        return line.contains("VIRTUAL TABLE") && (line.contains(":M") || line.hasSuffix(":="))
    }

    /// All but transactions, settings, and the one look at start for the greatest instant.
    private static func servesRequests(_ statement: String) -> Bool {
        ["SELECT", "INSERT", "UPDATE", "DELETE"].contains { statement.hasPrefix($0) }
            && !statement.contains("actor_role <> 'clock'") && !statement.contains("sqlite_schema")
            && !statement.contains("schema_migrations")
    }

    /// The greatest number behind a question mark.
    private static func parameterCount(_ statement: String) -> Int {
        statement.split(separator: "?").dropFirst().compactMap { Int($0.prefix { $0.isNumber }) }.max() ?? 0
    }

    private static func readEverything(_ work: RandomWork) async throws {
        let (test, id) = (work.test, try #require(work.ids.first))
        let partner = Scope.partner(work.partners[0])
        let period = try InsightPeriod(from: .make("2026-01-15"), to: .make("2027-03-09"))
        try test.read { reader throws(ReferralError) in
            _ = try reader.similar(to: id, .operator)
            for grouping in InsightGrouping.allCases {
                _ = try reader.insightGroups(grouping, period, PageRequest(limit: 1))
            }
        }
        for scope in [Scope.operator, partner, .marketplace(.make())] {
            try readLists(work, scope)
            try test.read { reader throws(ReferralError) in
                _ = try reader.summary(scope)
                _ = try reader.nextInstant(scope)
                _ = try reader.nextMissedOutcome()
                _ = try reader.profiles(ProfileQuery(), scope, PageRequest(limit: 2))
                _ = try reader.engagement(id, scope)
                _ = try reader.engagementView(id, scope)
                _ = try reader.insights(period, scope)
                _ = try reader.feedBounds(scope)
                _ = try reader.events(scope, after: 2, .everything, limit: 2)
                _ = try reader.event(scope, seq: 1)
            }
        }
        try readProviders(work)
        try test.read { reader throws(ReferralError) in
            _ = try reader.keys(KeyQuery(), PageRequest())
            _ = try reader.key(ID(high: 1, low: 1))
            _ = try reader.credential(digest: [])
            _ = try reader.partners(statuses: nil, PageRequest())
            _ = try reader.contacts(of: id, PageRequest())
            _ = try reader.contact(ID(high: 1, low: 1), of: id)
            _ = try reader.notes(of: id, PageRequest())
            _ = try reader.note(ID(high: 1, low: 1), of: id)
            _ = try reader.history(of: id, PageRequest())
            _ = try reader.webhookQueues()
            _ = try reader.waitingDeliveries(limit: 2)
            _ = try reader.webhookQueue(ID(high: 1, low: 1))
            _ = try reader.storedReply(IdempotencyKey(owner: "o", value: "v", fingerprint: []))
            try readMail(reader)
        }
    }

    private static func readMail(_ reader: any ReferralReader) throws(ReferralError) {
        var failed = NotificationQuery()
        failed.statuses = [.failed]
        _ = try reader.notifications(NotificationQuery(), PageRequest(limit: 1))
        _ = try reader.notifications(failed, PageRequest(limit: 1))
        _ = try reader.dueNotifications(limit: 2)
        _ = try reader.nextNotificationAt()
        _ = try reader.queuedNotifications(limit: 2)
        _ = try reader.newRequests(waitingFor: EmailAddress(stored: "ada@example.com"), limit: 2)
        _ = try reader.digest(ID(high: 1, low: 1), to: EmailAddress(stored: "ada@example.com"))
        _ = try reader.sentNotifications(after: reader.now)
    }

    private static func readProviders(_ work: RandomWork) throws {
        var narrow = ProviderQuery()
        narrow.search = try SearchQuery("fabri")
        narrow.services = [Tag(stored: "migration")]
        narrow.country = .make("DE")
        narrow.position = Position(latitude: 0, longitude: 0)
        for query in [ProviderQuery(), narrow] {
            try work.test.read { reader throws(ReferralError) in
                let page = try reader.providers(query, PageRequest(limit: 1))
                _ = try reader.providers(query, PageRequest(after: page.next, limit: 1))
            }
        }
        let inquiry = Inquiry.make(tags: ["erp"])
        try work.test.read { reader throws(ReferralError) in
            _ = try reader.alternatives(
                for: inquiry, besides: AskedProviders(profiles: [work.profiles[0].id]), limit: 5)
            _ = try reader.alternatives(
                for: .make(), besides: AskedProviders(profiles: [work.profiles[0].id]), limit: 5)
        }
    }

    private static func readLists(_ work: RandomWork, _ scope: Scope) throws {
        for descending in [true, false] {
            var rfis = RFIQuery()
            rfis.descending = descending
            rfis.created = TimeRange(after: work.test.clock.now - .days(3), before: work.test.clock.now)
            for statuses in [nil, [.open]] as [[RFI.Status]?] {
                rfis.statuses = statuses
                let query = rfis
                _ = try work.test.read { reader throws(ReferralError) in
                    try reader.rfis(query, scope, PageRequest(after: work.rfis[3].rfi.id, limit: 2))
                }
            }
            for sort in EngagementQuery.Sort.allCases {
                try readList(work, scope) { query in
                    query.sort = sort
                    query.descending = descending
                }
            }
        }
        try readList(work, scope) { $0.crmID = "CRM-1" }
        try readList(work, scope) { $0.rfiID = work.rfis[0].rfi.id }
        try readList(work, scope) { $0.states = [.new] }
        let search = try SearchQuery("contoso called")
        try readList(work, scope) { $0.search = search }
    }

    /// Two pages, so that a key stands in the statement too.
    private static func readList(
        _ work: RandomWork, _ scope: Scope, _ change: (inout EngagementQuery) -> Void
    ) throws {
        var query = EngagementQuery()
        change(&query)
        let first = try work.test.list(query, scope, limit: 3)
        if let next = first.next { _ = try work.test.list(query, scope, after: next, limit: 200) }
    }

    /// Every statement of webhooks and deliveries, of each kind of owner.
    private static func useWebhooks(_ work: RandomWork) async throws {
        let test = work.test
        for owner in [Scope.operator, .partner(work.partners[0]), .marketplace(.make())] {
            let webhook = try await test.webhook(owner)
            _ = try await test.write { store throws(ReferralError) in
                let service = WebhookService(store, scope: .operator, cause: TestStore.cause)
                _ = try service.test(webhook.id, if: .any) { _ in [] }
                return try service.redeliver(to: webhook.id, if: .any, after: 0, until: nil)
            }
            let due = try #require(try test.due(webhook))
            try await test.attempt(due, 410)
            try test.read { reader throws(ReferralError) in
                _ = try reader.webhooks(owner, PageRequest(after: webhook.id, limit: 1))
                _ = try reader.deliveries(of: webhook.id, DeliveryQuery(), PageRequest(after: due.delivery.id))
            }
            guard owner != .operator else { continue }
            try await test.write { store throws(ReferralError) in try store.deleteWebhook(webhook.id) }
        }
    }

    private static func writeTheRest(_ work: RandomWork) async throws {
        let (test, id, profile) = (work.test, try #require(work.ids.last), work.profiles[0])
        test.clock.advance(by: .days(100))
        try await test.session.settle()
        try await test.write { store throws(ReferralError) in
            let notes = EngagementService(store, scope: .operator, cause: TestStore.cause)
            let note = try notes.addNote(to: id, if: .any, body: "one")
            var patch = NotePatch()
            patch.body = "two"
            _ = try notes.updateNote(note.id, of: id, if: .any, patch)
            try notes.removeNote(note.id, of: id, if: .any)
            let access = AccessService(store)
            let key = try access.createKey(
                NewAPIKey(name: "k", role: .reviewer, expiresAt: nil), digest: Array(repeating: 0, count: 32))
            try access.revokeKey(key.id)
            var partner = PartnerPatch()
            partner.name = "Other"
            _ = try access.updatePartner(profile.partnerID, if: .any, partner)
            try store.store(
                StoredReply(status: 201, location: nil, tag: nil, body: KeptBody([])),
                for: IdempotencyKey(owner: "o", value: "v", fingerprint: []))
            let waiting = try store.dueNotifications(limit: 2).map(\.id)
            try NotificationService(store).settle(waiting, .postponed("later"), .standard, random: 0)
            try store.holdNotifications(to: EmailAddress(stored: "ada@example.com"), until: store.now)
            try ProfileService(store, scope: .operator, cause: TestStore.cause).delete(profile.id, if: .any)
        }
        for rfi in work.rfis {
            _ = try await test.write { store throws(ReferralError) in
                try TestStore.requests(store).erase(rfi.rfi.id, if: .any)
            }
        }
        await test.session.forgetOverwritten()
    }
}
