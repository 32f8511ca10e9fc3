// What partners have written: terms, contacts and notes.

import Referrals
import SQLite

extension StoreTransaction {
    /// The version of an engagement is not raised here: whoever erases has done that.
    func eraseTerms(_ traces: PersonTraces, of engagement: ErasedEngagement) throws(ReferralError) {
        let (name, crmID) = (engagement.name.map(traces.erased), engagement.crmID.map(traces.erased))
        let note = engagement.note.map(traces.erased)
        guard name != engagement.name || crmID != engagement.crmID || note != engagement.note else { return }
        try connection.change(
            WritingSQL.terms,
            [
                .integer(engagement.row), Value(name), Value(name.map(CaseFolding.folded)), Value(crmID), Value(note),
            ])
        guard let name, name != engagement.name else { return }
        replaceText(Document(engagement: engagement.row, part: .name), by: name, owner: engagement.partnerID)
    }

    /// Contacts that are the person go. Of others, what they are called and do may speak of the person.
    func eraseContacts(_ traces: PersonTraces, of engagement: ErasedEngagement) throws(ReferralError) {
        var gone = 0
        for contact in try contacts(ofRow: engagement.row) {
            let role = contact.details.role.map(traces.erased)
            if traces.match(contact.details) {
                try deleteContact(contact.id, of: engagement.id)
                gone += 1
            } else if role != contact.details.role {
                var changed = contact
                changed.details.role = role
                changed.version += 1
                changed.updatedAt = now
                try update(changed, of: engagement.id)
            }
        }
        guard gone > 0, let old = try self.engagement(engagement.id, .operator) else { return }
        try connection.change(WritingSQL.contactsGone, [.integer(engagement.row), Value(gone)])
        var next = old
        next.contactCount -= gone
        try countInsights(next, from: old)
    }

    func eraseNotes(_ traces: PersonTraces, of engagement: ErasedEngagement) throws(ReferralError) {
        try erasePages(WritingSQL.notes, of: .integer(engagement.row), from: Value(ID<Note>.least)) { row in
            (key: row.value(0), item: (part: row.int(1), body: row.text(2)))
        } _: { id, note throws(ReferralError) in
            let body = traces.erased(from: note.body)
            guard body != note.body else { return }
            try connection.change(WritingSQL.note, [.integer(engagement.row), id, .text(body), Value(now)])
            replaceText(
                Document(engagement: engagement.row, part: note.part), by: body, owner: engagement.partnerID)
        }
    }
}

private enum WritingSQL {
    static let terms: SQL = """
        UPDATE engagements SET name = ?2, name_key = ?3, crm_id = ?4, reason_note = ?5 WHERE row = ?1
        """
    static let contactsGone: SQL = "UPDATE engagements SET contact_count = contact_count - ?2 WHERE row = ?1"
    static let notes: SQL = """
        SELECT id, part, body FROM notes WHERE engagement = ?1 AND id > ?2 ORDER BY id LIMIT ?3
        """
    static let note: SQL = """
        UPDATE notes SET body = ?3, edited_at = ?4, version = version + 1 WHERE engagement = ?1 AND id = ?2
        """
}
