import HTTP
import JSON
import Referrals

/// `/v1/insights`, its groups, and the similar deals of an engagement.
enum InsightHandlers {
    static let routes: [Route] = [
        .get(
            "/v1/insights", .partners, parameters: ["from", "to", "partnerId"], produces: [.json, .csv], insights),
        .get(
            "/v1/insights/groups", .operators, parameters: ["by", "from", "to", "limit", "cursor"],
            produces: [.json, .csv], groups),
        .get("/v1/engagements/{id}/similar", .partners, similar),
    ]

    private static func insights(_ exchange: Exchange) async throws -> Reply {
        let (period, endsAt) = try exchange.insightPeriod()
        let scope = try exchange.listScope(exchange.query)
        let isCSV = exchange.prefersCSV
        // Their routes are to lead an operator to the same partner's.
        let named = try exchange.authenticated().role.kind == .operator ? scope.partnerID : nil
        return try await exchange.watched(scope, [.own, .appearances], as: isCSV ? .csv : .json) {
            try exchange.session.read { reader throws(ReferralError) in
                let insights = try reader.insights(period, scope)
                return (insights, [endsAt, try reader.nextInstant(scope)].compactMap(\.self).min())
            }
        } reply: { insights in
            guard isCSV else { return Reply(.ok, body: .bytes(InsightBody.bytes(insights, naming: named))) }
            let months = insights.months.map { InsightGroup(name: $0.name, figures: $0.figures) }
            return InsightCSV.reply(months, by: .month)
        }
    }

    private static func groups(_ exchange: Exchange) async throws -> Reply {
        let names = InsightGrouping.allCases.map(\.rawValue).joined(separator: ", ")
        let grouping = try exchange.query.value("by", "Must be one of: \(names).", InsightGrouping.init) ?? .country
        let (period, endsAt) = try exchange.insightPeriod()
        guard period.otherDays.isEmpty else {
            throw Problem.parameter("from", "Groups are counted by month: from and to must be first days of months.")
        }
        if exchange.prefersCSV { return try await groupCSV(exchange, grouping, period, endsAt) }
        return try await exchange.list(
            Listing(scope: .operator, isLong: true, endsAt: endsAt) {
                reader, page throws(ReferralError) in
                try reader.insightGroups(grouping, period, page)
            } write: { group, _, json in
                InsightBody.write(group, to: &json)
            })
    }

    /// Every group in one answer, read page by page: no read of the database outlives a wait for the peer.
    private static func groupCSV(
        _ exchange: Exchange, _ grouping: InsightGrouping, _ period: InsightPeriod, _ endsAt: Timestamp?
    ) async throws -> Reply {
        for name in ["limit", "cursor"] where exchange.query[name] != nil {
            throw Problem.parameter(name, "CSV holds every group; this belongs to JSON.")
        }
        let export = GroupExport(exchange: exchange, grouping: grouping, period: period)
        return try await exchange.watched(.operator, as: .csv) {
            let first = try await export.page(after: nil)
            return (first, endsAt)
        } reply: { first in
            var reply = Reply(.ok, body: .stream { writer in try await export.write(from: first, to: writer) })
            reply.mediaType = .csv
            return reply
        }
    }

    private static func similar(_ exchange: Exchange) async throws -> Reply {
        let (id, scope): (ID<Engagement>, Scope) = (try exchange.id(), try exchange.scope())
        return try await exchange.watched(scope) {
            try await exchange.session.readLong { reader throws(ReferralError) in
                (try reader.similar(to: id, scope), nil)
            }
        } reply: { deals in
            Reply(.ok, body: .bytes(SimilarBody.bytes(deals)))
        }
    }
}

/// The figures of groups on their way out.
private struct GroupExport: Sendable {
    let exchange: Exchange
    let grouping: InsightGrouping
    let period: InsightPeriod

    func page(after name: String?) async throws -> Page<InsightGroup, String> {
        try await exchange.session.readLong { [grouping, period] reader throws(ReferralError) in
            try reader.insightGroups(grouping, period, PageRequest(after: name, limit: 200))
        }
    }

    /// Ends, with a broken connection, when the key does.
    func write(from first: Page<InsightGroup, String>, to writer: any BodyWriter) async throws {
        try await writer.write(InsightCSV.header(grouping) + InsightCSV.rows(first.items))
        var next = first.next
        while let name = next {
            try exchange.confirmCaller()
            let page = try await page(after: name)
            if !page.items.isEmpty { try await writer.write(InsightCSV.rows(page.items)) }
            next = page.next
        }
    }
}

extension Exchange {
    fileprivate var prefersCSV: Bool {
        Accept(request.fields.ascii("accept")).best(of: [.json, .csv]) == .csv
    }

    /// The period of `from` and `to`: left out, it ends with this month, and begins twelve months before its last one;
    /// and when it will be another one, should its end be left out.
    fileprivate func insightPeriod() throws -> (InsightPeriod, endsAt: Timestamp?) {
        let today = services.environment.now.day
        let expected = "Must be a date, such as 2026-01-31."
        let (from, to) = (try query.value("from", expected) { Day($0) }, try query.value("to", expected) { Day($0) })
        let nextMonth = today.startOfMonth.adding(months: 1)
        let end = to ?? nextMonth
        let period = try InsightPeriod(asked: from ?? InsightPeriod.usualStart(before: end), end)
        return (period, to == nil ? nextMonth.start : nil)
    }
}

extension InsightPeriod {
    fileprivate init(asked from: Day, _ to: Day) throws {
        do throws(Fault) {
            try self.init(from: from, to: to)
        } catch {
            switch error {
            case .empty: throw Problem.parameter("to", "Must be after from: the day itself is not included.")
            case .tooLong: throw Problem.parameter("from", "A period has at most \(Self.maximumMonths) months.")
            }
        }
    }
}
