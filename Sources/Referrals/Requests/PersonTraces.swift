// What counts as an occurrence of a customer's person in what others have written. Erasing goes by this, and by nothing
// else: what it does not find stays, so it would rather take a word too many than leave a number.

/// The traces that a person may have left in text: name, e-mail address and number.
///
/// ```swift
/// let traces = PersonTraces(Person(name: "Ada Example", email: email, phone: phone))
/// traces.erased(from: "Ask ada  example, (089) 12-34-56")        // "Ask [erased], [erased]"
/// ```
public struct PersonTraces: Sendable {
    /// What stands in the place of each.
    public static let replacement = "[erased]"

    private let person: Person
    private let name: NameTrace?
    private let email: EmailTrace
    private let phone: PhoneTrace?

    /// The traces of a person. The title is none: it says what somebody is, not who.
    public init(_ person: Person) {
        self.person = person
        name = NameTrace(person.name)
        email = EmailTrace(person.email)
        phone = person.phone.map(PhoneTrace.init)
    }

    /// The text with `[erased]` for each occurrence; the text itself when there is none.
    ///
    /// - The name: all of it, as whole words, without regard to case, whatever white space stands between. A name of
    ///   one or two letters is not looked for, but for Han, Kana and Hangul: it would be found everywhere.
    /// - The e-mail address: without regard to case, wherever no letter or digit touches it.
    /// - The number: with and without its country code, with what people put between digits.
    public func erased(from text: String) -> String {
        let folded = FoldedText(text)
        var ranges = email.ranges(in: folded)
        if let name { ranges += name.ranges(in: folded) }
        if let phone { ranges += phone.ranges(in: folded) }
        return ranges.isEmpty ? text : folded.replacing(ranges, of: text, with: Self.replacement)
    }

    /// The tags with `[erased]` for each occurrence.
    func erased(from tags: [Tag]) -> [Tag] { tags.map { Tag(stored: erased(from: $0.text)) } }

    /// Whether the contact is the person: it has the person's address or number, or the person's name in its own.
    public func match(_ contact: ContactDetails) -> Bool {
        if contact.emails.contains(where: { $0.folded == person.email.folded }) { return true }
        if let phone = person.phone, contact.phone == phone { return true }
        return CaseFolding.folded(contact.name) == CaseFolding.folded(person.name)
            || erased(from: contact.name) != contact.name
    }
}

extension Inquiry {
    /// The inquiry without the person, and without their traces in what the customer wrote. The company and the need
    /// stay otherwise.
    public func erasing(_ traces: PersonTraces) -> Inquiry {
        var next = self
        next.customer.contact = nil
        next.customer.company = traces.erased(from: customer.company)
        next.customer.address.addressLine1 = customer.address.addressLine1.map(traces.erased)
        next.customer.address.addressLine2 = customer.address.addressLine2.map(traces.erased)
        next.need.summary = traces.erased(from: need.summary)
        next.need.details = need.details.map(traces.erased)
        for tags in [\Need.industries, \.products, \.services, \.solutions] {
            next.need[keyPath: tags] = traces.erased(from: need[keyPath: tags])
        }
        return next
    }
}

/// A full name in words.
struct NameTrace: Sendable {
    private let words: [[UInt8]]
    private let standsAlone: (first: Bool, last: Bool)

    /// Nil for a name that is too short to be looked for: two letters would be found everywhere, while two of the
    /// characters that are words by themselves are the whole of many names.
    init?(_ name: String) {
        let scalars = name.unicodeScalars
        let letters = scalars.filter(\.properties.isAlphabetic)
        guard letters.count > (letters.allSatisfy(SearchText.standsAlone) ? 1 : 2), let first = scalars.first,
            let last = scalars.last
        else { return nil }
        standsAlone = (SearchText.standsAlone(first), SearchText.standsAlone(last))
        words = scalars.split { $0.properties.isWhitespace }.map { FoldedText(String($0)).bytes }
    }

    func ranges(in text: FoldedText) -> [Range<Int>] {
        guard let first = words.first else { return [] }
        var found: [Range<Int>] = []
        var start = 0
        while let next = text.place(of: first, from: start) {
            let end = end(in: text, from: next)
            if let end { found.append(next..<end) }
            start = end ?? next + 1
        }
        return found
    }

    private func end(in text: FoldedText, from start: Int) -> Int? {
        guard standsAlone.first || text.wordsMayBegin(at: start) else { return nil }
        var place = start
        for (index, word) in words.enumerated() {
            if index > 0 {
                let next = text.skipping(from: place, atMost: .max) { $0.properties.isWhitespace }
                guard next > place else { return nil }
                place = next
            }
            guard text.has(word, at: place) else { return nil }
            place += word.count
        }
        return standsAlone.last || text.wordsMayEnd(at: place) ? place : nil
    }
}

/// An address of mail.
struct EmailTrace: Sendable {
    private let bytes: [UInt8]

    init(_ email: EmailAddress) { bytes = Array(email.folded.utf8) }

    func ranges(in text: FoldedText) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = 0
        while let next = text.place(of: bytes, from: start) {
            start = next + bytes.count
            if !text.isASCIIAlphanumeric(at: next - 1), !text.isASCIIAlphanumeric(at: start) {
                found.append(next..<start)
            }
        }
        return found
    }
}
