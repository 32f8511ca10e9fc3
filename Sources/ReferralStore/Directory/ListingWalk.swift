// Reads the listings that a search is about, in few walks: numbers that lie near each other are read in one, and what
// is not asked for is passed over.

import Referrals
import SQLite

/// A listing with what it is ranked by, apart from its places.
struct ListedProfile {
    let row: Int64
    let profileID: ID<Profile>
    let partnerID: ID<Partner>
    let nameKey: String
    let signals: PartnerSignals

    /// Of columns, by their numbers.
    fileprivate init(_ columns: borrowing Row) {
        row = columns.int(0)
        let (profile, partner) = (columns.bytes16(2), columns.bytes16(3))
        profileID = ID(high: profile.0, low: profile.1)
        partnerID = ID(high: partner.0, low: partner.1)
        nameKey = columns.text(4)
        signals = PartnerSignals(
            answers: Int(columns.int(5)), speed: Int(columns.int(6)), accepted: Int(columns.int(7)),
            reporting: Int(columns.int(8)))
    }
}

extension Listing.Place {
    /// Of the columns from this one on.
    init(_ columns: borrowing Row, from first: Int) throws(ReferralError) {
        let id = columns.bytes16(first)
        var position: Position?
        if let latitude = columns.optionalInt(first + 2), let longitude = columns.optionalInt(first + 3) {
            position = Position(latitude: Int(latitude), longitude: Int(longitude))
            guard position != nil else { throw .damaged("listing_places", "latitude") }
        }
        self.init(id: ID(high: id.0, low: id.1), cityKey: columns.text(first + 1), position: position)
    }
}

extension TableReader {
    /// Calls `body` for each place of the listings that serve customers of the size, listing by listing; for all of
    /// them when `rows`, which is in order, is nil. Looks at 10,000 listings at most.
    func eachPlace(
        of rows: [Int64]?, serving size: CustomerSize?,
        _ body: (ListedProfile, Listing.Place) throws(ReferralError) -> Void
    ) throws(ReferralError) {
        var walk = ListingWalk(rows, size)
        for stretch in walk.stretches {
            let bounds = [Value.integer(stretch.lowerBound), .integer(stretch.upperBound)]
            try connection.each(WalkSQL.places, bounds) { row in
                guard walk.comes(to: row) else { return false }
                if let profile = walk.profile { try body(profile, try Listing.Place(row, from: 9)) }
                return true
            }
        }
    }
}

/// Where a walk has come to.
private struct ListingWalk {
    /// Up to so many numbers that are not asked for are passed over: to read on costs less than to look one up.
    private static let gap: Int64 = 8

    private let rows: [Int64]?
    private let size: Int64
    private var position = 0
    private var row: Int64?
    private var looked: Int64 = 0
    /// The listing that the walk has come to; nil when it is not asked for.
    private(set) var profile: ListedProfile?

    init(_ rows: [Int64]?, _ size: CustomerSize?) {
        self.rows = rows
        self.size = size?.bit ?? 0
    }

    /// What is read in one go.
    var stretches: [ClosedRange<Int64>] {
        guard let rows else { return [0...Int64.max] }
        return rows.reduce(into: []) { stretches, row in
            if let last = stretches.last, row - last.upperBound <= Self.gap {
                stretches[stretches.count - 1] = last.lowerBound...row
            } else {
                stretches.append(row...row)
            }
        }
    }

    /// Takes note of the next place; false when no more listings may be looked at.
    mutating func comes(to place: borrowing Row) -> Bool {
        let next = place.int(0)
        guard next != row else { return true }
        row = next
        profile = nil
        guard isAsked(next) else { return true }
        looked += 1
        guard looked <= ListingMatches.limit else { return false }
        if serves(place.int(1)) { profile = ListedProfile(place) }
        return true
    }

    private func serves(_ sizes: Int64) -> Bool { size == 0 || sizes == 0 || sizes & size != 0 }

    private mutating func isAsked(_ row: Int64) -> Bool {
        guard let rows else { return true }
        while position < rows.count, rows[position] < row { position += 1 }
        return position < rows.count && rows[position] == row
    }
}

private enum WalkSQL {
    /// `CROSS JOIN` keeps the order of the tables (https://www.sqlite.org/optoverview.html#crossjoin).
    static let places: SQL = """
        SELECT l.row, l.sizes, l.profile_id, l.partner_id, l.name_key, s.answers, s.speed, s.accepted, s.reporting,
            p.location_id, p.city_key, p.latitude, p.longitude
        FROM listings AS l LEFT JOIN partner_signals AS s ON s.partner_id = l.partner_id
            CROSS JOIN listing_places AS p ON p.listing = l.row
        WHERE l.row BETWEEN ?1 AND ?2 ORDER BY l.row, p.location_id
        """
}
