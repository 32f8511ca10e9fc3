// What happens by itself is a fact like any other: it is recorded, in the order in which it came due, with its due
// instant, before anything else is. Missed outcomes alone are recorded little by little, since they all fall on
// midnights and nothing that is shown waits for them. A row that can't be read is set aside alone.

import Referrals
import SQLite

/// What comes due.
enum DueKind {
    /// The end of the hot window, or of the time to answer.
    case answer
    /// The day by which the outcome should have been told.
    case outcome
}

/// A due instant and whose it is.
private struct DueRow {
    let kind: DueKind
    let row: Int64
    let instant: Timestamp
}

extension StoreTransaction {
    /// Records what is due of a kind, the earliest first and at most `limit` events. The next clock is known after it.
    /// - Throws: `storageUnavailable`; what is damaged is set aside instead.
    func recordDue(_ kind: DueKind, limit: Int) throws(ReferralError) {
        var recorded = 0
        while recorded < limit, let due = try firstDue(kind) {
            do throws(ReferralError) {
                try nested { () throws(ReferralError) in try record(due) }
                recorded += 1
            } catch .storageUnavailable(let detail) {
                throw .storageUnavailable(detail: detail)
            } catch {
                setAside.add(due.row, because: error.sentence)
            }
        }
        clocksChanged = true
    }

    private func record(_ due: DueRow) throws(ReferralError) {
        let engagement = try engagement(due)
        if due.kind == .outcome { return try miss(engagement) }
        let reached = try engagement.reaching(due.instant)
        if reached.next != engagement {
            try update(reached.next, from: engagement)
        } else {
            try setNextClock(engagement.nextClock(after: due.instant), of: engagement, after: due.instant)
        }
        if let event = reached.event { try record(event) }
        try follow("nobody is told by mail of", engagement) { () throws(ReferralError) in
            try MailQueue(self).reached(reached)
        }
        guard reached.next.state != engagement.state else { return }
        try follow("nobody is asked in place of", engagement) { () throws(ReferralError) in
            try RFIService.following(self).lapsed(reached.next)
        }
    }

    private func miss(_ engagement: Engagement) throws(ReferralError) {
        let (next, reminds) = engagement.missingOutcome()
        try update(next, from: engagement)
        guard reminds else { return }
        try follow("nobody is reminded of the outcome of", engagement) { () throws(ReferralError) in
            try MailQueue(self).missed(next)
        }
    }

    /// What came due is a fact, whether somebody can be told of it, or asked then, or not.
    private func follow(
        _ failure: String, _ engagement: Engagement, _ body: () throws(ReferralError) -> Void
    ) throws(ReferralError) {
        do throws(ReferralError) {
            try nested(body)
        } catch .storageUnavailable(let detail) {
            throw .storageUnavailable(detail: detail)
        } catch {
            setAside.report("\(failure) the engagement \(engagement.id): \(error.sentence)")
        }
    }

    /// The first one that is due and not set aside.
    private func firstDue(_ kind: DueKind) throws(ReferralError) -> DueRow? {
        let passed = setAside.rows
        var first: DueRow?
        let sql = kind == .answer ? SweepSQL.due : SweepSQL.outcomeDue
        try connection.each(sql, [Value(now), Value(passed.count + 1)]) { row in
            if passed.contains(row.int(0)) { return true }
            first = DueRow(kind: kind, row: row.int(0), instant: Timestamp(milliseconds: row.int(1)))
            return false
        }
        return first
    }

    private func engagement(_ due: DueRow) throws(ReferralError) -> Engagement {
        let found = try connection.one(SweepSQL.engagement, [.integer(due.row)]) { row in
            var at = ColumnCursor(Engagement.columns)
            return try Engagement(row, &at)
        }
        guard let found else { throw .internalFault("it has no RFI") }
        return found
    }
}

extension Connection {
    /// When something happens by itself next, of what is not set aside.
    func nextDue(without setAside: SetAside) throws(ReferralError) -> NextDue {
        let passed = setAside.rows
        func next(_ sql: SQL) throws(ReferralError) -> Timestamp? {
            var next: Timestamp?
            try each(sql, [Value(passed.count + 1)]) { row in
                if passed.contains(row.int(0)) { return true }
                next = Timestamp(milliseconds: row.int(1))
                return false
            }
            return next
        }
        return NextDue(answer: try next(SweepSQL.next), outcome: try next(SweepSQL.nextOutcome))
    }
}

private enum SweepSQL {
    static let next: SQL = """
        SELECT row, next_clock FROM engagements INDEXED BY engagements_clock
        WHERE state = 0 ORDER BY next_clock LIMIT ?1
        """
    static let due: SQL = """
        SELECT row, next_clock FROM engagements INDEXED BY engagements_clock
        WHERE state = 0 AND next_clock <= ?1 ORDER BY next_clock, row LIMIT ?2
        """
    static let nextOutcome: SQL = """
        SELECT row, outcome_clock FROM engagements INDEXED BY engagements_outcome
        WHERE outcome_clock IS NOT NULL ORDER BY outcome_clock LIMIT ?1
        """
    static let outcomeDue: SQL = """
        SELECT row, outcome_clock FROM engagements INDEXED BY engagements_outcome
        WHERE outcome_clock IS NOT NULL AND outcome_clock <= ?1 ORDER BY outcome_clock, row LIMIT ?2
        """
    static let engagement = SQL(
        constant: """
            SELECT \(Engagement.columns.selected) FROM engagements AS e JOIN rfis AS r ON r.row = e.rfi WHERE e.row = ?1
            """)
}
