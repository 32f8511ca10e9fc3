// What differs from country to country. Telephone numbers come from the ranges that the countries keep free for films
// and books, such as 555-0100 to 555-0199 in North America and Ofcom's numbers for drama; where a country is not known
// to have one, nobody has a telephone.

import Referrals

/// A country that the demo happens in.
struct Country: Sendable {
    let code: CountryCode
    let currency: Currency
    /// Spoken there, the most common first.
    let languages: [LanguageTag]
    /// Hours that clocks there are ahead of UTC, summer time aside.
    let offset: Int
    /// The beginnings of numbers that belong to nobody, and how many digits follow.
    let phones: [(prefix: String, digits: Int)]
    /// How much of the business is here, of all weights.
    let weight: Int
    let cities: [City]
    /// Names of streets, before or after the house number.
    let streets: [String]
    let numberComesFirst: Bool

    private init?(
        _ code: String, _ currency: String, _ languages: [String], offset: Int, weight: Int,
        phones: [(String, Int)] = [], numberComesFirst: Bool = false, streets: [String]
    ) {
        guard let country = CountryCode(code), let currency = Currency(currency) else { return nil }
        self.code = country
        self.currency = currency
        self.languages = languages.compactMap { LanguageTag($0) }
        self.offset = offset
        self.weight = weight
        self.phones = phones.map { (prefix: $0.0, digits: $0.1) }
        self.numberComesFirst = numberComesFirst
        self.streets = streets
        cities = City.all(in: code)
    }

    /// An address in a city of the country.
    func address(in city: City, _ random: inout SeededGenerator) -> Address {
        let (street, number) = (random.pick(streets), random.number(1...180))
        return Address(
            addressLine1: numberComesFirst ? "\(number) \(street)" : "\(street) \(number)", city: city.name,
            state: city.state, country: code)
    }

    /// A number that nobody has.
    func phone(_ random: inout SeededGenerator) -> PhoneNumber? {
        guard !phones.isEmpty else { return nil }
        let range = random.pick(phones)
        let digits = (0..<range.digits).map { _ in "\(random.number(0...9))" }.joined()
        return PhoneNumber(range.prefix + digits)
    }

    private static let northAmerican = ["Sample Street", "Example Avenue", "Placeholder Road", "Demo Drive"]
    private static let german = ["Musterstraße", "Beispielweg", "Am Probeplatz", "Demoallee"]

    /// All of them.
    static let all: [Country] = [
        Country(
            "US", "USD", ["en", "es"], offset: -6, weight: 10,
            phones: [("+121255501", 2), ("+131255501", 2), ("+120655501", 2)], numberComesFirst: true,
            streets: northAmerican),
        Country(
            "DE", "EUR", ["de", "en"], offset: 1, weight: 9,
            phones: [("+493023125", 3), ("+496990009", 3), ("+494066969", 3), ("+498999998", 3)], streets: german),
        Country(
            "GB", "GBP", ["en"], offset: 0, weight: 7, phones: [("+441632960", 3), ("+442079460", 3)],
            numberComesFirst: true, streets: ["Sample Lane", "Example Road", "Specimen Street", "Mockup Mews"]),
        Country(
            "FR", "EUR", ["fr", "en"], offset: 1, weight: 6,
            phones: [("+3319900", 4), ("+3326191", 4), ("+3346571", 4)],
            numberComesFirst: true, streets: ["rue de l’Exemple", "avenue du Modèle", "place de l’Essai"]),
        Country(
            "CA", "CAD", ["en", "fr"], offset: -5, weight: 4, phones: [("+141655501", 2), ("+160455501", 2)],
            numberComesFirst: true, streets: northAmerican),
        Country(
            "AU", "AUD", ["en"], offset: 10, weight: 4, phones: [("+6125550", 4), ("+6135550", 4)],
            numberComesFirst: true, streets: ["Sample Parade", "Example Street", "Demo Terrace"]),
        Country(
            "NL", "EUR", ["nl", "en", "de"], offset: 1, weight: 3,
            streets: ["Voorbeeldstraat", "Proefkade", "Monsterplein"]),
        Country("CH", "CHF", ["de", "fr", "it", "en"], offset: 1, weight: 3, streets: german),
        Country("AT", "EUR", ["de", "en"], offset: 1, weight: 3, streets: german),
        Country(
            "SE", "SEK", ["sv", "en"], offset: 1, weight: 3, phones: [("+468465004", 2), ("+463139006", 2)],
            streets: ["Exempelgatan", "Provvägen", "Mallstigen"]),
        Country(
            "IE", "EUR", ["en", "ga"], offset: 0, weight: 2, phones: [("+3532091", 5)], numberComesFirst: true,
            streets: ["Sample Quay", "Example Road"]),
        Country("JP", "JPY", ["ja", "en"], offset: 9, weight: 3, streets: ["見本通り", "例町"]),
    ].compactMap(\.self)

    /// One of them, by weight.
    static func any(_ random: inout SeededGenerator) -> Country {
        all[random.index(weighted: all.map(\.weight))]
    }
}
