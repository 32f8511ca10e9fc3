import Referrals

/// How a partner treats what it is asked, always much the same way.
struct Habits: Sendable {
    /// Hours that it usually takes to answer.
    let hours: Double
    /// How likely it answers at all.
    let answers: Double
    /// How likely it accepts what suits it.
    let accepts: Double
    /// How likely it reports values, changes and the end.
    let reports: Double
    /// How likely it wins what it works on.
    let wins: Double
    /// How likely it writes notes and contacts.
    let writes: Double
    /// Whether its engagements have a number in its CRM.
    let usesCRM: Bool
    /// It likes no customers that are smaller; the position among all sizes.
    let smallest: Int
    /// The response window that it sets itself.
    let window: TimeSpan?

    /// Habits that somebody might have.
    init(_ random: inout SeededGenerator) {
        hours =
            switch random.number(1...10) {
            case 1...3: Double(random.number(1...4))
            case 4...8: Double(random.number(6...30))
            default: Double(random.number(48...200))
            }
        answers = random.chance(0.2) ? 0.6 : Double.random(in: 0.8...0.99, using: &random)
        accepts = Double.random(in: 0.5...0.97, using: &random)
        reports = random.chance(0.25) ? Double.random(in: 0.2...0.5, using: &random) : 0.92
        wins = Double.random(in: 0.2...0.65, using: &random)
        writes = Double.random(in: 0.05...0.6, using: &random)
        usesCRM = random.chance(0.4)
        smallest = random.pick([0, 0, 0, 1, 1, 2, 3])
        window = random.chance(0.1) ? .days(Int64(random.number(3...10))) : nil
    }
}
