// Names that nobody has: every person is called Example in one language or another, every company says that it is a
// demo, and every address ends in `.example`, which RFC 2606 keeps free for that.

import Referrals

/// Made-up names.
enum Names {
    private static let first = [
        "Ada", "Amir", "Anna", "Beatriz", "Ben", "Carla", "Chen", "Dora", "Elif", "Emil", "Femi", "Greta", "Hana",
        "Hugo", "Ines", "Jonas", "Kaori", "Lars", "Leila", "Mads", "Maya", "Nils", "Olga", "Paul", "Priya", "Rosa",
        "Sam", "Tariq", "Uma", "Vera", "Yuki", "Zoe",
    ]
    private static let last = [
        "Example", "Sample", "Specimen", "Placeholder", "Mockup", "Muster", "Beispiel", "Exemple", "Modele",
        "Voorbeeld", "Exempel", "Ejemplo", "Esempio", "Mihon",
    ]
    private static let titles = [
        "CEO", "CIO", "Head of IT", "Office manager", "Purchasing", "Head of operations", "CFO",
    ]
    private static let colours = [
        "Amber", "Azure", "Birch", "Bramble", "Cedar", "Cobalt", "Copper", "Coral", "Elder", "Fern", "Flint", "Hazel",
        "Indigo", "Juniper", "Larch", "Linden", "Maple", "Marble", "Ochre", "Pewter", "Quartz", "Rowan", "Saffron",
        "Sienna", "Slate", "Teal", "Umber", "Willow",
    ]
    private static let animals = [
        "badger", "beacon", "bridge", "cricket", "curlew", "falcon", "ferry", "finch", "gannet", "harbour", "heron",
        "kettle", "kite", "lantern", "lark", "lynx", "marten", "mill", "otter", "plover", "puffin", "quill", "sparrow",
        "stork", "swift", "tern", "thistle", "wren",
    ]
    private static let customers = [
        "Bakery", "Brewery", "Builders", "Clinic", "Dairy", "Energy", "Farms", "Fashion", "Foods", "Foundry",
        "Furniture", "Garden Centre", "Hotels", "Insurance", "Joinery", "Law Office", "Logistics", "Machines", "Media",
        "Museum", "Optics", "Pharmacy", "Publishing", "School", "Shipping", "Textiles", "Tools", "Travel",
    ]

    /// The root of a company's name, another for each number.
    static func root(_ number: Int) -> String {
        let (colour, animal) = (number % colours.count, (number / colours.count + number) % animals.count)
        let round = number / (colours.count * animals.count)
        return colours[colour] + animals[animal] + (round > 0 ? "\(round + 1)" : "")
    }

    /// The name of a partner.
    static func partner(_ number: Int, _ trade: Trade, _ random: inout SeededGenerator) -> String {
        "\(root(number)) \(random.pick(trade.names)) (demo)"
    }

    /// The name of a customer's company.
    static func customer(_ number: Int, _ random: inout SeededGenerator) -> String {
        let count = colours.count * animals.count
        // In another order than the partners: 37 has no divisor in common with the number of roots.
        let place = number / count * count + number % count * 37 % count
        return "\(root(place)) \(random.pick(customers)) (demo)"
    }

    /// The host name of a company.
    static func host(_ company: String) -> String {
        let words = company.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        return words.dropLast().joined(separator: "-").lowercased() + ".example"
    }

    /// Somebody of a company.
    static func person(at host: String, in country: Country, _ random: inout SeededGenerator) -> Person {
        let (given, family) = (random.pick(first), random.pick(last))
        return Person(
            name: "\(given) \(family)",
            email: EmailAddress(stored: "\(given).\(family)@\(host)".lowercased()),
            phone: random.chance(0.7) ? country.phone(&random) : nil)
    }

    /// Somebody of a customer.
    static func buyer(at host: String, in country: Country, _ random: inout SeededGenerator) -> Person {
        var person = person(at: host, in: country, &random)
        if random.chance(0.6) { person.title = random.pick(titles) }
        return person
    }
}
