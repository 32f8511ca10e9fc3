// How bytes are cut on their way must not change what they mean: else two programs could see two messages in them.

import HTTP
import TestSupport

/// Requests come out the same in every cut, under the limits of the contract and under ones that a short input
/// reaches.
func checkRequests(_ bytes: [UInt8]) throws(Finding) {
    for limits in [Limits(), .tight] { try checkCuts(of: bytes, limits) }
}

/// Whatever stands for a chunked body gives the same in every cut; and the bytes, sent in chunks, come back.
func checkChunks(_ bytes: [UInt8]) throws(Finding) {
    let head = Array("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
    try checkRequests(head + bytes)
    var parser = RequestParser()
    parser.append((head + chunked(bytes)).span)
    let body = try? parser.next()?.body
    try expect(body == bytes, "sent in chunks it came back as \(String(describing: body))")
}

private func checkCuts(of bytes: [UInt8], _ limits: Limits) throws(Finding) {
    let whole = outcome(of: bytes, limits: limits)
    for cuts in [Array(bytes.indices), someCuts(of: bytes)] {
        let cut = outcome(of: bytes, cutAt: cuts, limits: limits)
        try expect(cut == whole, "whole: \(whole), cut at \(cuts): \(cut)")
    }
}

/// Cuts that are the same each time for the same bytes: a finding can be repeated.
private func someCuts(of bytes: [UInt8]) -> [Int] {
    var random = SplitMix64(seed: bytes.fingerprint)
    return (0..<4).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
}

/// The bytes in the chunked coding (RFC 9112 section 7.1), with an extension on the first chunk and a trailer.
private func chunked(_ bytes: [UInt8]) -> [UInt8] {
    var coded: [UInt8] = []
    var start = 0
    for end in someCuts(of: bytes) + [bytes.count] where end > start {
        let note = start == 0 ? " ;a=\"b\"" : ""
        coded += Array("\(String(end - start, radix: 16))\(note)\r\n".utf8) + bytes[start..<end] + Array("\r\n".utf8)
        start = end
    }
    return coded + Array("000\r\nDigest: none\r\n\r\n".utf8)
}

extension Limits {
    /// Ones that a short input reaches.
    fileprivate static let tight: Limits = {
        var limits = Limits()
        limits.target = 64
        limits.method = 8
        limits.headerSection = 128
        limits.headerCount = 6
        limits.body = 32
        limits.chunkLine = 16
        limits.chunkExtensions = 24
        limits.trailerSection = 32
        return limits
    }()
}

extension [UInt8] {
    /// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/).
    fileprivate var fingerprint: UInt64 {
        reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
