import Referrals
import SQLite

extension Checks {
    /// Whether each engagement knows its registration as it stands, messages are numbered without a gap, and customers
    /// are found by what their companies are called and by the domains of their addresses.
    static func registrations(_ connection: Connection, _ result: inout CheckResult) throws {
        try connection.forEach(RegistrationCheckSQL.standings) { row in
            result.add(
                "The engagement \(row.idText(0)) knows another registration, or another status of it, than it has.")
            return true
        }
        try connection.forEach(RegistrationCheckSQL.messages) { row in
            result.add("The registration \(row.idText(0)) has messages that are not numbered from 1 on.")
            return true
        }
        try connection.forEach(RegistrationCheckSQL.traits) { row in
            if CustomerTraits.company(row.text(1)) != row.text(2) {
                result.add("The registration \(row.idText(0)) is found under another company than its customer's.")
            }
            if CustomerTraits.domain(EmailAddress(stored: row.text(3))) != row.optionalText(4) {
                result.add("The registration \(row.idText(0)) is found under another domain than its customer's.")
            }
            return true
        }
    }
}

private enum RegistrationCheckSQL {
    static let standings: SQL = """
        SELECT e.id FROM engagements AS e LEFT JOIN registrations AS g ON g.engagement = e.row
        WHERE e.registration_id IS NOT g.id OR e.registration_state IS NOT g.state
            OR (g.partner_id IS NOT NULL AND g.partner_id <> e.partner_id)
        """
    static let messages: SQL = """
        SELECT g.id FROM registrations AS g JOIN registration_messages AS m ON m.registration = g.row
        GROUP BY g.row HAVING min(m.seq) <> 1 OR max(m.seq) <> count(*)
        """
    static let traits: SQL = """
        SELECT g.id, r.company, g.company_key, r.contact_email, g.email_domain FROM registrations AS g
        JOIN engagements AS e ON e.row = g.engagement JOIN rfis AS r ON r.row = e.rfi
        """
}
