// What a customer of the demo asks, and of whom.

import Referrals

/// A request for information, before anybody has an id.
struct Demand: Sendable {
    let inquiry: Inquiry
    let country: Country
    /// The position in `Trade.all`.
    let trade: Int
    /// Positions among all profiles.
    let recipients: [Int]
    let closing: ClosingRule
    let topUp: Int?
    /// The position among the marketplaces.
    let marketplace: Int

    /// How many marketplaces there are.
    static let marketplaces = ["demo-north", "demo-south", "demo-web"].compactMap { MarketplaceID($0) }

    /// A customer's request to some of the profiles, `most` at most.
    init(_ number: Int, to market: Market, most: Int, _ random: inout SeededGenerator) {
        let country = market.country(&random)
        let trade = market.trade(in: country, &random)
        let inquiry = Inquiry(customer: random.number(0...(200 + number / 2)), in: country, Trade.all[trade], &random)
        let count = min(most, 1 + random.index(weighted: [20, 25, 30, 15, 10]))
        self.country = country
        self.trade = trade
        self.inquiry = inquiry
        recipients = market.recipients(count, trade, country, inquiry.customer.size, &random)
        marketplace = random.index(weighted: [5, 3, 2])
        closing = Self.closing(recipients.count, &random)
        topUp = random.chance(0.06) ? min(recipients.count + 2, RFI.maximumRecipients) : nil
    }

    private static func closing(_ recipients: Int, _ random: inout SeededGenerator) -> ClosingRule {
        switch random.number(1...100) {
        case 1...8 where recipients > 1: .firstAccept
        case 9...13 where recipients > 2: .upTo(2)
        default: .all
        }
    }
}

extension Inquiry {
    fileprivate init(customer number: Int, in country: Country, _ trade: Trade, _ random: inout SeededGenerator) {
        let company = Names.customer(number, &random)
        let size = CustomerSize.allCases[random.index(weighted: [18, 30, 24, 14, 8, 3, 2, 1])]
        let customer = Customer(
            company: company, size: size, address: country.address(in: random.pick(country.cities), &random),
            contact: Names.buyer(at: Names.host(company), in: country, &random))
        let need = Need(
            summary: random.pick(trade.needs),
            details: random.chance(0.5) ? Self.details(trade, &random) : nil,
            industries: Trade.tags(random.some(0...1, of: trade.industries)),
            products: Trade.tags(random.some(0...2, of: trade.products)),
            services: Trade.tags(random.some(1...2, of: trade.services)),
            solutions: Trade.tags(random.some(0...1, of: trade.solutions)))
        self.init(
            customer: customer, need: need,
            budget: random.chance(0.5) ? country.money(trade.worth, size, &random) : nil,
            timeframe: random.chance(0.8) ? random.pick(Timeframe.allCases) : nil,
            source: Source.allCases[random.index(weighted: [7, 2, 1])], directContact: random.chance(0.3),
            consent: Consent(share: random.chance(0.4)))
    }

    private static func details(_ trade: Trade, _ random: inout SeededGenerator) -> String {
        let (what, who) = (random.pick(trade.services), random.number(2...60))
        return """
            We think of \(what) for about \(who) people. What we have today is \(random.pick(trade.products)) from \
            some years ago. Please tell us how you would go about it.
            """
    }
}

extension Country {
    /// What something costs here that costs so many thousands for 10 to 50 people.
    func money(_ thousands: ClosedRange<Int>, _ size: CustomerSize, _ random: inout SeededGenerator) -> Money {
        let factors = [0.4, 1, 1.8, 3, 5, 8, 11, 15]
        let factor = factors[CustomerSize.allCases.firstIndex(of: size) ?? 1]
        let hundreds = Int64(Double(random.number(thousands) * 10) * factor) + Int64(random.number(1...9))
        let level: Int64 = currency.code == "JPY" ? 150 : currency.code == "SEK" ? 10 : 1
        let minor = (0..<currency.digits).reduce(Int64(1)) { units, _ in units * 10 }
        return Money(minorUnits: hundreds * 100 * level * minor, currency: currency)
    }
}
