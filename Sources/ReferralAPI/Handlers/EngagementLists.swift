import HTTP
import JSON
import Referrals

/// `/v1/engagements`, its CSV and its summary.
enum EngagementLists {
    private static let filters = [
        "status", "outcome", "source", "hot", "overdue", "overdueOutcome", "missing", "q", "crmId", "country", "rfiId",
        "createdAfter",
        "createdBefore", "updatedAfter", "updatedBefore", "expiresBefore", "sort", "partnerId",
    ]

    static let routes: [Route] = [
        .get(
            "/v1/engagements", .partners, parameters: filters + ["limit", "cursor"], produces: [.json, .csv],
            list),
        .get("/v1/engagements/summary", .partners, parameters: ["partnerId"], summary),
    ]

    private static func list(_ exchange: Exchange) async throws -> Reply {
        let scope = try exchange.listScope(exchange.query)
        let accept = exchange.request.fields.ascii("accept")
        let isCSV = accept != nil && Accept(accept).best(of: [.json, .csv]) == .csv
        if let reply = exchange.unchanged(scope, as: isCSV ? .csv : .json) { return reply }
        let query = try EngagementQuery(exchange)
        guard !isCSV else { return try await csv(exchange, query, scope) }
        return try await exchange.list(
            Listing(
                scope: scope, isLong: query.isLong, dependsOnTime: true,
                dependsOnOutcomes: query.overdueOutcome != nil
            ) {
                reader, page throws(ReferralError) in
                try reader.engagements(query, scope, page)
            } write: { view, now, json in
                EngagementBody.write(view, at: now, to: &json)
            })
    }

    private static func summary(_ exchange: Exchange) async throws -> Reply {
        let scope = try exchange.listScope(exchange.query)
        return try await exchange.watched(scope) {
            try exchange.session.read { reader throws(ReferralError) in
                (try reader.summary(scope), try reader.nextInstant(scope))
            }
        } reply: { summary in
            Reply(.ok, body: .bytes(SummaryBody.bytes(summary)))
        }
    }

    /// Streams every match, page by page: no read of the database outlives a wait for the peer.
    private static func csv(_ exchange: Exchange, _ query: EngagementQuery, _ scope: Scope) async throws
        -> Reply
    {
        for name in ["limit", "cursor"] where exchange.query[name] != nil {
            throw Problem.parameter(name, "CSV holds every match; this belongs to JSON.")
        }
        let export = EngagementExport(exchange: exchange, query: query, scope: scope)
        return try await exchange.watched(scope, as: .csv) {
            let first = try await export.page(after: nil)
            return (first, first.until)
        } reply: { first in
            var reply = Reply(
                .ok, body: .stream { writer in try await export.write(from: first, to: writer) })
            reply.mediaType = .csv
            return reply
        }
    }
}

/// A CSV of engagements on its way out.
private struct EngagementExport: Sendable {
    /// Some rows, rendered.
    struct Chunk: Sendable {
        let bytes: [UInt8]
        let next: EngagementKey?
        let until: Timestamp?
    }

    /// Rows of a chunk: about 75 KB.
    private static let chunkRows = 250

    let exchange: Exchange
    let query: EngagementQuery
    let scope: Scope

    func page(after key: EngagementKey?) async throws -> Chunk {
        try await exchange.session.readLong { [query, scope] reader throws(ReferralError) in
            let page = try reader.engagements(query, scope, PageRequest(after: key, limit: Self.chunkRows))
            var bytes = key == nil ? Array(EngagementCSV.header.utf8) : []
            for view in page.items { EngagementCSV.append(view, to: &bytes) }
            let missed = query.overdueOutcome == nil ? nil : try reader.nextMissedOutcome()
            let until = [try reader.nextInstant(scope), missed].compactMap(\.self).min()
            return Chunk(bytes: bytes, next: page.next, until: until)
        }
    }

    /// Ends, with a broken connection, when the key does.
    func write(from first: Chunk, to writer: any BodyWriter) async throws {
        var chunk = first
        try await writer.write(chunk.bytes)
        while let next = chunk.next {
            try exchange.confirmCaller()
            chunk = try await page(after: next)
            if !chunk.bytes.isEmpty { try await writer.write(chunk.bytes) }
        }
    }
}

extension EngagementQuery {
    /// Reads the query of a request.
    fileprivate init(_ exchange: Exchange) throws {
        self.init()
        let parameters = exchange.query
        states = try Self.states(parameters)
        sources = try parameters.cases("source", Source.self)
        hot = try parameters.flag("hot")
        overdue = try parameters.flag("overdue")
        overdueOutcome = try parameters.flag("overdueOutcome")
        missing = try parameters.cases("missing", OpenGaps.Gap.self).map { Set($0) }
        search = try parameters.search()
        crmID = try parameters.line("crmId", maximum: 128)
        country = try parameters.value("country", "Must be a country by ISO 3166-1 alpha-2.") {
            CountryCode($0)
        }
        rfiID = try Self.rfi(exchange)
        created = try parameters.range(after: "createdAfter", before: "createdBefore")
        updated = try parameters.range(after: "updatedAfter", before: "updatedBefore")
        expiresBefore = try parameters.instant("expiresBefore")
        try readSort(parameters)
    }

    private static func states(_ parameters: QueryParameters) throws -> [EngagementState] {
        let statuses = try parameters.cases("status", EngagementState.Status.self)
        let outcomes = try parameters.cases("outcome", Outcome.self)
        return EngagementState.allCases.filter { state in
            (statuses?.contains(state.status) ?? true)
                && (outcomes.map { outcomes in state.outcome.map(outcomes.contains) ?? false } ?? true)
        }
    }

    private static func rfi(_ exchange: Exchange) throws -> ID<RFI>? {
        let id: ID<RFI>? = try exchange.query.value("rfiId", "Must be the id of an RFI.") { ID($0) }
        guard try id == nil || exchange.authenticated().role == .operator else {
            throw Problem.parameter("rfiId", "Only operators look across the partners of an RFI.")
        }
        return id
    }

    private mutating func readSort(_ parameters: QueryParameters) throws {
        let names = Sort.allCases.map(\.rawValue).joined(separator: ", ")
        let wanted = try parameters.value("sort", "Must be one of \(names), with - in front for descending.") { text in
            Sort(rawValue: text.hasPrefix("-") ? String(text.dropFirst()) : text).map {
                ($0, text.hasPrefix("-"))
            }
        }
        if let wanted { (sort, descending) = wanted }
    }

    /// Whether rows may have to be looked at and left out, or words that tell of a person withheld.
    fileprivate var isLong: Bool {
        var plain = EngagementQuery()
        (plain.states, plain.sort, plain.descending) = (states, sort, descending)
        return self != plain || states.contains { !$0.showsPerson }
    }
}
