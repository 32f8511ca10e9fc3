/// A text without regard to case, in UTF-8, that knows where in the text each of its bytes comes from.
struct FoldedText {
    /// The folded text.
    let bytes: [UInt8]
    /// For each byte, and for the end, the offset in the text of the character it comes from; nil when offsets are the
    /// same.
    private let origins: [Int]?

    init(_ text: String) {
        let plain = Array(text.utf8)
        guard plain.contains(where: { $0 >= 0x80 }) else {
            bytes = plain.map(ASCII.lowercased)
            origins = nil
            return
        }
        var (bytes, origins): ([UInt8], [Int]) = ([], [])
        var origin = 0
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                bytes.append(ASCII.lowercased(UInt8(truncatingIfNeeded: scalar.value)))
            } else {
                bytes += CaseFolding.folded(scalar).utf8
            }
            while origins.count < bytes.count { origins.append(origin) }
            origin += UTF8.width(scalar)
        }
        (self.bytes, self.origins) = (bytes, origins + [origin])
    }

    func has(_ part: [UInt8], at place: Int) -> Bool {
        guard place >= 0, place + part.count <= bytes.count else { return false }
        for index in part.indices where bytes[place + index] != part[index] { return false }
        return true
    }

    /// The first place from `start` on where these bytes stand; nil when there is none.
    func place(of part: [UInt8], from start: Int) -> Int? {
        guard let first = part.first else { return nil }
        var place = start
        while place < bytes.count {
            if bytes[place] == first, has(part, at: place) { return place }
            place += 1
        }
        return nil
    }

    func isDigit(at place: Int) -> Bool { bytes.indices.contains(place) && ASCII.isDigit(bytes[place]) }

    func isASCIIAlphanumeric(at place: Int) -> Bool {
        bytes.indices.contains(place) && ASCII.isAlphanumeric(bytes[place])
    }

    /// Whether no word goes on across this place: what is before is no part of one, or a character that stands alone.
    func wordsMayBegin(at place: Int) -> Bool {
        var start = place - 1
        while start > 0, UTF8.isContinuation(bytes[start]) { start -= 1 }
        return start < 0 || endsWord(scalar(at: start))
    }

    /// Whether no word goes on across this place: what follows is no part of one, or a character that stands alone.
    func wordsMayEnd(at place: Int) -> Bool { place >= bytes.count || endsWord(scalar(at: place)) }

    private func endsWord(_ scalar: Unicode.Scalar) -> Bool {
        !SearchQuery.isPartOfWord(scalar) || SearchText.standsAlone(scalar)
    }

    /// The place behind the characters from here on that `belongs` takes, `count` of them at most.
    func skipping(from place: Int, atMost count: Int, _ belongs: (Unicode.Scalar) -> Bool) -> Int {
        var (place, rest) = (place, count)
        while place < bytes.count, rest > 0 {
            let next = scalar(at: place)
            guard belongs(next) else { break }
            place += UTF8.width(next)
            rest -= 1
        }
        return place
    }

    /// The character that begins at this place.
    private func scalar(at place: Int) -> Unicode.Scalar {
        guard bytes[place] >= 0x80 else { return Unicode.Scalar(bytes[place]) }
        let bytes = bytes[place..<min(place + 4, bytes.count)]
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
    }

    /// `text`, from which this was made, with other text in the place of these ranges of the folded bytes. Ranges that
    /// overlap are one.
    func replacing(_ ranges: [Range<Int>], of text: String, with replacement: String) -> String {
        let original = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        for range in ranges.map(origin).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound >= copied {
                result += original[copied..<range.lowerBound]
                result += replacement.utf8
            }
            copied = max(copied, range.upperBound)
        }
        return String(decoding: result + original[copied...], as: UTF8.self)
    }

    /// Where in the text a range of bytes comes from, whole characters.
    private func origin(_ range: Range<Int>) -> Range<Int> {
        guard let origins else { return range }
        var end = range.upperBound
        while end < origins.count - 1, origins[end] == origins[range.upperBound - 1] { end += 1 }
        return origins[range.lowerBound]..<origins[end]
    }
}
