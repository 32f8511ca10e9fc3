// Full-text search as FTS5 does it with `tokenize = "unicode61 remove_diacritics 2"`: case and diacritics are
// folded there. What it cannot do is find words in writing without spaces; so Han, Kana and Hangul characters
// are set apart and matched one by one, in sequence. https://www.sqlite.org/fts5.html#unicode61_tokenizer

/// What is given to the full-text index.
public enum SearchText {
    /// The text with spaces around each Han, Hiragana, Katakana and Hangul character, so that each is a
    /// token.
    public static func tokens(for index: String) -> String {
        let text = Text.canonical(index)
        guard text.unicodeScalars.contains(where: standsAlone) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(contentsOf: standsAlone(scalar) ? [" ", scalar, " "] : [scalar])
        }
        return String(result)
    }

    /// The scripts Hangul, Han, Hiragana and Katakana (UAX #24), with the prolonged sound marks of the
    /// latter.
    static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x1100: false
        case 0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xD7B0...0xD7FB: true
        case 0x2E80...0x2FD5, 0x3005...0x3007, 0x3021...0x3029, 0x3038...0x303B: true
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAD9, 0x20000...0x3FFFD: true
        case 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF: true
        case 0xFF66...0xFF9D, 0xFFA0...0xFFDC, 0x1AFF0...0x1B16F: true
        default: false
        }
    }
}
