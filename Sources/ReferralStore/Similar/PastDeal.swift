// A won or lost engagement as it is found and compared: numbers made from what it is about. Equal things have equal
// numbers; that different ones may share one costs no more than a deal looked at in vain: whose a deal is the search asks
// the engagement itself, and what is shown is compared by the things themselves.

import Referrals
import SQLite

/// A deal of a partner in numbers.
struct PastDeal: Hashable {
    /// One for each trait, in the deal's order.
    let traits: [UInt32]
    /// One for each word of the need, in its order.
    let words: [UInt32]
    /// Under which it is found, the most telling first, each once.
    let keys: [Int64]

    init(_ deal: ComparableDeal, of partner: ID<Partner>) {
        let marks = deal.deal.traits.map { Mark($0) }
        traits = marks.map(\.short)
        words = deal.words.map { Mark($0).short }
        keys = Self.keys(deal.deal, marks, partner)
    }

    /// What deals can have in common: everything, all tags, a tag with the country and the size, a tag, the country and
    /// the size, either of them.
    private static func keys(_ deal: Deal, _ marks: [Mark], _ partner: ID<Partner>) -> [Int64] {
        let start = Mark(partner)
        let pairs = Array(zip(deal.traits, marks))
        let tags = pairs.filter { $0.0.facet != .size && $0.0.facet != .country }.map(\.1)
        let rest = pairs.filter { $0.0.facet == .size || $0.0.facet == .country }.map(\.1)
        var groups = [tags + rest, tags] + tags.map { [$0] + rest } + tags.map { [$0] } + [rest] + rest.map { [$0] }
        groups.removeAll(where: \.isEmpty)
        var seen: Set<Int64> = []
        return groups.map { Mark(start, and: $0).long }.filter { seen.insert($0).inserted }
    }
}

/// A number for a thing: FNV-1a over its bytes (draft-eastlake-fnv, section 2), for look-ups and not against attackers.
private struct Mark {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ trait: Deal.Trait) {
        add(UInt8(trait.facet.rawValue))
        trait.value.utf8.forEach { add($0) }
    }

    init(_ word: String) { word.utf8.forEach { add($0) } }

    init(_ partner: ID<Partner>) {
        add(partner.high)
        add(partner.low)
    }

    /// One for several, in whatever order.
    init(_ first: Mark, and others: [Mark]) {
        add(first.state)
        others.map(\.state).sorted().forEach { add($0) }
    }

    private mutating func add(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }

    private mutating func add(_ number: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    var long: Int64 { Int64(bitPattern: state) }

    var short: UInt32 { UInt32(truncatingIfNeeded: state ^ state >> 32) }
}
