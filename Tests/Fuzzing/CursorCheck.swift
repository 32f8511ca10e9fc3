import ReferralAPI
import Referrals

private let seal = CursorSeal(secret: Array(0..<32))
private let list = "engagements?status=new"

/// No text that was not given out is opened; what is inside a cursor is read back as it was written; Base64 has one
/// text for the same bytes.
func checkCursor(_ bytes: [UInt8]) throws(Finding) {
    try checkKey(ID<Partner>.self, bytes)
    try checkKey(Int.self, bytes)
    try checkKey(EngagementKey.self, bytes)
    try checkKey(ProviderKey.self, bytes)
    try checkBase64(bytes)
    try checkForgery(bytes)
}

/// The bytes as the inside of a cursor.
private func checkKey<Key: CursorKey & Equatable>(_ type: Key.Type, _ bytes: [UInt8]) throws(Finding) {
    guard let key = Key(cursor: bytes), let text = try? seal.seal(key, for: list) else { return }
    try expect(
        open(text, for: list) == key, "sealed \(key), opened \(String(describing: open(text, for: list) as Key?))")
    try expect(open(text, for: "rfis") as Key? == nil, "a cursor of another list")
    var written: [UInt8] = []
    key.appendCursor(to: &written)
    try expect(Key(cursor: written) == key, "\(key) is not read back from \(written)")
}

/// The bytes as a cursor, and in place of a part of one that was given out.
private func checkForgery(_ bytes: [UInt8]) throws(Finding) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let given = try? seal.seal(7, for: list) else { throw Finding("not sealed") }
    try expect(text == given || open(text, for: list) as Int? == nil, "taken as a cursor: \(text)")
    let damaged = String(
        decoding: bytes.prefix(given.utf8.count) + Array(given.utf8).dropFirst(bytes.count), as: UTF8.self)
    try expect(damaged == given || open(damaged, for: list) as Int? == nil, "taken as a cursor: \(damaged)")
}

private func checkBase64(_ bytes: [UInt8]) throws(Finding) {
    try expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "Base64 of \(bytes)")
    let text = String(decoding: bytes, as: UTF8.self)
    if let decoded = Base64URL.decode(text) {
        try expect(Base64URL.encode(decoded) == text, "two texts for \(decoded)")
    }
}

private func open<Key: CursorKey>(_ text: String, for list: String) -> Key? {
    try? seal.open(text, for: list)
}
