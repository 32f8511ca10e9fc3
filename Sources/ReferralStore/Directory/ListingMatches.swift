// Which listings a search can give at all, by words and by tags, before any of them is read.

import Referrals
import SQLite

/// Listings by number, with what words give them.
struct ListingMatches {
    /// How many listings one word or tag may stand for; the oldest count.
    static let limit: Int64 = 10_000

    /// In order; nil for all of them.
    private(set) var rows: [Int64]?
    /// The credits of each for the words, added up; empty when there were none.
    private var credits: [Int64: Int] = [:]
    private var wordCount = 0

    /// How well a listing meets the words, 0 to 1; nil when there were none.
    func textMatch(_ row: Int64) -> Double? {
        guard wordCount > 0 else { return nil }
        return Double(credits[row] ?? 0) / Double(wordCount * WordField.unit)
    }

    /// Leaves only those that are also in `other`, which is in order.
    fileprivate mutating func intersect(_ other: [Int64]) {
        guard let rows else { return self.rows = other }
        let others = Set(other)
        self.rows = rows.filter(others.contains)
    }

    fileprivate mutating func add(_ word: [Int64: Int]) {
        intersect(word.keys.sorted())
        wordCount += 1
        for (row, credit) in word { credits[row, default: 0] += credit }
    }

    fileprivate var isEmpty: Bool { rows?.isEmpty ?? false }
}

/// Where a word occurs, and what that gives.
private struct WordField {
    /// The credit for a whole word of the name.
    static let unit = 20

    let column: String
    let isPrefix: Bool
    let credit: Int

    /// The best first. A word that occurs only as the beginning of one counts three quarters.
    static let all = [
        WordField(column: "name", isPrefix: false, credit: 20),
        WordField(column: "tags", isPrefix: false, credit: 16),
        WordField(column: "name", isPrefix: true, credit: 15),
        WordField(column: "keywords", isPrefix: false, credit: 12),
        WordField(column: "tags", isPrefix: true, credit: 12),
        WordField(column: "keywords", isPrefix: true, credit: 9),
    ]
}

extension TableReader {
    /// The listings that meet the words and the tags of a query.
    func matches(_ query: ProviderQuery) throws(ReferralError) -> ListingMatches {
        var matches = ListingMatches()
        for tag in query.tags where !matches.isEmpty { matches.intersect(try listings(with: tag)) }
        for word in query.search?.words ?? [] where !matches.isEmpty { matches.add(try listings(with: word)) }
        return matches
    }

    /// The listings with a tag, in order.
    func listings(with tag: ListingTag) throws(ReferralError) -> [Int64] {
        try connection.list(MatchSQL.tag, tag.values + [.integer(ListingMatches.limit)]) { row in row.int(0) }
    }

    /// The listings with a word, each with the credit of the best place where it occurs.
    private func listings(with word: String) throws(ReferralError) -> [Int64: Int] {
        let isPrefix = word.hasSuffix("*")
        let phrase = isPrefix ? String(word.dropLast()) : word
        var found: [Int64: Int] = [:]
        for field in WordField.all where isPrefix || !field.isPrefix {
            let match = "\(field.column) : \(phrase)\(field.isPrefix ? "*" : "")"
            let values: [Value] = [.text(match), .integer(ListingMatches.limit)]
            try connection.each(MatchSQL.word, values) { row in
                if found[row.int(0)] == nil { found[row.int(0)] = field.credit }
                return true
            }
        }
        return found
    }
}

extension ProviderQuery {
    /// What a listing must have.
    fileprivate var tags: [ListingTag] {
        deal.traits.compactMap(ListingTag.init) + (country.map { [ListingTag($0)] } ?? [])
            + languages.map { ListingTag(kind: .language, text: $0.folded) }
    }
}

extension ListingTag {
    /// The tag of a need; nil for what is no tag of a profile.
    init?(_ trait: Deal.Trait) {
        guard let kind = TagKind(trait.facet) else { return nil }
        self.init(kind: kind, text: trait.value)
    }

    /// Profiles for a country.
    init(_ country: CountryCode) { self.init(kind: .country, text: country.code) }
}

private enum MatchSQL {
    static let tag: SQL = """
        SELECT listing FROM listing_tags WHERE kind = ?1 AND tag = ?2 ORDER BY kind, tag, listing LIMIT ?3
        """
    static let word: SQL = """
        SELECT rowid FROM listing_text WHERE listing_text MATCH ?1 ORDER BY rowid LIMIT ?2
        """
}
