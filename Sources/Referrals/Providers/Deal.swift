/// What one can say of a deal before it is made, and by which deals are alike.
public enum DealFacet: Int, CaseIterable, Sendable {
    case industry, product, service, solution, size, country
}

/// What a deal is about, as far as partners' answers to such deals are counted.
public struct Deal: Hashable, Sendable {
    /// One thing that deals can have in common.
    public struct Trait: Hashable, Sendable {
        /// What kind of thing.
        public let facet: DealFacet
        /// A tag as it is compared, a size, a country's code.
        public let value: String

        /// Makes a trait.
        public init(_ facet: DealFacet, _ value: String) {
            self.facet = facet
            self.value = value
        }
    }

    /// Each once, in the order of the facets.
    public let traits: [Trait]

    /// A deal with these traits.
    public init(
        industries: [Tag], products: [Tag], services: [Tag], solutions: [Tag], size: CustomerSize?,
        country: CountryCode?
    ) {
        var traits: [Trait] = []
        for (facet, tags) in [
            (DealFacet.industry, industries), (.product, products), (.service, services), (.solution, solutions),
        ] {
            traits += tags.map { Trait(facet, $0.folded) }
        }
        if let size { traits.append(Trait(.size, size.rawValue)) }
        if let country { traits.append(Trait(.country, country.code)) }
        var seen: Set<Trait> = []
        self.traits = traits.filter { seen.insert($0).inserted }
    }

    /// The deal that a customer offers.
    public init(_ need: Need, of customer: Customer) {
        self.init(
            industries: need.industries, products: need.products, services: need.services,
            solutions: need.solutions, size: customer.size, country: customer.address.country)
    }

    /// How well something fits the deal, 0 to 1: the mean over its traits of how well each is met, 0 to 1; nil for a
    /// deal without any. For a partner that is the share of deals with the trait that it accepted, for a deal of the
    /// past whether it had the trait too.
    public func fit<E: Error>(_ met: (_ index: Int, _ trait: Trait) throws(E) -> Double) throws(E) -> Double? {
        guard !traits.isEmpty else { return nil }
        var sum = 0.0
        for (index, trait) in traits.enumerated() { sum += try met(index, trait) }
        return sum / Double(traits.count)
    }

    /// The tags among the traits.
    public var tags: [Trait] { traits.filter { $0.facet != .size && $0.facet != .country } }
}

/// How often deals with one trait were accepted and declined, by one partner.
public struct DealRecord: Hashable, Sendable {
    /// How many were accepted, whatever came later.
    public var accepted: Int
    /// How many were declined.
    public var declined: Int

    /// What is known of a newcomer unless told otherwise.
    public init(accepted: Int = 0, declined: Int = 0) {
        self.accepted = accepted
        self.declined = declined
    }

    /// What one answer adds to it.
    public init(_ answer: DealAnswer?) {
        self.init(accepted: answer == .accepted ? 1 : 0, declined: answer == .declined ? 1 : 0)
    }

    /// What must be added to the right to get the left.
    public static func - (left: DealRecord, right: DealRecord) -> DealRecord {
        DealRecord(accepted: left.accepted - right.accepted, declined: left.declined - right.declined)
    }

    /// The records with more added.
    public static func + (left: DealRecord, right: DealRecord) -> DealRecord {
        DealRecord(accepted: left.accepted + right.accepted, declined: left.declined + right.declined)
    }

    /// The share that was accepted, 0 to 1, from a neutral start.
    public var rate: Double { Smoothing.mean(accepted, of: accepted + declined, unit: 1) }

}
