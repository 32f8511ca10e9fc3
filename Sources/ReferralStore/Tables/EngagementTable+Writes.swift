// What follows from a change of an engagement besides its row: full text, the figures of dashboards, whose lists
// change.

import Referrals
import SQLite

extension StoreTransaction {
    func insert(_ engagement: Engagement, of rfi: RFI, as displayName: String) throws(ReferralError) {
        try connection.change(
            EngagementSQL.insert,
            [
                Value(engagement.id), .integer(try row(of: rfi.id)), Value(engagement.partnerID),
                Value(engagement.profileID),
                Value(engagement.locationID), .text(rfi.inquiry.source.rawValue),
                .text(rfi.inquiry.customer.address.country.code), Value(engagement.clocks.createdAt),
                Value(engagement.clocks.respondBy), Value(engagement.clocks.expiresAt),
                Value(engagement.clocks.remindAt), Value(engagement.clocks.hotUntil),
            ] + engagement.changeable(now))
        let document = Document(engagement: connection.lastInsertRowID, part: .request)
        try connection.change(
            EngagementSQL.name, [Value(engagement.profileID), .text(displayName)])
        addText(rfi.inquiry.searchText, document, owner: engagement.partnerID)
        try count(engagement, from: nil)
        try credit(engagement, from: nil)
        try countInsights(engagement, from: nil)
        touch(engagement.partnerID)
        touch(engagement.marketplaceID)
        clocksChanged = true
    }

    func update(_ engagement: Engagement, from old: Engagement) throws(ReferralError) {
        try write(engagement, from: old)
        if engagement.terms.name != old.terms.name {
            try replaceName(of: engagement)
        }
        try count(engagement, from: old)
        try credit(engagement, from: old)
        try countInsights(engagement, from: old)
        touch(engagement.partnerID)
        if engagement.state != old.state {
            touch(engagement.marketplaceID)
            if engagement.state.isDecidedDeal { try addPastDeal(engagement) }
        }
        if engagement.state != old.state || engagement.outcomeClock != old.outcomeClock { clocksChanged = true }
    }

    /// Writes the columns that differ: an index whose columns stay as they are costs nothing then.
    private func write(_ engagement: Engagement, from old: Engagement) throws(ReferralError) {
        var columns: [String] = []
        var values = [Value(engagement.id)]
        let pairs = zip(engagement.changeable(now), old.changeable(now))
        for (column, (value, before)) in zip(EngagementSQL.changeable.names, pairs) where value != before {
            values.append(value)
            columns.append("\(column) = ?\(values.count)")
        }
        guard !columns.isEmpty else { return }
        let sql = SQL("UPDATE engagements SET \(columns.joined(separator: ", ")) WHERE id = ?1")
        guard try connection.change(sql, values) == 1 else {
            throw .internalFault("the engagement \(engagement.id) was changed, and does not exist")
        }
    }

    /// Moves the next clock of an engagement that is as it was, but for its heat, which may have ended with the last.
    func setNextClock(
        _ instant: Timestamp?, of engagement: Engagement, after last: Timestamp
    ) throws(ReferralError) {
        try connection.change(EngagementSQL.clock, [Value(engagement.id), Value(instant), Value(last)])
        clocksChanged = true
    }

    private func replaceName(of engagement: Engagement) throws(ReferralError) {
        let document = Document(engagement: try row(of: engagement.id), part: .name)
        replaceText(document, by: engagement.terms.name, owner: engagement.partnerID)
    }

    private func row(of id: ID<RFI>) throws(ReferralError) -> Int64 {
        guard let row = try connection.one(EngagementSQL.rowByRFI, [Value(id)], { row in row.int(0) }) else {
            throw .internalFault("the RFI \(id) does not exist")
        }
        return row
    }

    /// The row of an engagement that exists.
    func row(of id: ID<Engagement>) throws(ReferralError) -> Int64 {
        guard let row = try connection.one(EngagementSQL.rowByID, [Value(id)], { row in row.int(0) }) else {
            throw .internalFault("the engagement \(id) does not exist")
        }
        return row
    }
}

extension Engagement {
    /// The columns that change. Whatever comes due up to `now` has been recorded.
    fileprivate func changeable(_ now: Timestamp) -> [Value] {
        let isShownToEnd = state == .new || state == .archived(.expired)
        return [.integer(state.number), Value(terms.name), Value(terms.name.map(CaseFolding.folded))]
            + .money(terms.estimatedValue) + [
                Value(terms.estimatedPurchaseDate), Value(terms.purchaseTimeframe?.rawValue), Value(terms.crmID),
            ] + .money(finalValue) + [
                Value(closedOn), Value(refusal?.reason.rawValue), Value(refusal?.note), Value(withdrawal?.rawValue),
                Value(contactCount),
                Value(registration?.id), Value(registration?.state.number), Value(respondedAt), Value(closedAt),
                Value(updatedAt), Value(version),
                Value(isShownToEnd ? clocks.expiresAt : nil), Value(nextClock(after: now)),
                Value(shownHeat(now)), Value(outcomeClock), Value(isOutcomeOverdue), Value(isOutcomeReminded),
            ]
    }

    /// The end of the hot window while the engagement is listed as hot. A window that lasts to the end is over when the
    /// expiry is recorded, however late that is.
    private func shownHeat(_ now: Timestamp) -> Timestamp? {
        guard state == .new, let hotUntil = clocks.hotUntil else { return nil }
        return now < hotUntil || hotUntil >= clocks.expiresAt ? hotUntil : nil
    }
}

private enum EngagementSQL {
    private static let fixed = """
        id rfi partner_id profile_id location_id source country created_at respond_by expires_at remind_at hot_until
        """
    /// The columns of `Engagement.changeable`.
    static let changeable = ColumnList(
        "engagements",
        """
        state name name_key estimated_value estimated_currency estimated_purchase_date purchase_timeframe crm_id
        final_value final_currency closed_on reason reason_note withdrawal contact_count registration_id
        registration_state responded_at closed_at updated_at version open_until next_clock hot_shown
        outcome_clock outcome_overdue outcome_reminded
        """)

    private static let all = ColumnList("engagements", "\(fixed) \(changeable.names.joined(separator: " "))")
    static let insert = SQL(constant: "INSERT INTO engagements \(all.inserted)")
    static let clock: SQL = """
        UPDATE engagements SET next_clock = ?2, hot_shown = CASE WHEN hot_shown > ?3 THEN hot_shown END WHERE id = ?1
        """
    static let rowByID: SQL = "SELECT row FROM engagements WHERE id = ?1"
    static let rowByRFI: SQL = "SELECT row FROM rfis WHERE id = ?1"
    static let name: SQL = "INSERT OR IGNORE INTO profile_names (profile_id, display_name) VALUES (?1, ?2)"
}
