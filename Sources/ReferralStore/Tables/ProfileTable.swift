import Referrals
import SQLite

extension Profile {
    static let columns = ColumnList(
        "profiles",
        """
        id partner_id country created_at status display_name description website languages industries products
        services solutions keywords customer_sizes version updated_at activated_at response_window
        """)

    /// The profile without its locations.
    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        self.init(
            id: try row.id(&at), partnerID: try row.id(&at), country: try row.country(&at),
            details: ProfileDetails(), createdAt: row.time(&at))
        status = try row.word(&at)
        details = try ProfileDetails(row, &at)
        version = row.int(&at)
        updatedAt = row.time(&at)
        activatedAt = row.optionalTime(&at)
        details.responseWindow = row.optionalInt(at.next()).map(TimeSpan.milliseconds)
    }

    fileprivate var values: [Value] {
        [Value(id), Value(partnerID), .text(country.code), Value(createdAt), .text(status.rawValue)]
            + details.values + [
                Value(version), Value(updatedAt), Value(activatedAt), Value(details.responseWindow?.milliseconds),
            ]
    }
}

extension ProfileDetails {
    fileprivate init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        self.init()
        displayName = row.optionalText(&at)
        description = row.optionalText(&at)
        website = try row.optionalURL(&at)
        languages = row.lines(&at, LanguageTag.init(stored:))
        industries = row.lines(&at, Tag.init(stored:))
        products = row.lines(&at, Tag.init(stored:))
        services = row.lines(&at, Tag.init(stored:))
        solutions = row.lines(&at, Tag.init(stored:))
        keywords = row.lines(&at, Tag.init(stored:))
        let sizes = row.lines(&at) { CustomerSize(rawValue: $0) }
        customerSizes = sizes.compactMap(\.self)
        guard customerSizes.count == sizes.count else { throw at.damage }
    }

    fileprivate var values: [Value] {
        [
            Value(displayName), Value(description), Value(website?.text), Value(lines: languages),
            Value(lines: industries), Value(lines: products), Value(lines: services), Value(lines: solutions),
            Value(lines: keywords), Value(lines: customerSizes.map(\.rawValue)),
        ]
    }
}

extension TableReader {
    func profile(_ id: ID<Profile>, _ scope: Scope) throws(ReferralError) -> Profile? {
        let found = try connection.one(ProfileSQL.byID, [Value(id)]) { row in try Profile(row) }
        guard let found, scope.includes(found.partnerID) else { return nil }
        return try withLocations(found)
    }

    func profileID(of partner: ID<Partner>, country: CountryCode) throws(ReferralError) -> ID<Profile>? {
        try connection.one(ProfileSQL.byCountry, [Value(partner), .text(country.code)]) { row in
            row.optionalBytes16(0).map { ID(high: $0.0, low: $0.1) }
        } ?? nil
    }

    func profiles(
        _ query: ProfileQuery, _ scope: Scope, _ page: PageRequest<ID<Profile>>
    ) throws(ReferralError) -> Page<Profile, ID<Profile>> {
        let after = Value(page.after ?? .greatest)
        let (sql, values): (SQL, [Value])
        switch scope {
        case .operator: (sql, values) = (ProfileSQL.page, [after])
        case .partner(let id): (sql, values) = (ProfileSQL.partnerPage, [Value(id), after])
        case .marketplace, .reviewer: return Page(items: [])
        }
        var found = try connection.page(
            sql, values, limit: page.limit, id: \.id, matching: query.accepts, read: { try Profile($0) })
        for index in found.items.indices { found.items[index] = try withLocations(found.items[index]) }
        return found
    }

    private func withLocations(_ profile: Profile) throws(ReferralError) -> Profile {
        var whole = profile
        whole.locations = try locations(of: profile.id)
        return whole
    }
}

extension ProfileQuery {
    private static let status = Profile.columns.index(of: "status")
    private static let country = Profile.columns.index(of: "country")

    /// Judges a row of profiles before it is read.
    fileprivate func accepts(_ row: borrowing Row) -> Bool {
        if let statuses {
            let status = row.text(Self.status)
            guard statuses.contains(where: { $0.rawValue == status }) else { return false }
        }
        guard let countries else { return true }
        let country = row.text(Self.country)
        return countries.contains { $0.code == country }
    }
}

extension StoreTransaction {
    func insert(_ profile: Profile) throws(ReferralError) {
        try connection.change(ProfileSQL.insert, profile.values)
        try saved(profile)
    }

    func update(_ profile: Profile) throws(ReferralError) {
        try connection.change(ProfileSQL.update, profile.values)
        try replaceLocations(of: profile)
        try saved(profile)
    }

    func deleteProfile(_ id: ID<Profile>) throws(ReferralError) {
        guard let profile = try profile(id, .operator) else { return }
        try deleteLocations(of: id)
        try connection.removeListing(of: id)
        try connection.change(ProfileSQL.delete, [Value(id)])
        touch(profile.partnerID)
        touchDirectory()
    }

    private func saved(_ profile: Profile) throws(ReferralError) {
        if let name = profile.details.displayName {
            try connection.change(ProfileSQL.name, [Value(profile.id), .text(name)])
        }
        try list(profile)
        touch(profile.partnerID)
        touchDirectory()
    }
}

private enum ProfileSQL {
    static let byID = SQL(constant: "SELECT \(Profile.columns.selected) FROM profiles WHERE id = ?1")
    static let byCountry: SQL = "SELECT id FROM profiles WHERE partner_id = ?1 AND country = ?2"
    static let page = SQL(constant: "SELECT \(Profile.columns.selected) FROM profiles WHERE id < ?1 ORDER BY id DESC")
    static let partnerPage = SQL(
        constant: """
            SELECT \(Profile.columns.selected) FROM profiles
            WHERE partner_id = ?1 AND id < ?2 ORDER BY partner_id, id DESC
            """)
    static let insert = SQL(constant: "INSERT INTO profiles \(Profile.columns.inserted)")
    static let update: SQL = """
        UPDATE profiles SET partner_id = ?2, country = ?3, created_at = ?4, status = ?5, display_name = ?6,
            description = ?7, website = ?8, languages = ?9, industries = ?10, products = ?11, services = ?12,
            solutions = ?13, keywords = ?14, customer_sizes = ?15, version = ?16, updated_at = ?17, activated_at = ?18,
            response_window = ?19
        WHERE id = ?1
        """
    static let delete: SQL = "DELETE FROM profiles WHERE id = ?1"
    static let name: SQL = """
        INSERT INTO profile_names (profile_id, display_name) VALUES (?1, ?2)
        ON CONFLICT (profile_id) DO UPDATE SET display_name = ?2 WHERE display_name <> ?2
        """
}
