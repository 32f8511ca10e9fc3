// Whatever text goes into the log goes through here: `LogText` appends nothing else, and numbers are written by
// themselves. So nobody has to think of it where something is logged.

/// Text without what may be a secret or a person's: keys, mail addresses, users and passwords of URLs, query strings.
struct Redacted: Equatable, Sendable {
    /// More than this of one value tells nothing new.
    private static let limit = 1_024

    /// The text as it may be shown.
    let text: String

    /// Takes out what must not be shown.
    init(_ text: String) {
        self.text = Self.isPlain(text) ? text : Self.words(of: text)
    }

    /// Whether there is certainly nothing to take out, which is so of nearly all text: one look at each byte.
    private static func isPlain(_ text: String) -> Bool {
        var run = Run()
        let bytes = text.utf8.span
        for index in bytes.indices {
            if isMark(bytes[index]) || run.isKey(before: bytes[index]) { return false }
        }
        return !run.isKey(before: 0) && bytes.count <= limit
    }

    /// What stands in addresses, escapes, query strings and keys, and hardly elsewhere.
    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "@") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "_")
    }

    private static func words(of text: String) -> String {
        var (shown, piece): ([UInt8], [UInt8]) = ([], [])
        var isInQuery = false
        for byte in text.utf8.prefix(limit) {
            guard !isInQuery || ends.contains(byte) else { continue }
            isInQuery = byte == UInt8(ascii: "?")
            guard isInQuery || ends.contains(byte) || separators.contains(byte) else {
                piece.append(byte)
                continue
            }
            shown += Self.shown(piece)
            shown.append(byte)
            piece = []
        }
        shown += Self.shown(piece)
        return String(decoding: shown, as: UTF8.self) + (text.utf8.count > limit ? "..." : "")
    }

    /// What ends a URL in a sentence, and what separates the parts of one.
    private static let ends: Set<UInt8> = Set(" \t\n\r\"'`()[]{}<>,".utf8)
    private static let separators: Set<UInt8> = Set("/=;&".utf8)

    private static func shown(_ piece: [UInt8]) -> [UInt8] {
        let text = String(decoding: piece, as: UTF8.self)
        if text.contains("@") || text.contains("%40") { return Array("(address)".utf8) }
        var run = Run()
        let hasKey = piece.contains { run.isKey(before: $0) } || run.isKey(before: 0)
        return hasKey || text.hasPrefix("rk_") || text.hasPrefix("whsec_") ? Array("(key)".utf8) : piece
    }
}

/// Characters of a key that stand together.
private struct Run {
    private var count = 0
    private var hyphens = 0
    /// Of nothing else are the names of variables.
    private var isOfCapitals = true

    /// Takes the next byte, 0 for the end; true when it ends what is as long as a key and is no id.
    mutating func isKey(before byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): count += 1
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            count += 1
            isOfCapitals = false
        case UInt8(ascii: "-"):
            count += 1
            hyphens += 1
        default:
            defer { self = Run() }
            return count >= 32 && !isOfCapitals && !(count == 36 && hyphens == 4)
        }
        return false
    }
}
