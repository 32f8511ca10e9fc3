// The two values that hold text: strings and numbers.

extension Parser {
    /// The string whose opening quote is at `position`.
    mutating func string() throws(JSONError) -> String {
        let start = position + 1
        let end = try closingQuote(from: start)
        position = end.quote + 1
        let text = try text(start..<end.quote)
        return end.escaped ? try unescaped(start..<end.quote) : text
    }

    /// Where the string ends, and whether it holds escapes.
    private func closingQuote(from start: Int) throws(JSONError) -> (quote: Int, escaped: Bool) {
        var index = start
        var escaped = false
        let span = bytes.span
        while index < span.count {
            switch span[index] {
            case UInt8(ascii: "\""): return (index, escaped)
            case 0..<0x20: throw fault(.controlCharacter, at: index)
            case UInt8(ascii: "\\"):
                escaped = true
                index += 2
            default: index += 1
            }
        }
        throw fault(.unexpectedEnd, at: bytes.count)
    }

    /// The text of a range of valid UTF-8 with its escapes resolved.
    private func unescaped(_ range: Range<Int>) throws(JSONError) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "\\") {
                result.append(contentsOf: String(try escape(at: &index)).utf8)
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The scalar of the escape whose backslash is at `index`, which moves behind it. A closing quote follows
    /// every string, so that looking at the next bytes stays inside of the text.
    private func escape(at index: inout Int) throws(JSONError) -> Unicode.Scalar {
        let start = index
        index += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(at: &index, from: start)
        default: throw fault(.invalidEscape, at: start)
        }
    }

    /// The scalar of `\uXXXX`, or of two such that form a surrogate pair (RFC 8259 section 7). `index` is
    /// behind the `u` of the first.
    private func unicodeEscape(at index: inout Int, from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try codeUnit(at: &index, from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        let second = index
        guard UTF16.isLeadSurrogate(first), bytes[second...].starts(with: [0x5C, 0x75]) else {
            throw fault(.loneSurrogate, at: start)
        }
        index += 2
        let last = try codeUnit(at: &index, from: second)
        guard UTF16.isTrailSurrogate(last),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(last & 0x3FF)))
        else { throw fault(.loneSurrogate, at: start) }
        return scalar
    }

    /// Four hexadecimal digits at `index`, which moves behind them. `start` is where their escape begins.
    private func codeUnit(at index: inout Int, from start: Int) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard index < bytes.count, let digit = hexDigit(bytes[index]) else {
                throw fault(.invalidEscape, at: start)
            }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }

    private func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The number that begins at `position` with a digit or a minus sign (RFC 8259 section 6).
    mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {
            guard !nextIsDigit else { throw fault(.invalidNumber, at: start) }
        } else {
            try digits(of: start)
        }
        if take(UInt8(ascii: ".")) { try digits(of: start) }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try digits(of: start)
        }
        return JSONNumber(checked: try text(start..<position))
    }

    private var nextIsDigit: Bool { peek().map { (0x30...0x39).contains($0) } ?? false }

    /// Steps over one digit or more.
    private mutating func digits(of start: Int) throws(JSONError) {
        guard nextIsDigit else {
            throw position == bytes.count ? unexpected() : fault(.invalidNumber, at: start)
        }
        while nextIsDigit { position += 1 }
    }
}
