/// Tells code from comments and strings; knows nested comments, raw and multi-line strings, interpolation (which is
/// code) and raw identifiers. It does not know regular expressions with quotes in them: write `\W` for a quote there.
struct SwiftLexer {
    /// The text, comments and strings blanked out; as many lines as before.
    private(set) var code: [UInt8] = []
    private(set) var comments: [SwiftSource.Piece] = []
    private(set) var strings: [SwiftSource.Piece] = []

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
        code.reserveCapacity(bytes.count)
    }

    mutating func run() { scanCode(isInterpolation: false) }

    private mutating func scanCode(isInterpolation: Bool) {
        var depth = 0
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): scanLineComment()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): scanBlockComment()
            case UInt8(ascii: "`"): scanRawIdentifier()
            case UInt8(ascii: "\""), UInt8(ascii: "#"): if !scanString() { keep() }
            case UInt8(ascii: "("):
                depth += 1
                keep()
            case UInt8(ascii: ")"):
                depth -= 1
                keep()
                if isInterpolation, depth == 0 { return }
            default: keep()
            }
        }
    }

    private mutating func scanLineComment() {
        let (start, startLine) = (position, line)
        while let byte = peek(), byte != UInt8(ascii: "\n") { blank() }
        comments.append(.init(line: startLine, text: text(from: start)))
    }

    private mutating func scanBlockComment() {
        let (start, startLine) = (position, line)
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
            } else if starts(with: "*/") {
                depth -= 1
            } else {
                blank()
                continue
            }
            blank(2)
        } while depth > 0 && peek() != nil
        comments.append(.init(line: startLine, text: text(from: start)))
    }

    private mutating func scanRawIdentifier() {
        keep()
        while let byte = peek(), byte != UInt8(ascii: "`") { blank() }
        keep()
    }

    /// Scans a string that begins here; false when none does.
    private mutating func scanString() -> Bool {
        let pounds = String(
            repeating: "#", count: bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count)
        guard peek(pounds.utf8.count) == UInt8(ascii: "\"") else { return false }
        let (start, startLine) = (position, line)
        keep(pounds.utf8.count)
        let quotes = starts(with: "\"\"\"") ? "\"\"\"" : "\""
        keep(quotes.utf8.count)
        while let byte = peek(), !starts(with: quotes + pounds) {
            if byte == UInt8(ascii: "\n"), quotes.count == 1 { break }
            if starts(with: "\\" + pounds + "(") {
                keep(1 + pounds.utf8.count)
                scanCode(isInterpolation: true)
            } else {
                blank(starts(with: "\\" + pounds) ? 2 + pounds.utf8.count : 1)
            }
        }
        keep(quotes.utf8.count + pounds.utf8.count)
        strings.append(.init(line: startLine, text: text(from: start)))
        return true
    }

    private func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private func starts(with text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private func text(from start: Int) -> String { String(decoding: bytes[start..<position], as: UTF8.self) }

    private mutating func keep(_ count: Int = 1) { advance(count) { $0 } }

    private mutating func blank(_ count: Int = 1) {
        advance(count) { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
    }

    private mutating func advance(_ count: Int, _ replacement: (UInt8) -> UInt8) {
        for byte in bytes[position...].prefix(count) {
            code.append(replacement(byte))
            line += byte == UInt8(ascii: "\n") ? 1 : 0
            position += 1
        }
    }
}
