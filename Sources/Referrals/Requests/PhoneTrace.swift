/// A telephone number as people write it: with its country code behind `+`, `00`, `011` or nothing, or without it, or
/// with the `0` or `8` of calls within the country in its place or the `0` behind it, and with spaces, dots, dashes,
/// slashes and parentheses between the digits.
struct PhoneTrace: Sendable {
    /// The sequences of digits that stand for the number, the longest first.
    private let spellings: [[UInt8]]

    init(_ phone: PhoneNumber) {
        let digits = Array(phone.text.utf8.dropFirst())
        spellings = Self.spellings(digits).sorted { $0.count > $1.count }
    }

    /// Country codes have one to three digits; which of them this one has isn't looked up. Many countries write numbers
    /// without anything in the place of the code.
    private static func spellings(_ digits: [UInt8]) -> [[UInt8]] {
        let zero = UInt8(ascii: "0")
        var full = [digits]
        var national: [[UInt8]] = []
        for length in 1...3 where digits.count - length >= fewestDigits {
            full.append(digits.prefix(length) + [zero] + digits.dropFirst(length))
            for prefix in [[zero], [UInt8(ascii: "8")]] { national.append(prefix + digits.dropFirst(length)) }
            if digits.count - length >= fewestBareDigits { national.append(Array(digits.dropFirst(length))) }
        }
        return full + full.map { [zero, zero] + $0 } + full.map { Array("011".utf8) + $0 } + national
    }

    /// How many digits a number has at least besides its country code, to be looked for without it.
    private static let fewestDigits = 6
    /// How many it has at least to be looked for with nothing in front.
    private static let fewestBareDigits = 7
    /// How many characters stand between two digits at most.
    private static let longestGap = 4

    func ranges(in text: FoldedText) -> [Range<Int>] {
        // Most texts have too few digits.
        guard let shortest = spellings.last, text.bytes.count(where: ASCII.isDigit) >= shortest.count else { return [] }
        var found: [Range<Int>] = []
        var place = 0
        while place < text.bytes.count {
            var next = place + 1
            if ASCII.isDigit(text.bytes[place]), !text.isDigit(at: place - 1), let end = end(in: text, from: place) {
                found.append(start(of: place..<end, in: text)..<end)
                next = end
            }
            place = next
        }
        return found
    }

    private func end(in text: FoldedText, from start: Int) -> Int? {
        spellings.lazy.compactMap { end(of: $0, in: text, from: start) }.first
    }

    private func end(of digits: [UInt8], in text: FoldedText, from start: Int) -> Int? {
        var place = start
        for (index, digit) in digits.enumerated() {
            if index > 0, !text.isDigit(at: place) {
                place = text.skipping(from: place, atMost: Self.longestGap, Self.standsBetweenDigits)
            }
            guard place < text.bytes.count, text.bytes[place] == digit else { return nil }
            place += 1
        }
        return text.isDigit(at: place) ? nil : place
    }

    private static func standsBetweenDigits(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", ".", "-", "/", "(", ")", "\t": true
        default:
            scalar.properties.generalCategory == .dashPunctuation
                || scalar.properties.generalCategory == .spaceSeparator
        }
    }

    /// Takes in a `+` in front, and a parenthesis that is closed within the number.
    private func start(of range: Range<Int>, in text: FoldedText) -> Int {
        var start = range.lowerBound
        if text.has([UInt8(ascii: "+")], at: start - 1) { start -= 1 }
        let inside = text.bytes[range]
        let open = UInt8(ascii: "(")
        let closed = inside.count { $0 == UInt8(ascii: ")") } - inside.count { $0 == open }
        return closed > 0 && text.has([open], at: start - 1) ? start - 1 : start
    }
}
