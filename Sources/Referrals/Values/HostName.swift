/// Host names as mail and URLs need them: LDH labels (RFC 952, RFC 1123 2.1, RFC 5890 2.3.1). A name with
/// other letters is taken in its ASCII form (`xn--...`) only, the one that resolvers and mail servers are
/// asked for.
enum HostName {
    /// Whether the text is a name of at most 253 bytes, each label 1 to 63 letters, digits and inner hyphens.
    static func isValid(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= 253 && hasValidLabels(text)
    }

    /// As `isValid`, but of any length: RFC 3986 has no limit for hosts.
    static func hasValidLabels(_ text: some StringProtocol) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                    && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }
}
