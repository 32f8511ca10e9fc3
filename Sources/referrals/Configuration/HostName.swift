/// Names of hosts.
enum HostName {
    /// Whether the text is a host name: labels of letters, digits and inner hyphens, 1 to 63 long, 253 in
    /// all (RFC 1123, section 2.1). What ends in a number would be read as an IPv4 address, so it is none.
    static func isValid(_ text: some StringProtocol) -> Bool {
        let labels = Substring(text).split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253 && labels.allSatisfy(isLabel)
            && labels.last.flatMap { decimal($0) } == nil
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.utf8.count) && label.utf8.first != hyphen && label.utf8.last != hyphen
            && label.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), hyphen:
                    true
                default: false
                }
            }
    }
}
