// The directory of providers: exactly the active profiles of active partners, kept in the transaction that changes one.

import Referrals
import SQLite

extension TableReader {
    /// How a profile stands in the directory; nil for one that customers are not shown.
    func listing(of profile: Profile) throws(ReferralError) -> Listing? {
        guard profile.status == .active, try partner(profile.partnerID)?.status == .active else { return nil }
        return Listing(profile)
    }
}

extension StoreTransaction {
    /// Leaves the profile in the directory as it is now, or not at all.
    func list(_ profile: Profile) throws(ReferralError) {
        if let listing = try listing(of: profile) {
            try connection.replaceListing(listing)
        } else {
            try connection.removeListing(of: profile.id)
        }
    }

    /// Leaves all profiles of a partner whose status has changed in the directory, or none.
    func listProfiles(of partner: Partner) throws(ReferralError) {
        for id in try connection.list(ListingSQL.activeProfiles, [Value(partner.id)], { row in row.bytes16(0) }) {
            let id = ID<Profile>(high: id.0, low: id.1)
            if let profile = try profile(id, .operator) { try list(profile) }
        }
    }
}

extension Connection {
    /// Writes a listing in place of the one that the profile had; it keeps its number.
    func replaceListing(_ listing: Listing) throws(ReferralError) {
        let number = try removeListing(of: listing.profileID)
        try change(
            ListingSQL.insert,
            [
                Value(number), Value(listing.profileID), Value(listing.partnerID), .text(listing.nameKey),
                .integer(listing.sizes),
            ])
        let row = Value.integer(number ?? lastInsertRowID)
        for place in listing.places {
            try change(
                ListingSQL.insertPlace,
                [
                    row, Value(place.id), .text(place.cityKey), Value(place.position?.latitude),
                    Value(place.position?.longitude),
                ])
        }
        for tag in listing.tags { try change(ListingSQL.insertTag, tag.values + [row]) }
        try change(ListingSQL.insertText, [row] + listing.texts.map(Value.text))
    }

    /// Takes a profile out of the directory; the number that it had there, if it was in it.
    @discardableResult
    func removeListing(of profile: ID<Profile>) throws(ReferralError) -> Int64? {
        guard let row = try one(ListingSQL.row, [Value(profile)], { row in row.int(0) }) else { return nil }
        for sql in ListingSQL.deletions { try change(sql, [.integer(row)]) }
        return row
    }
}

private enum ListingSQL {
    static let activeProfiles: SQL = """
        SELECT id FROM profiles INDEXED BY profiles_partner WHERE partner_id = ?1 AND status = 'active'
        """
    static let row: SQL = "SELECT row FROM listings WHERE profile_id = ?1"
    static let insert: SQL = """
        INSERT INTO listings (row, profile_id, partner_id, name_key, sizes) VALUES (?1, ?2, ?3, ?4, ?5)
        """
    static let insertPlace: SQL = """
        INSERT INTO listing_places (listing, location_id, city_key, latitude, longitude) VALUES (?1, ?2, ?3, ?4, ?5)
        """
    static let insertTag: SQL = "INSERT INTO listing_tags (kind, tag, listing) VALUES (?1, ?2, ?3)"
    static let insertText: SQL = "INSERT INTO listing_text (rowid, name, tags, keywords) VALUES (?1, ?2, ?3, ?4)"
    /// What refers to a listing goes first.
    static let deletions: [SQL] = [
        "DELETE FROM listing_places WHERE listing = ?1", "DELETE FROM listing_tags WHERE listing = ?1",
        "DELETE FROM listing_text WHERE rowid = ?1", "DELETE FROM listings WHERE row = ?1",
    ]
}
