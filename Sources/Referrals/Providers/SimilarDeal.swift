// How much two deals are alike: pure, so that the order can be told to people and counted anew by tests.

/// A deal with the words of its need, as deals are compared. Nothing in it tells of the customer's person.
public struct ComparableDeal: Hashable, Sendable {
    /// How many words count at most; the first ones do.
    public static let maximumWords = 40

    /// What it is about.
    public let deal: Deal
    /// The words of the summary as they are compared, each once, in order: of four letters at least, but for writing
    /// other than Latin.
    public let words: [String]

    /// The deal that an inquiry offers.
    public init(_ inquiry: Inquiry) {
        let traces = inquiry.customer.contact.map(PersonTraces.init)
        var need = inquiry.need
        if let traces {
            need.summary = traces.erased(from: need.summary)
            for tags in [\Need.industries, \.products, \.services, \.solutions] {
                need[keyPath: tags] = traces.erased(from: need[keyPath: tags])
            }
        }
        deal = Deal(need, of: inquiry.customer)
        words = Self.words(of: need.summary)
    }

    private static func words(of summary: String) -> [String] {
        var seen: Set<String> = []
        let text = CaseFolding.folded(SearchText.tokens(for: summary))
        let words = text.unicodeScalars.split { !SearchQuery.isPartOfWord($0) }.map(String.init)
        let long = words.filter { $0.utf8.count >= (isLatin($0) ? 4 : 3) }
        return Array(long.filter { seen.insert($0).inserted }.prefix(maximumWords))
    }

    /// A word of ASCII; one with an accent has more bytes than letters, and is long enough anyway.
    private static func isLatin(_ word: String) -> Bool { word.utf8.allSatisfy { $0 < 0x80 } }

    /// How much something is like this deal, 0 to 1: by what the deal is about, and for a fifth by the words of its
    /// need.
    /// - Parameters:
    ///   - hasTrait: Whether the other has the trait with that number.
    ///   - hasWord: Whether it has the word with that number.
    /// - Returns: The score of the other one.
    public func likeness(hasTrait: (Int) -> Bool, hasWord: (Int) -> Bool) -> Double {
        let fit = deal.fit { index, _ in hasTrait(index) ? 1 : 0 }
        let shared = words.indices.count(where: hasWord)
        let said = words.isEmpty ? nil : Double(shared) / Double(words.count)
        switch (fit, said) {
        case (let fit?, let said?): return fit * 0.8 + said * 0.2
        case (let fit?, nil): return fit
        case (nil, let said): return said ?? 0
        }
    }
}

/// A deal of the past that is like another one.
public struct SimilarDeal: Hashable, Sendable {
    /// Something that both have.
    public enum Reason: Hashable, Sendable {
        /// A tag, the size, the country.
        case trait(Deal.Trait)
        /// A word of the need.
        case word(String)
    }

    /// Its engagement, which was won or lost.
    public let engagement: Engagement
    /// How much it is like the other one, 0 to 1.
    public let score: Double
    /// What both have, in the order of the facets, the words last.
    public let reasons: [Reason]

    /// Compares a deal of the past to a deal.
    public init(_ engagement: Engagement, _ past: ComparableDeal, to deal: ComparableDeal) {
        self.engagement = engagement
        let (traits, words) = (Set(past.deal.traits), Set(past.words))
        let hasTrait = deal.deal.traits.map(traits.contains)
        let hasWord = deal.words.map(words.contains)
        score = deal.likeness(hasTrait: { hasTrait[$0] }, hasWord: { hasWord[$0] })
        let sharedTraits = zip(deal.deal.traits, hasTrait).filter(\.1).map { Reason.trait($0.0) }
        reasons = sharedTraits + zip(deal.words, hasWord).filter(\.1).map { Reason.word($0.0) }
    }

    /// From the day it was received to the day it was closed: the one that the partner told of a win, else the one on
    /// which the outcome was reported. Not below 0.
    public var daysToClose: Int? {
        guard let closed = engagement.closedOn ?? engagement.closedAt?.day else { return nil }
        return max(0, closed.number - engagement.clocks.createdAt.day.number)
    }
}

extension EngagementState {
    /// Whether it tells how such a deal goes: it was won or lost.
    public var isDecidedDeal: Bool { self == .archived(.won) || self == .archived(.lost) }
}
