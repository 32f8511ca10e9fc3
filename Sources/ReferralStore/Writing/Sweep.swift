// What happens by itself is a fact like any other: it is recorded, in the order in which it came due, with its due
// instant, before anything else is.

import Referrals
import SQLite

extension StoreTransaction {
    /// Records what is due, the earliest first and at most `limit` events. The next clock is known after it.
    func recordDue(limit: Int) throws(ReferralError) {
        var recorded = 0
        while recorded < limit, let (engagement, instant) = try firstDue() {
            let (next, event) = try engagement.reaching(instant)
            if next != engagement {
                try update(next, from: engagement)
            } else {
                try setNextClock(engagement.nextClock(after: instant), of: engagement)
            }
            try record(event)
            recorded += 1
        }
        clocksChanged = true
    }

    /// When something happens by itself next.
    func nextDue() throws(ReferralError) -> Timestamp? {
        try connection.one(SweepSQL.next, []) { row in Timestamp(milliseconds: row.int(0)) }
    }

    private func firstDue() throws(ReferralError) -> (Engagement, Timestamp)? {
        try connection.one(SweepSQL.firstDue, [Value(now)]) { row in
            var at = ColumnCursor(Engagement.columns)
            return (try Engagement(row, &at), Timestamp(milliseconds: row.int(at.next())))
        }
    }
}

private enum SweepSQL {
    static let next: SQL = """
        SELECT next_clock FROM engagements INDEXED BY engagements_clock
        WHERE state = 0 ORDER BY next_clock LIMIT 1
        """
    static let firstDue = SQL(
        """
        SELECT \(Engagement.columns.selected), e.next_clock
        FROM engagements AS e INDEXED BY engagements_clock JOIN rfis AS r ON r.row = e.rfi
        WHERE e.state = 0 AND e.next_clock <= ?1 ORDER BY e.next_clock, e.row LIMIT 1
        """)
}
