import Referrals

/// What a query asks of each row: the one judge of every list, whichever way its rows were found.
struct EngagementFilter {
    private let states: Set<EngagementState>
    private let sources: Set<String>?
    private let country: String?
    private let query: EngagementQuery
    private let now: Timestamp

    init(_ query: EngagementQuery, now: Timestamp) {
        self.query = query
        self.now = now
        states = Set(query.possibleStates)
        sources = query.sources.map { Set($0.map(\.rawValue)) }
        country = query.country?.code
    }

    func accepts(_ row: EngagementRow) -> Bool {
        guard states.contains(row.state), sources?.contains(row.source) ?? true, country ?? row.country == row.country,
            query.created.contains(row.createdAt), query.updated.contains(row.updatedAt)
        else { return false }
        if let hot = query.hot, hot != row.state.isHot(until: row.hotUntil, at: now) { return false }
        if let overdue = query.overdue, overdue != row.state.isOverdue(since: row.respondBy, at: now) { return false }
        if let overdue = query.overdueOutcome, overdue != row.isOutcomeOverdue(at: now) { return false }
        if let missing = query.missing, !missing.contains(where: row.lacks) { return false }
        if let limit = query.expiresBefore { return row.openUntil.map { $0 < limit } ?? false }
        return true
    }
}

extension EngagementQuery {
    /// The states that rows can have: only new ones are hot or overdue, only active ones lack something or miss their
    /// outcome, only new and expired ones show an expiry.
    var possibleStates: [EngagementState] {
        let asked = Set(states)
        return EngagementState.allCases.filter { state in
            guard asked.contains(state) else { return false }
            if hot == true || overdue == true, state != .new { return false }
            if overdueOutcome == true || missing != nil, state != .active { return false }
            return expiresBefore == nil || state == .new || state == .archived(.expired)
        }
    }
}
