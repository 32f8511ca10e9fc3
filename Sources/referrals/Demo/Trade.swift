import Referrals

/// A line of business: what those who are in it call what they do, and what customers want of them.
struct Trade: Sendable {
    /// Ends of company names.
    let names: [String]
    /// What it is, as a sentence about somebody has it.
    let phrase: String
    let industries: [String]
    let products: [String]
    let services: [String]
    let solutions: [String]
    let keywords: [String]
    /// What customers ask for, in one line.
    let needs: [String]
    /// What a deal with a customer of 10 to 50 people is worth, in thousands.
    let worth: ClosedRange<Int>

    /// All of them.
    static let all = office + technical + outward

    /// The tags of a text list.
    static func tags(_ texts: [String]) -> [Tag] { texts.map(Tag.init(stored:)) }
}
