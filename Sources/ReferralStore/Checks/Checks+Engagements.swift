import SQLite

extension Checks {
    /// Whether the history of each engagement is numbered without a gap, up to the number that the engagement knows,
    /// and names its events.
    static func histories(_ connection: Connection, _ result: inout CheckResult) throws {
        try connection.forEach(EngagementCheckSQL.histories) { row in
            result.add(
                "The engagement \(row.idText(0)) has \(row.int(1)) entries of history, up to \(row.int(2)), "
                    + "and \(row.int(3)) numbers were given.")
            return true
        }
        try connection.forEach(EngagementCheckSQL.unnamedEvents) { row in
            result.add("The history of the engagement \(row.idText(1)) does not name its event \(row.int(0)).")
            return true
        }
    }

    /// Whether the columns that lists and the clock go by are what the state of each engagement says.
    static func states(_ connection: Connection, _ result: inout CheckResult) throws {
        let faults = [
            "is shown to expire at another instant than its own", "waits for another instant than its next",
            "is listed as hot until another instant than its own", "has another number of contacts than it counts",
            "waits for its outcome until another instant than its own",
        ]
        try connection.forEach(EngagementCheckSQL.states) { row in
            for (index, fault) in faults.enumerated() where row.bool(index + 1) {
                result.add("The engagement \(row.idText(0)) \(fault).")
            }
            return true
        }
    }
}

private enum EngagementCheckSQL {
    static let histories: SQL = """
        SELECT id, entries, coalesce(last, 0), history_seq FROM (
            SELECT id, history_seq,
                (SELECT count(*) FROM history WHERE engagement = row) AS entries,
                (SELECT max(seq) FROM history WHERE engagement = row) AS last,
                (SELECT min(seq) FROM history WHERE engagement = row) AS first
            FROM engagements)
        WHERE entries <> history_seq OR coalesce(last, 0) <> history_seq OR first <> 1
        """
    static let unnamedEvents: SQL = """
        SELECT seq, engagement_id FROM events
        WHERE engagement_id IS NOT NULL AND seq NOT IN (SELECT event FROM history WHERE event IS NOT NULL)
        UNION ALL
        SELECT v.seq, e.id FROM history AS h JOIN engagements AS e ON e.row = h.engagement
        JOIN events AS v ON v.seq = h.event
        WHERE v.engagement_id IS NOT e.id OR v.type <> h.type OR v.occurred_at <> h.occurred_at
        """
    /// The end of the hot window is a clock until it is in the history; a window that lasts to the end is part of the
    /// expiry. The reminder leaves no trace: an earlier one may be the next clock or have been.
    static let states: SQL = """
        SELECT * FROM (
            SELECT id,
                open_until IS NOT CASE WHEN state IN (0, 5) THEN expires_at END AS expiry,
                next_clock IS NOT later AND (next_clock IS NOT remind_at OR remind_at >= later) AS clock,
                hot_shown IS NOT CASE WHEN later <= hot_until THEN hot_until END AS heat,
                contact_count <> (SELECT count(*) FROM contacts WHERE engagement = row) AS contacts,
                outcome_clock IS NOT CASE WHEN state = 1 AND outcome_overdue = 0 THEN
                    min(coalesce(estimated_purchase_date, responded_at / 86400000 + 365) + 31, 2932896) * 86400000
                    END AS outcome
            FROM (
                SELECT *, CASE WHEN state = 0 THEN CASE
                    WHEN hot_until < expires_at AND NOT EXISTS (
                        SELECT 1 FROM history WHERE engagement = row AND type = 'engagement.hotEnded') THEN hot_until
                    ELSE expires_at END END AS later
                FROM engagements))
        WHERE expiry OR clock OR heat OR contacts OR outcome
        """
}
