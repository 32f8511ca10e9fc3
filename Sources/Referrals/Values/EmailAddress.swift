/// A mailbox that any mail server can be given: a dot-atom, `@` and a domain (RFC 5321 4.1.2, RFC 5322
/// 3.2.3), all ASCII.
///
/// Refused although RFC 5321 knows them: quoted local parts, address literals (`[192.0.2.1]`) and domains
/// of one label, which are slips far more often than addresses. Refused too, as they need SMTPUTF8 (RFC
/// 6531) on every hop: other letters in the local part, and in the domain unless in its `xn--` form.
public struct EmailAddress: Hashable, Sendable {
    /// The address as it was given; the local part may depend on its case.
    public let text: String

    /// An address of at most 254 bytes, its local part at most 64; nil for any other text.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, Self.isDotAtom(parts[0]), Self.isDomain(parts[1])
        else {
            return nil
        }
        self.text = String(text)
    }

    /// The address in lower case, which is the same for spellings that reach one mailbox nearly everywhere.
    public var folded: String { text.lowercased() }

    private static func isDotAtom(_ text: some StringProtocol) -> Bool {
        guard text.utf8.count <= 64 else { return false }
        return text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { atom in !atom.isEmpty && atom.allSatisfy(isAtomText) }
    }

    /// `atext` of RFC 5322 3.2.3.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    /// A host name of two labels or more, the last not a number: that would be an IPv4 address.
    private static func isDomain(_ text: some StringProtocol) -> Bool {
        let labels = text.split(separator: ".")
        guard HostName.isValid(text), labels.count >= 2, let last = labels.last else { return false }
        return !last.utf8.allSatisfy(ASCII.isDigit)
    }
}

extension EmailAddress: CustomStringConvertible {
    /// The address.
    public var description: String { text }
}
