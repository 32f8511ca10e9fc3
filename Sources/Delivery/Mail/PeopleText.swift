// What people write reaches the other side's mail as text and as nothing else. In HTML it is escaped. That is not
// enough, nor is plain text safe by itself: mail programs make a link of whatever looks like an address, so a customer
// could put a link of their choice under the service's name. A zero-width space behind the characters that such an
// address needs breaks it for the program and is not seen by the reader.

/// Text that people wrote.
struct PeopleText: Hashable, Sendable {
    /// One that can be read and not clicked.
    let text: String

    /// Takes any text. Characters that turn the direction of writing are left out: they let text be read in another
    /// order than it has (https://www.unicode.org/reports/tr36/, section 2.5).
    init(_ raw: String) {
        var scalars = String.UnicodeScalarView()
        var joint = false
        for scalar in raw.unicodeScalars where !Self.turnsDirection(scalar) {
            if joint, !scalar.properties.isWhitespace { scalars.append("\u{200B}") }
            scalars.append(scalar)
            joint = Self.joints.contains(scalar)
        }
        text = String(scalars)
    }

    /// The first characters of a text for a place with little room.
    init(_ raw: String, atMost count: Int) {
        self.init(raw.count <= count ? raw : raw.prefix(count - 1) + "…")
    }

    private init(_ raw: Substring) { self.init(String(raw)) }

    /// The text in one line.
    var line: String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }))
    }

    /// What stands between the parts of a URL, a host name or an address; with the other points of internationalized
    /// host names (RFC 3490, section 3.1) and the wide forms, which programs fold to these.
    private static let joints: Set<Unicode.Scalar> = [
        ".", "@", ":", "/", "\\", "\u{3002}", "\u{FF0E}", "\u{FF61}", "\u{FF20}", "\u{FF1A}", "\u{FF0F}",
    ]

    private static func turnsDirection(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
