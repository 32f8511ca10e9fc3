/// A count of minor units as people and programs read it: `125000.00`.
public struct DecimalText<Magnitude: UnsignedInteger & FixedWidthInteger>: ASCIIText {
    private let magnitude: Magnitude
    private let isNegative: Bool
    private let fractionDigits: Int

    init(_ magnitude: Magnitude, isNegative: Bool, fractionDigits: Int) {
        self.magnitude = magnitude
        self.isNegative = isNegative
        self.fractionDigits = fractionDigits
    }

    /// The digits of the greatest number (three bits make less than one), a sign, a point and a zero before it.
    public static var textCapacity: Int { Magnitude.bitWidth / 3 + 4 }

    /// Appends a minus sign where it is due, the whole part, and exactly the fraction digits of the currency: digits
    /// from the last to the first, turned round.
    public func write(to output: inout OutputSpan<UInt8>) {
        if isNegative { output.append(UInt8(ascii: "-")) }
        var (first, rest, written) = (output.count, magnitude, 0)
        while rest > 0 || written <= fractionDigits {
            if written == fractionDigits, written > 0 { output.append(UInt8(ascii: ".")) }
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            written += 1
        }
        var last = output.count - 1
        while first < last {
            output.swapAt(first, last)
            (first, last) = (first + 1, last - 1)
        }
    }
}
