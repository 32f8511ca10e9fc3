import HTTP

/// A target that is taken holds no control character and no dot segment, means the same once it is written anew, and
/// is taken alike by itself and in a request.
func checkTarget(_ bytes: [UInt8]) throws(Finding) {
    let target = String(validating: bytes, as: UTF8.self).flatMap { try? Target($0) }
    try checkInRequest(target, bytes)
    guard let target, target.raw != "*" else { return }
    let texts = target.segments + target.query.flatMap { [$0.name, $0.value] }
    try expect(!texts.contains { $0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } }, "control: \(texts)")
    let bad = target.segments.contains { $0 == "." || $0 == ".." || $0.utf8.contains(UInt8(ascii: "/")) }
    try expect(!bad, "a segment that means something else: \(target.segments)")
    let again = try? Target(written(target))
    try expect(again.map(meaning) == meaning(target), "\(meaning(target)) written as \(written(target))")
}

private func checkInRequest(_ target: Target?, _ bytes: [UInt8]) throws(Finding) {
    guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        return try expect(target == nil, "taken with more than visible ASCII")
    }
    guard target?.raw != "*", bytes.count <= Limits().target else { return }
    var parser = RequestParser()
    parser.append((Array("GET ".utf8) + bytes + Array(" HTTP/1.1\r\nHost: h\r\n\r\n".utf8)).span)
    let request = try? parser.next()
    try expect(request.map { meaning($0.target) } == target.map(meaning), "not the same by itself and in a request")
}

/// With every character escaped that may be.
private func written(_ target: Target) -> String {
    let path = target.segments.map { "/" + PercentEncoding.encode($0) }.joined()
    let query = target.query.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
    return path + "?" + query.joined(separator: "&")
}

/// As bytes, for canonically equivalent texts are not the same.
private func meaning(_ target: Target) -> [[UInt8]] {
    target.segments.map { Array($0.utf8) } + target.query.flatMap { [Array($0.name.utf8), Array($0.value.utf8)] }
}
