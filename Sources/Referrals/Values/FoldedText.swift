/// A text without regard to case, in UTF-8, that knows where in the text each of its bytes comes from.
struct FoldedText {
    /// The folded text.
    let bytes: [UInt8]
    /// For each byte, and for the end, the offset in the text of the character it comes from; nil when offsets are the
    /// same.
    private let origins: [Int]?

    init(_ text: String) {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else {
            bytes = text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            origins = nil
            return
        }
        var (bytes, origins): ([UInt8], [Int]) = ([], [])
        var origin = 0
        for scalar in text.unicodeScalars {
            for byte in CaseFolding.folded(scalar).utf8 {
                bytes.append(byte)
                origins.append(origin)
            }
            origin += UTF8.width(scalar)
        }
        (self.bytes, self.origins) = (bytes, origins + [origin])
    }

    func has(_ part: [UInt8], at place: Int) -> Bool {
        place >= 0 && place + part.count <= bytes.count && bytes[place..<place + part.count].elementsEqual(part)
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
