import ReferralStore
import SQLite
import TestSupport
import Testing

/// Every column that can hold text, with what erasing a customer's person does to it. A column that isn't here fails
/// the test: whoever adds one decides.
@Suite struct `The catalogue of erasure` {
    private enum Decision {
        /// Ids, words of closed sets, codes, numbers in text, secrets, and what the service itself makes.
        case nobodyWrites
        /// What partners, marketplaces and operators say of themselves; callers' own words for a request. Who did what
        /// stays.
        case aboutOthers
        /// The person, or text that may speak of them: emptied or searched by `erasePerson`.
        case erased
        /// The full-text index: merged after an erasure (Forgetting.swift).
        case merged
    }

    private static let decisions: [String: [Decision: String]] = [
        "properties": [.nobodyWrites: "name value"],
        "schema_migrations": [.nobodyWrites: "name checksum"],
        "partners": [.nobodyWrites: "id status", .aboutOthers: "name email website"],
        "keys": [.nobodyWrites: "id digest role partner_id marketplace_id", .aboutOthers: "name"],
        "profiles": [
            .nobodyWrites: "id partner_id country status languages customer_sizes",
            .aboutOthers: "display_name description website industries products services solutions keywords",
        ],
        "profile_names": [.nobodyWrites: "profile_id", .aboutOthers: "display_name"],
        "locations": [
            .nobodyWrites: "profile_id id country mail_opt_outs",
            .aboutOthers: """
            name address_line1 address_line2 city state postal_code contact_name contact_email contact_phone
            """,
        ],
        "rfis": [
            .nobodyWrites: "id marketplace_id status source size country budget_currency timeframe closing",
            .erased: """
            company address_line1 address_line2 contact_name contact_email contact_phone contact_title summary details
            industries products services solutions
            """,
            // Where the company is.
            .aboutOthers: "city state postal_code",
        ],
        "engagements": [
            .nobodyWrites: """
            id partner_id profile_id location_id source country estimated_currency purchase_timeframe final_currency
            reason withdrawal registration_id
            """,
            .erased: "name name_key crm_id reason_note",
        ],
        "engagement_counts": [.nobodyWrites: "partner_id"],
        "clock_counts": [.nobodyWrites: "partner_id"],
        "open_values": [.nobodyWrites: "partner_id currency amount"],
        "contacts": [.nobodyWrites: "id", .erased: "name role phone emails"],
        "notes": [.nobodyWrites: "id", .aboutOthers: "author", .erased: "body"],
        "engagement_text": [.nobodyWrites: "owner", .erased: "body"],
        "engagement_text_data": [.merged: "block"],
        "engagement_text_idx": [.nobodyWrites: "segid pgno", .merged: "term"],
        "engagement_text_content": [.nobodyWrites: "c0", .erased: "c1"],
        "engagement_text_config": [.nobodyWrites: "k v"],
        "listings": [.nobodyWrites: "profile_id partner_id", .aboutOthers: "name_key"],
        "listing_places": [.nobodyWrites: "location_id", .aboutOthers: "city_key"],
        "listing_tags": [.aboutOthers: "tag"],
        "listing_text": [.aboutOthers: "name tags keywords"],
        "listing_text_data": [.aboutOthers: "block"],
        "listing_text_idx": [.nobodyWrites: "segid pgno", .aboutOthers: "term"],
        "listing_text_content": [.aboutOthers: "c0 c1 c2"],
        "listing_text_docsize": [.nobodyWrites: "sz"],
        "listing_text_config": [.nobodyWrites: "k v"],
        "partner_signals": [.nobodyWrites: "partner_id"],
        "partner_fit": [.nobodyWrites: "partner_id", .erased: "value"],
        "solutions": [.nobodyWrites: "id", .aboutOthers: "name"],
        "registrations": [
            .nobodyWrites: """
            id partner_id eligible solution_id agreement_type contract_currency solution_currency deployment tenant
            """,
            .erased: "company_key email_domain contact_name contact_phone contact_email",
        ],
        "registration_messages": [.nobodyWrites: "side", .erased: "body"],
        "insight_figures": [.nobodyWrites: "partner_id response_times decline_reasons loss_reasons won_values"],
        // Industries are those of the request without the person.
        "insight_groups": [.nobodyWrites: "value response_times decline_reasons loss_reasons won_values"],
        "search_appearances": [.nobodyWrites: "partner_id"],
        "partner_gaps": [.nobodyWrites: "partner_id"],
        // Numbers made from the request without the person.
        "past_deals": [.nobodyWrites: "traits words"],
        "feeds": [.nobodyWrites: "feed"],
        "events": [
            .nobodyWrites: """
            id type partner_id marketplace_id subject_type subject_id engagement_id actor_key actor_role
            """,
            .aboutOthers: "actor_name request_id", .erased: "changes",
        ],
        "history": [
            .nobodyWrites: "type actor_key actor_role", .aboutOthers: "actor_name request_id", .erased: "changes",
        ],
        "webhooks": [
            .nobodyWrites: """
            id feed partner_id marketplace_id event_types disabled_because secret previous_secret
            """,
            .aboutOthers: "url description",
        ],
        "deliveries": [
            .nobodyWrites: "id message_id type rfi_id person_engagement fault", .erased: "payload response",
        ],
        "notifications": [
            // Faults are the service's own words: those of mail servers quote addresses.
            .nobodyWrites: "id kind addressee engagement_id rfi_id webhook_id message_id fault",
            // Of partners alone: a customer's is read from the RFI, that of a registration's contact from it.
            .aboutOthers: "address name",
        ],
        "idempotency": [
            .nobodyWrites: "owner fingerprint location tag rfi_id person_engagement", .aboutOthers: "key",
            .erased: "body",
        ],
    ]

    private static let listed = Set(
        decisions.flatMap { table, columns in
            columns.values.flatMap { $0.split { $0 == " " || $0 == "\n" } }.map { "\(table).\($0)" }
        })

    @Test func `knows every column that can hold text`() async throws {
        let test = try TestStore()
        let connection = try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
        let columns = try connection.all(
            """
            SELECT t.name || '.' || c.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND upper(c.type) IN ('TEXT', 'BLOB', '')
            """
        ) { $0.text(0) }
        #expect(columns.count > 100)
        for column in Set(columns).subtracting(Self.listed).sorted() {
            Issue.record("\(column) is new: decide what erasing a person does to it, and write it down here")
        }
        #expect(Self.listed.subtracting(columns) == [])
    }
}
