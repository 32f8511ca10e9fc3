// How text and numbers become bytes. A value, with its name when it has one, is one piece: room for it is looked for
// once, and text is copied as it is while it is looked at. Most needs no escape; what does gets them afterwards.

extension JSONWriter {
    /// Appends a value of at most `capacity` bytes, behind a comma where one is due.
    @inlinable @inline(__always)
    mutating func put(upTo capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        let comma = takeComma()
        bytes.append(addingCapacity: capacity + 1) { output in
            if comma { output.append(UInt8(ascii: ",")) }
            write(&output)
        }
    }

    /// Appends a name and a value of at most `capacity` bytes.
    @inlinable @inline(__always)
    mutating func put(_ name: String, upTo capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        let text = name.utf8Span.span
        var (isPlain, length) = (true, 0)
        put(upTo: text.count + 3 + capacity) { output in
            isPlain = output.quote(text)
            output.append(UInt8(ascii: ":"))
            let start = output.count
            write(&output)
            length = output.count - start
        }
        if !isPlain { escape(last: text.count, before: length + 1) }
    }

    /// Whether a comma is due; the next value needs one.
    @usableFromInline
    mutating func takeComma() -> Bool {
        defer { needsComma = true }
        return needsComma
    }

    /// The next value is the first of what was opened, or belongs to the name before it.
    @usableFromInline
    mutating func skipComma() { needsComma = false }

    /// Puts escapes into a text that was copied as it is: the last bytes but for its quotation mark and what follows.
    @usableFromInline
    mutating func escape(last count: Int, before rest: Int = 0) {
        let end = bytes.count - 1 - rest
        var escaped: [UInt8] = []
        escaped.reserveCapacity(count * 2)
        for byte in bytes[(end - count)..<end] {
            if byte.mustBeEscaped { escaped.append(escapeOf: byte) } else { escaped.append(byte) }
        }
        bytes.replaceSubrange((end - count)..<end, with: escaped)
    }
}

extension OutputSpan<UInt8> {
    /// The bytes that the least `Int64` takes.
    static var mostDigits: Int { 20 }

    /// Appends bytes.
    @inlinable
    mutating func append(copying bytes: borrowing Span<UInt8>) {
        for index in bytes.indices { append(bytes[index]) }
    }

    /// Appends text in quotation marks, as it is; false when something in it must be escaped.
    @usableFromInline
    mutating func quote(_ text: borrowing Span<UInt8>) -> Bool {
        append(UInt8(ascii: "\""))
        let isPlain = text.count < 40 ? appendFew(text) : appendMany(text)
        append(UInt8(ascii: "\""))
        return isPlain
    }

    /// Copies and looks in one go, which is best for a short text.
    @inline(__always)
    private mutating func appendFew(_ text: borrowing Span<UInt8>) -> Bool {
        var found: UInt8 = 0
        for index in text.indices {
            let byte = text[index]
            found |= Escapes.table[Int(byte)]
            append(byte)
        }
        return found == 0
    }

    /// Copies, and looks, many bytes at a time, which the compiler sees to when there are no branches for each.
    private mutating func appendMany(_ text: borrowing Span<UInt8>) -> Bool {
        append(copying: text)
        var found: UInt8 = 0
        for index in text.indices {
            let byte = text[index]
            found |= (byte < 0x20 ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
        }
        return found == 0
    }

    mutating func appendNull() {
        for byte in "null".utf8 { append(byte) }
    }

    /// Appends a number: its digits, written from the last to the first and then turned round.
    mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var (first, rest) = (count, value.magnitude)
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        var last = count - 1
        while first < last {
            swapAt(first, last)
            (first, last) = (first + 1, last - 1)
        }
    }
}

private enum Escapes {
    /// 1 for each byte that must be escaped.
    static let table = InlineArray<256, UInt8> { byte in UInt8(truncatingIfNeeded: byte).mustBeEscaped ? 1 : 0 }
}

extension UInt8 {
    /// RFC 8259 section 7: the quotation mark, the backslash and U+0000 to U+001F.
    @inlinable
    var mustBeEscaped: Bool {
        self < 0x20 || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\")
    }
}

extension [UInt8] {
    fileprivate mutating func append(escapeOf byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        case ..<0x20:
            append(contentsOf: [UInt8(ascii: "u"), 0x30, 0x30, 0x30 + byte >> 4])
            append(byte & 0xF < 10 ? 0x30 + byte & 0xF : UInt8(ascii: "a") - 10 + byte & 0xF)
        default: append(byte)
        }
    }
}
