// Proves that what searches read, which is kept change by change, is what a recount gives.

package import Referrals
import SQLite

extension Store {
    /// Compares the directory of providers and the sums that they are ranked by with a recount, in one snapshot.
    /// - Returns: A sentence for each difference, without names or tags, 100 at most; none when all is as it must be.
    /// - Throws: `storageUnavailable`, and `internalFault` when rows can't be read.
    package func directoryDifferences() async throws(ReferralError) -> [String] {
        let compare: @Sendable (Connection) throws -> [String] = { connection in
            try connection.transaction(.deferred) { connection in
                var check = DirectoryCheck(Look(connection: connection, now: .first, policy: Policy()))
                try check.run()
                return check.differences
            }
        }
        guard let pool = parts.pool else { return try await parts.perform(compare) }
        do { return try await pool.read(compare) } catch { throw ReferralError(error) }
    }
}

/// A comparison under way.
struct DirectoryCheck {
    private static let limit = 100

    private let look: Look
    private(set) var differences: [String] = []

    init(_ look: Look) { self.look = look }

    private mutating func add(_ difference: String) {
        if differences.count < Self.limit { differences.append(difference) }
    }

    mutating func run() throws(ReferralError) {
        var listed = 0
        try look.eachProfile { profile throws(ReferralError) in
            let stored = try look.storedListing(of: profile.id)
            if stored != nil { listed += 1 }
            compare(profile.id, stored, try look.listing(of: profile))
        }
        for count in try look.connection.list(CheckSQL.counts, [], { row in (0..<3).map { row.int($0) } }) {
            if count[0] != listed { add("The directory holds \(count[0]) profiles, of which \(listed) exist.") }
            if count[1] != count[0] { add("The directory holds texts of \(count[1]) profiles of \(count[0]).") }
            if count[2] > 0 { add("The directory holds places or tags of \(count[2]) profiles that it does not hold.") }
        }
        try compareSums(try Recount(look))
    }

    private mutating func compare(_ id: ID<Profile>, _ stored: Listing?, _ expected: Listing?) {
        guard stored != expected else { return }
        guard let stored else { return add("The profile \(id) is missing in the directory.") }
        guard let expected else { return add("The profile \(id) stands in the directory, and is not active.") }
        if stored.places != expected.places { add("The directory has other places of the profile \(id).") }
        if stored.tags != expected.tags { add("The directory has other tags of the profile \(id).") }
        if stored.texts != expected.texts { add("The directory has another text of the profile \(id).") }
        if stored.partnerID != expected.partnerID || stored.nameKey != expected.nameKey
            || stored.sizes != expected.sizes
        {
            add("The directory has another partner, name or sizes of the profile \(id).")
        }
    }

    private mutating func compareSums(_ recount: Recount) throws(ReferralError) {
        var signals = recount.signals
        try look.connection.each(CheckSQL.signals, []) { row in
            let id = row.bytes16(0)
            let partner = ID<Partner>(high: id.0, low: id.1)
            let stored = PartnerSignals(
                answers: Int(row.int(1)), speed: Int(row.int(2)), accepted: Int(row.int(3)), reporting: Int(row.int(4)))
            if stored != signals.removeValue(forKey: partner) ?? PartnerSignals() {
                add("Speed or reporting of the partner \(partner) is not what its engagements give.")
            }
            return true
        }
        for partner in signals.keys.sorted() { add("Speed and reporting of the partner \(partner) are missing.") }
        try compareFits(recount.fits)
    }

    private mutating func compareFits(_ counted: [Recount.FitKey: DealRecord]) throws(ReferralError) {
        var fits = counted
        try look.connection.each(CheckSQL.fits, []) { row in
            guard let facet = DealFacet(rawValue: Int(row.int(0))) else {
                throw ReferralError.damaged("partner_fit", "facet")
            }
            let id = row.bytes16(2)
            let key = Recount.FitKey(
                partner: ID(high: id.0, low: id.1), trait: Deal.Trait(facet, row.text(1)))
            let stored = DealRecord(accepted: Int(row.int(3)), declined: Int(row.int(4)))
            if stored != fits.removeValue(forKey: key) ?? DealRecord() {
                add("What the partner \(key.partner) accepted and declined by \(facet) is not what was answered.")
            }
            return true
        }
        for partner in Set(fits.keys.map(\.partner)).sorted() {
            add("Something that the partner \(partner) accepted or declined is missing.")
        }
    }
}

extension Look {
    /// The listing of a profile as the directory holds it.
    fileprivate func storedListing(of profile: ID<Profile>) throws(ReferralError) -> Listing? {
        let found = try connection.one(CheckSQL.listing, [Value(profile)]) { row in
            let (row, partner, name, sizes) = (row.int(0), row.bytes16(1), row.text(2), row.int(3))
            return (row: row, partner: ID<Partner>(high: partner.0, low: partner.1), name: name, sizes: sizes)
        }
        guard let found else { return nil }
        let row = Value.integer(found.row)
        let places = try connection.list(CheckSQL.places, [row]) { row in try Listing.Place(row, from: 0) }
        let tags = try connection.list(CheckSQL.tags, [row]) { row in
            guard let kind = TagKind(rawValue: row.int(0)) else { throw ReferralError.damaged("listing_tags", "kind") }
            return ListingTag(kind: kind, text: row.text(1))
        }
        let texts = try connection.one(CheckSQL.text, [row]) { row in (0..<3).map { row.text($0) } }
        return Listing(
            profileID: profile, partnerID: found.partner, nameKey: found.name, sizes: found.sizes, places: places,
            tags: tags.sorted(), texts: texts ?? [])
    }
}

private enum CheckSQL {
    static let listing: SQL = "SELECT row, partner_id, name_key, sizes FROM listings WHERE profile_id = ?1"
    static let places: SQL = """
        SELECT location_id, city_key, latitude, longitude FROM listing_places WHERE listing = ?1 ORDER BY location_id
        """
    static let tags: SQL = "SELECT kind, tag FROM listing_tags WHERE listing = ?1"
    static let text: SQL = "SELECT name, tags, keywords FROM listing_text WHERE rowid = ?1"
    static let signals: SQL = "SELECT partner_id, answers, speed, accepted, reporting FROM partner_signals"
    static let fits: SQL = "SELECT facet, value, partner_id, accepted, declined FROM partner_fit"
    static let counts: SQL = """
        SELECT (SELECT count(*) FROM listings), (SELECT count(*) FROM listing_text), (
            SELECT count(*) FROM (SELECT listing FROM listing_places UNION SELECT listing FROM listing_tags)
            WHERE listing NOT IN (SELECT row FROM listings))
        """
}
