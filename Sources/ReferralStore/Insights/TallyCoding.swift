// Counts by small numbers as bytes: each pair is the distance of its number to the one before and the count, both as
// LEB128, seven bits a byte and the lowest first. A row of insights has some hundred of them.

/// Pairs of a number and a count as they are stored.
enum TallyCoding {
    /// The bytes of pairs in ascending order of their numbers. Neither is negative.
    static func bytes(_ pairs: [(number: Int, count: Int)]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pairs.count * 3)
        var last = 0
        for pair in pairs {
            append(pair.number - last, to: &bytes)
            append(pair.count, to: &bytes)
            last = pair.number
        }
        return bytes
    }

    /// The pairs of such bytes; nil for any others.
    static func pairs(_ bytes: [UInt8]) -> [(number: Int, count: Int)]? {
        var pairs: [(number: Int, count: Int)] = []
        var rest = bytes[...]
        var last = 0
        while !rest.isEmpty {
            guard let distance = value(&rest), let count = value(&rest) else { return nil }
            let (number, overflow) = last.addingReportingOverflow(distance)
            guard !overflow else { return nil }
            pairs.append((number, count))
            last = number
        }
        return pairs
    }

    private static func append(_ value: Int, to bytes: inout [UInt8]) {
        precondition(value >= 0, "a count is never negative")
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func value(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 63, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
