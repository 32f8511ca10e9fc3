/// Why a text is not JSON as this module takes it, and where.
public struct JSONError: Error, Equatable, Sendable {
    /// What is wrong at the place.
    public enum Kind: Equatable, Sendable {
        /// The text ends inside a value, or holds none.
        case unexpectedEnd
        /// A character that cannot stand here.
        case unexpectedCharacter
        /// Something other than white space follows the value.
        case trailingContent
        /// A number outside the grammar of RFC 8259 section 6: `01`, `1.`, `+1`, `1e`.
        case invalidNumber
        /// A backslash that no valid escape follows.
        case invalidEscape
        /// An escaped half of a surrogate pair without its other half.
        case loneSurrogate
        /// A control character, U+0000 to U+001F, that is not escaped in a string.
        case controlCharacter
        /// Bytes that are not UTF-8 (RFC 3629).
        case invalidUTF8
        /// A byte order mark before the value (RFC 8259 8.1 forbids to send one).
        case byteOrderMark
        /// A member name that the same object already has.
        case duplicateName
        /// Arrays and objects nested deeper than the limit.
        case tooDeep
    }

    /// What is wrong.
    public let kind: Kind
    /// The index of the first byte at fault; the length of the text when it ends too early.
    public let offset: Int
    /// The line of that byte, from 1; lines end with a line feed.
    public let line: Int
    /// The place of that byte in its line, from 1, counted in characters (Unicode scalars).
    public let column: Int

    init(_ kind: Kind, at offset: Int, in bytes: [UInt8]) {
        let before = bytes[..<offset]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        self.kind = kind
        self.offset = offset
        line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
    }

    /// The place and the reason for a person to read: "line 3, column 7: ...".
    public var detail: String { "line \(line), column \(column): \(reason)" }

    private var reason: String {
        switch kind {
        case .unexpectedEnd: "the text ends before the value is complete"
        case .unexpectedCharacter: "this character cannot stand here"
        case .trailingContent: "nothing may follow the value"
        case .invalidNumber: "this is not a number as JSON writes them"
        case .invalidEscape: "this escape sequence does not exist"
        case .loneSurrogate: "this escaped surrogate lacks its other half"
        case .controlCharacter: "control characters must be escaped in a string"
        case .invalidUTF8: "these bytes are not valid UTF-8"
        case .byteOrderMark: "a byte order mark may not precede the value"
        case .duplicateName: "the object already has a member of this name"
        case .tooDeep: "the nesting is deeper than the limit"
        }
    }
}
