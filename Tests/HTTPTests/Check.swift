import Fuzzing
import HTTP

/// The outcome of one input, which is the same fed whole, byte by byte, and with bytes behind it: those of
/// another request behind a complete one, anything behind a refused one.
func check(_ bytes: [UInt8], limits: Limits = Limits()) -> Outcome? {
    let whole = outcome(of: bytes, limits: limits)
    guard outcome(of: bytes, cutAt: Array(0..<bytes.count), limits: limits) == whole else { return nil }
    var followed = whole
    let next = Array("GET /next HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
    if whole.refusal == nil { followed.requests += outcome(of: next).requests }
    guard outcome(of: bytes + next, limits: limits) == followed else { return nil }
    return whole
}

/// The only request of an input that holds one.
func parse(_ text: String, limits: Limits = Limits()) throws(ProtocolError) -> Request? {
    var parser = RequestParser(limits: limits)
    let bytes = Array(text.utf8)
    parser.append(bytes.span)
    return try parser.next()
}

/// A head with lines before the empty line: `GET / HTTP/1.1`, `Host: h`, and these.
func head(_ lines: String...) -> String {
    (["GET / HTTP/1.1", "Host: h"] + lines + ["", ""]).joined(separator: "\r\n")
}

/// The head of a POST whose body is chunked.
let chunkedHead = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"

/// A generator whose sequence is fixed by its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
