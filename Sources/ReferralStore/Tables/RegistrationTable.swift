// Registrations one at a time. The queue of reviewers and the search for conflicts stand in the folder Lists.

import Referrals
import SQLite

extension RegistrationState {
    /// The number of a state in the database.
    var number: Int64 {
        switch self {
        case .incomplete: 0
        case .inReview: 1
        case .actionRequired: 2
        case .approved: 3
        case .rejected: 4
        }
    }

    init?(number: Int64) {
        guard let state = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = state
    }
}

extension RegistrationStanding {
    /// Of an engagement; nil for one without a registration.
    init?(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let id: ID<Registration>? = row.optionalID(&at)
        let number = row.optionalInt(at.next())
        guard let id, let number else { return nil }
        guard let state = RegistrationState(number: number) else { throw at.damage }
        self.init(id: id, state: state)
    }
}

extension Registration {
    /// What is filled in, and how it stands.
    fileprivate static let changeable = ColumnList(
        "registrations",
        """
        state solution_id agreement_type contract_value contract_currency solution_value solution_currency deployment
        tenant signed_on starts_on ends_on contact_name contact_phone contact_email first_submitted_at submitted_at
        decided_at version updated_at
        """)

    /// With `g` for the registration and `e` for its engagement.
    static let columns = ColumnList(
        "registrations",
        "g.row g.id e.id g.partner_id g.eligible g.created_at "
            + changeable.names.map { "g.\($0)" }.joined(separator: " "))

    /// The registration without its messages.
    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let id: ID<Registration> = try row.id(&at)
        let engagement: ID<Engagement> = try row.id(&at)
        let partner: ID<Partner> = try row.id(&at)
        let slugs = row.lines(&at) { SolutionID($0) }
        let eligible = slugs.compactMap(\.self)
        guard eligible.count == slugs.count else { throw at.damage }
        self.init(id: id, of: engagement, partnerID: partner, eligible: eligible, createdAt: row.time(&at))
        guard let state = RegistrationState(number: row.int(at.next())) else { throw at.damage }
        self.state = state
        fields = try RegistrationFields(row, &at)
        firstSubmittedAt = row.optionalTime(&at)
        submittedAt = row.optionalTime(&at)
        decidedAt = row.optionalTime(&at)
        version = row.int(&at)
        updatedAt = row.time(&at)
    }

    fileprivate var values: [Value] {
        [.integer(state.number)] + fields.values + [
            Value(firstSubmittedAt), Value(submittedAt), Value(decidedAt), Value(version), Value(updatedAt),
        ]
    }
}

extension RegistrationFields {
    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        self.init()
        if let slug = row.optionalText(&at) {
            guard let id = SolutionID(slug) else { throw at.damage }
            solutionID = id
        }
        agreementType = try row.optionalWord(&at)
        contractValue = try row.optionalMoney(&at)
        solutionValue = try row.optionalMoney(&at)
        deployment = try row.optionalWord(&at)
        tenant = try row.optionalWord(&at)
        signedOn = row.optionalDay(&at)
        startsOn = row.optionalDay(&at)
        endsOn = row.optionalDay(&at)
        contact = RegistrationContact(
            name: row.optionalText(&at), phone: row.optionalText(&at).map(PhoneNumber.init(stored:)),
            email: row.optionalText(&at).map(EmailAddress.init(stored:)))
    }

    fileprivate var values: [Value] {
        [Value(solutionID?.description), Value(agreementType?.rawValue)] + .money(contractValue) + .money(solutionValue)
            + [
                Value(deployment?.rawValue), Value(tenant?.rawValue), Value(signedOn), Value(startsOn), Value(endsOn),
                Value(contact.name), Value(contact.phone?.text), Value(contact.email?.text),
            ]
    }
}

extension RegistrationReview {
    /// With `r` for the RFI and `p` for the partner, too.
    static let columns = ColumnList(
        "registrations", (Registration.columns.names + ["r.id", "r.company", "p.name"]).joined(separator: " "))
}

extension TableReader {
    func registration(
        of engagement: ID<Engagement>, _ scope: Scope
    ) throws(ReferralError) -> Registration? {
        let found = try connection.one(RegistrationSQL.ofEngagement, [Value(engagement)]) { row in
            var at = ColumnCursor(Registration.columns)
            return (row.int(at.next()), try Registration(row, &at))
        }
        guard let (row, bare) = found, scope.includes(bare.partnerID) else { return nil }
        var registration = bare
        registration.messages = try messages(ofRow: row)
        return registration
    }

    func review(_ id: ID<Registration>, _ scope: Scope) throws(ReferralError) -> RegistrationReview? {
        guard let review = try review(RegistrationSQL.byID, Value(id)) else { return nil }
        return scope.includes(review.registration) ? review : nil
    }

    /// The view of a row that a list has found.
    func review(row: Int64) throws(ReferralError) -> RegistrationReview {
        guard let review = try review(RegistrationSQL.byRow, .integer(row)) else {
            throw .internalFault("an index of registrations holds the row \(row), which was not submitted")
        }
        return review
    }

    private func review(_ sql: SQL, _ key: Value) throws(ReferralError) -> RegistrationReview? {
        let found = try connection.one(sql, [key]) { row in
            var at = ColumnCursor(RegistrationReview.columns)
            let number = row.int(at.next())
            let registration = try Registration(row, &at)
            return (number, registration, rfi: try row.id(&at) as ID<RFI>, company: row.text(&at), name: row.text(&at))
        }
        guard let (row, bare, rfi, company, name) = found, let submittedAt = bare.submittedAt else { return nil }
        var registration = bare
        registration.messages = try messages(ofRow: row)
        return RegistrationReview(
            registration: registration, company: company, partnerName: name,
            key: RegistrationKey(submittedAt: submittedAt, row: row), rfiID: rfi)
    }

    private func messages(ofRow row: Int64) throws(ReferralError) -> [RegistrationMessage] {
        try connection.list(RegistrationSQL.messages, [.integer(row)]) { row in
            var at = ColumnCursor(RegistrationMessage.columns)
            return RegistrationMessage(from: try row.word(&at), row.text(&at), at: row.time(&at))
        }
    }
}

extension RegistrationMessage {
    static let columns = ColumnList("registration_messages", "side body at")
}

extension Scope {
    /// Whether a registration that was submitted is in the scope.
    func includes(_ registration: Registration) -> Bool {
        switch self {
        case .operator, .reviewer: registration.state != .incomplete
        case .partner(let id): registration.state != .incomplete && registration.partnerID == id
        case .marketplace: false
        }
    }
}

extension StoreTransaction {
    func insert(_ registration: Registration, for customer: CustomerTraits) throws(ReferralError) {
        try connection.change(
            RegistrationSQL.insert,
            [
                Value(registration.id), .integer(try row(of: registration.engagementID)), Value(registration.partnerID),
                .text(customer.company), Value(customer.domain), Value(lines: registration.eligible),
                Value(registration.createdAt),
            ] + registration.values)
        try add(registration.messages[...], from: 1, to: connection.lastInsertRowID)
        touch(registration)
    }

    func update(_ registration: Registration, from old: Registration) throws(ReferralError) {
        let row = try connection.one(RegistrationSQL.update, [Value(old.id)] + registration.values) { row in row.int(0)
        }
        guard let row else { throw .internalFault("the registration \(old.id) was changed, and does not exist") }
        let count = old.messages.count
        try add(registration.messages.dropFirst(count), from: count + 1, to: row)
        touch(registration)
    }

    private func add(
        _ messages: ArraySlice<RegistrationMessage>, from seq: Int, to row: Int64
    ) throws(ReferralError) {
        for (offset, message) in messages.enumerated() {
            try connection.change(
                RegistrationSQL.insertMessage,
                [
                    .integer(row), Value(seq + offset), .text(message.side.rawValue), .text(message.body),
                    Value(message.at),
                ])
        }
    }

    private func touch(_ registration: Registration) {
        touch(registration.partnerID)
        if registration.state != .incomplete { touchRegistrations() }
    }
}

private enum RegistrationSQL {
    private static let source = "FROM registrations AS g JOIN engagements AS e ON e.row = g.engagement"
    private static let reviewed = "\(source) JOIN rfis AS r ON r.row = e.rfi JOIN partners AS p ON p.id = g.partner_id"
    static let ofEngagement = SQL(
        constant: """
            SELECT \(Registration.columns.selected)
            FROM engagements AS e JOIN registrations AS g ON g.engagement = e.row WHERE e.id = ?1
            """)
    static let byID = SQL(constant: "SELECT \(RegistrationReview.columns.selected) \(reviewed) WHERE g.id = ?1")
    static let byRow = SQL(constant: "SELECT \(RegistrationReview.columns.selected) \(reviewed) WHERE g.row = ?1")
    static let messages: SQL = "SELECT side, body, at FROM registration_messages WHERE registration = ?1 ORDER BY seq"

    private static let fixed = "id engagement partner_id company_key email_domain eligible created_at"
    private static let all = ColumnList(
        "registrations", "\(fixed) \(Registration.changeable.names.joined(separator: " "))")
    static let insert = SQL(constant: "INSERT INTO registrations \(all.inserted)")
    private static let assignments = Registration.changeable.names.enumerated()
        .map { "\($1) = ?\($0 + 2)" }.joined(separator: ", ")
    static let update = SQL(constant: "UPDATE registrations SET \(assignments) WHERE id = ?1 RETURNING row")
    static let insertMessage: SQL = """
        INSERT INTO registration_messages (registration, seq, side, body, at) VALUES (?1, ?2, ?3, ?4, ?5)
        """
}
