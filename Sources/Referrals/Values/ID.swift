/// The identifier of an entity: a UUID of version 7, so that identifiers sort by the time they were made (RFC
/// 9562 5.7). `Entity` keeps those of different things apart and is never made.
///
/// ```swift
/// let id = ID<Engagement>("0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9f")
/// ```
public struct ID<Entity>: Hashable, Sendable {
    /// The first eight bytes, big endian: the time in milliseconds, the version, 12 random bits.
    public let high: UInt64
    /// The last eight bytes, big endian: the variant and 62 random bits.
    public let low: UInt64

    /// An identifier from its two halves, as they are stored.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An identifier from its one text form, 8-4-4-4-12 digits in lower case (RFC 9562 section 4); nil for
    /// any other text. Any version is taken: what is not in use is simply not found.
    public init?(_ text: some StringProtocol) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var position = 0
        for byte in String(text).utf8 {
            switch position {
            case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return nil }
            case 36...: return nil
            default:
                guard let digit = hexDigit(byte) else { return nil }
                high = high << 4 | low >> 60
                low = low << 4 | UInt64(digit)
            }
            position += 1
        }
        guard position == 36 else { return nil }
        self.init(high: high, low: low)
    }

    /// A new identifier (RFC 9562 5.7).
    ///
    /// - Parameters:
    ///   - time: Goes into the first 48 bits; a time before 1970 counts as 1970.
    ///   - random: Two random words, of which 74 bits are used.
    /// - Returns: An identifier greater than those of earlier milliseconds.
    public static func make(at time: Timestamp, random: (UInt64, UInt64)) -> Self {
        let milliseconds = UInt64(max(0, time.milliseconds))
        return Self(
            high: milliseconds << 16 | 0x7000 | random.0 & 0x0FFF,
            low: 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF)
    }
}

extension ID: Comparable {
    /// The order of the text forms, which is that of the times.
    public static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension ID: ASCIIText {
    /// 36.
    public static var textCapacity: Int { 36 }

    /// Appends the text form.
    public func write(to output: inout OutputSpan<UInt8>) {
        let digits = ((high &>> 32).hexDigits, high.hexDigits, (low &>> 32).hexDigits, low.hexDigits)
        output.append(word: digits.0)
        output.append(UInt8(ascii: "-"))
        output.append(word: UInt32(truncatingIfNeeded: digits.1 &>> 32))
        output.append(UInt8(ascii: "-"))
        output.append(word: UInt32(truncatingIfNeeded: digits.1))
        output.append(UInt8(ascii: "-"))
        output.append(word: UInt32(truncatingIfNeeded: digits.2 &>> 32))
        output.append(UInt8(ascii: "-"))
        output.append(word: UInt32(truncatingIfNeeded: digits.2))
        output.append(word: digits.3)
    }
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
}

extension UInt64 {
    /// The last 32 bits as eight digits of text, the first one in the highest byte: all eight at once.
    fileprivate var hexDigits: UInt64 {
        var nibbles = self & 0xFFFF_FFFF
        nibbles = (nibbles | nibbles &<< 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles &<< 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles &<< 4) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (nibbles &+ 0x0606_0606_0606_0606) &>> 4 & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    }
}
