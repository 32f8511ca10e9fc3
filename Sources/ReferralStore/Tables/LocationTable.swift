import Referrals
import SQLite

extension Location {
    static let columns = ColumnList(
        "locations",
        """
        profile_id id name address_line1 address_line2 city state postal_code country latitude longitude contact_name
        contact_email contact_phone mail_opt_outs
        """)

    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        _ = at.next()
        self.init(
            id: try row.id(&at),
            details: LocationDetails(
                name: row.text(&at), address: try row.address(&at), position: try Position(row, &at),
                contact: Person(
                    name: row.text(&at), email: EmailAddress(stored: row.text(&at)),
                    phone: row.optionalText(&at).map(PhoneNumber.init(stored:))),
                mailOptOuts: row.lines(&at, MailOptOut.init(rawValue:)).compactMap(\.self)))
    }

    fileprivate func values(of profile: ID<Profile>) -> [Value] {
        [Value(profile), Value(id), .text(details.name)] + .address(details.address) + [
            Value(details.position?.latitude), Value(details.position?.longitude), .text(details.contact.name),
            .text(details.contact.email.text), Value(details.contact.phone?.text),
            Value(lines: details.mailOptOuts.map(\.rawValue)),
        ]
    }
}

extension Position {
    fileprivate init?(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        let (latitude, longitude) = (row.optionalInt(at.next()), row.optionalInt(at.next()))
        guard let latitude, let longitude else { return nil }
        guard let position = Position(latitude: Int(latitude), longitude: Int(longitude)) else { throw at.damage }
        self = position
    }
}

extension TableReader {
    /// The locations of a profile, in the order they were added.
    func locations(of profile: ID<Profile>) throws(ReferralError) -> [Location] {
        try connection.list(LocationSQL.ofProfile, [Value(profile)]) { row in try Location(row) }
    }
}

extension StoreTransaction {
    /// Leaves the profile with exactly the locations that it has.
    func replaceLocations(of profile: Profile) throws(ReferralError) {
        guard try locations(of: profile.id) != profile.locations else { return }
        try deleteLocations(of: profile.id)
        for location in profile.locations {
            try connection.change(LocationSQL.insert, location.values(of: profile.id))
        }
    }

    func deleteLocations(of profile: ID<Profile>) throws(ReferralError) {
        try connection.change(LocationSQL.delete, [Value(profile)])
    }
}

private enum LocationSQL {
    static let ofProfile = SQL(
        constant:
            "SELECT \(Location.columns.selected) FROM locations WHERE profile_id = ?1 ORDER BY id")
    static let insert = SQL(constant: "INSERT INTO locations \(Location.columns.inserted)")
    static let delete: SQL = "DELETE FROM locations WHERE profile_id = ?1"
}
