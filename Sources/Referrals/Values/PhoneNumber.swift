/// A telephone number in the international form of ITU-T E.164: `+` and 7 to 15 digits, the first not 0.
public struct PhoneNumber: Hashable, Sendable {
    /// The number without what people put between its digits: `+4989123456`.
    public let text: String

    /// A number as people write it: spaces, dots, dashes and parentheses are removed; nil when what is left
    /// is no number with its country code.
    public init?(_ raw: some StringProtocol) {
        let text = String(decoding: raw.utf8.filter { !" .-()".utf8.contains($0) }, as: UTF8.self)
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "+"), (7...15).contains(digits.count),
            digits.allSatisfy(ASCII.isDigit), digits.first != UInt8(ascii: "0")
        else { return nil }
        self.text = text
    }
}

extension PhoneNumber: CustomStringConvertible {
    /// The number as it is stored.
    public var description: String { text }
}
