/// A value whose text is ASCII that needs no escape anywhere, such as an identifier or an instant.
public protocol ASCIIText: CustomStringConvertible {
    /// How many bytes the text has at most.
    static var textCapacity: Int { get }

    /// Appends the text.
    func write(to output: inout OutputSpan<UInt8>)
}

extension OutputSpan<UInt8> {
    /// Appends the bytes of a word, the highest first. The compiler makes one store of them.
    @inline(__always)
    mutating func append(word: UInt64) {
        append(word: UInt32(truncatingIfNeeded: word &>> 32))
        append(word: UInt32(truncatingIfNeeded: word))
    }

    /// Appends the bytes of a word, the highest first.
    @inline(__always)
    mutating func append(word: UInt32) {
        append(word: UInt16(truncatingIfNeeded: word &>> 16))
        append(word: UInt16(truncatingIfNeeded: word))
    }

    /// Appends the bytes of a word, the higher first.
    @inline(__always)
    mutating func append(word: UInt16) {
        append(UInt8(truncatingIfNeeded: word &>> 8))
        append(UInt8(truncatingIfNeeded: word))
    }
}

extension UInt64 {
    /// A number from 0 to 99 as two digits of text.
    static func digits(_ number: Int) -> UInt64 {
        let number = UInt64(truncatingIfNeeded: number)
        let tens = (number &* 103) &>> 10
        return 0x3030 &+ (tens &<< 8) &+ number &- tens &* 10
    }

    /// The same behind what there is, and `mark`.
    func then(_ mark: Unicode.Scalar, _ number: Int) -> UInt64 {
        self &<< 24 | UInt64(mark.value) &<< 16 | .digits(number)
    }
}

extension ASCIIText {
    /// Appends the text.
    public func append(to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: Self.textCapacity) { output in write(to: &output) }
    }

    /// The text.
    public var description: String {
        String(decoding: [UInt8](capacity: Self.textCapacity, initializingWith: write), as: UTF8.self)
    }
}
