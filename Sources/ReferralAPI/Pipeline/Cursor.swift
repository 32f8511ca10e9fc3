import Crypto
package import Referrals

/// What a list goes on after, as bytes inside a cursor.
package protocol CursorKey: Sendable {
    func appendCursor(to bytes: inout [UInt8])
    init?(cursor bytes: [UInt8])
}

/// Seals cursors, so that nobody reads or forges one, and binds each to the list it came from: opening fails for
/// another caller's scope and for other filters. The secret is the database's, so cursors survive a restart.
package struct CursorSeal: Sendable {
    private let key: SymmetricKey
    private let nonceKey: SymmetricKey

    /// - Parameter secret: 32 bytes.
    package init(secret: [UInt8]) {
        key = SymmetricKey(data: secret)
        nonceKey = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array("nonce".utf8), outputByteCount: 32)
    }

    package func seal(_ cursor: some CursorKey, for list: String) throws(ReferralError) -> String {
        var bytes: [UInt8] = []
        cursor.appendCursor(to: &bytes)
        do {
            let box = try ChaChaPoly.seal(
                bytes, using: key, nonce: nonce(bytes, list), authenticating: Array(list.utf8))
            return Base64URL.encode(Array(box.combined))
        } catch {
            throw .internalFault("a cursor could not be sealed: \(error)")
        }
    }

    /// Made from what is sealed: the same list has the same cursor each time, as its strong tag promises (RFC 9110,
    /// section 8.8.1), and no two cursors share one.
    private func nonce(_ bytes: [UInt8], _ list: String) throws -> ChaChaPoly.Nonce {
        let code = HMAC<SHA256>.authenticationCode(for: Array(list.utf8) + [0] + bytes, using: nonceKey)
        return try ChaChaPoly.Nonce(data: Array(code.prefix(12)))
    }

    package func open<Key: CursorKey>(_ text: String, for list: String) throws -> Key {
        guard let bytes = Base64URL.decode(text), let box = try? ChaChaPoly.SealedBox(combined: bytes),
            let plain = try? ChaChaPoly.open(box, using: key, authenticating: Array(list.utf8)),
            let cursor = Key(cursor: Array(plain))
        else {
            throw Problem(
                .invalidCursor,
                "The cursor is not one that was given for this list, with these filters and this sort.",
                errors: [
                    Problem.Entry(
                        place: .parameter("cursor"), code: "invalid_value",
                        detail: "Start again without a cursor, or use the one of the last page unchanged.")
                ])
        }
        return cursor
    }
}

extension ID: CursorKey {
    package func appendCursor(to bytes: inout [UInt8]) {
        ByteCoding.append(high, to: &bytes)
        ByteCoding.append(low, to: &bytes)
    }

    package init?(cursor bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(high: ByteCoding.integer(bytes[0..<8]), low: ByteCoding.integer(bytes[8..<16]))
    }
}

extension Int: CursorKey {
    package func appendCursor(to bytes: inout [UInt8]) {
        ByteCoding.append(UInt64(bitPattern: Int64(self)), to: &bytes)
    }

    package init?(cursor bytes: [UInt8]) {
        guard bytes.count == 8 else { return nil }
        self = Int(Int64(bitPattern: ByteCoding.integer(bytes[...])))
    }
}

extension String: CursorKey {
    package func appendCursor(to bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }

    package init?(cursor bytes: [UInt8]) { self.init(decoding: bytes, as: UTF8.self) }
}

extension EngagementKey: CursorKey {
    package func appendCursor(to bytes: inout [UInt8]) {
        ByteCoding.append(UInt64(bitPattern: row), to: &bytes)
        switch value {
        case .none: bytes.append(0)
        case .number(let number):
            bytes.append(1)
            ByteCoding.append(UInt64(bitPattern: number), to: &bytes)
        case .text(let text):
            bytes.append(2)
            bytes.append(contentsOf: text.utf8)
        case .money(let currency, let minorUnits):
            bytes.append(3)
            ByteCoding.append(UInt64(bitPattern: minorUnits), to: &bytes)
            bytes.append(contentsOf: currency.utf8)
        }
    }

    package init?(cursor bytes: [UInt8]) {
        guard bytes.count >= 9, let value = Self.value(kind: bytes[8], bytes[9...]) else { return nil }
        self.init(value: value, row: Int64(bitPattern: ByteCoding.integer(bytes[0..<8])))
    }

    private static func value(kind: UInt8, _ rest: ArraySlice<UInt8>) -> SortValue? {
        switch kind {
        case 0: SortValue.none
        case 1 where rest.count == 8: .number(Int64(bitPattern: ByteCoding.integer(rest)))
        case 2: .text(String(decoding: rest, as: UTF8.self))
        case 3 where rest.count > 8:
            .money(
                currency: String(decoding: rest.dropFirst(8), as: UTF8.self),
                minorUnits: Int64(bitPattern: ByteCoding.integer(rest.prefix(8))))
        default: nil
        }
    }
}

extension SolutionID: CursorKey {
    package func appendCursor(to bytes: inout [UInt8]) { bytes.append(contentsOf: description.utf8) }

    package init?(cursor bytes: [UInt8]) { self.init(String(decoding: bytes, as: UTF8.self)) }
}

extension RegistrationKey: CursorKey {
    package func appendCursor(to bytes: inout [UInt8]) {
        ByteCoding.append(UInt64(bitPattern: row), to: &bytes)
        ByteCoding.append(UInt64(bitPattern: submittedAt.milliseconds), to: &bytes)
    }

    package init?(cursor bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(
            submittedAt: Timestamp(milliseconds: Int64(bitPattern: ByteCoding.integer(bytes[8...]))),
            row: Int64(bitPattern: ByteCoding.integer(bytes[..<8])))
    }
}

extension ProviderKey: CursorKey {
    /// The score by its bits, so that it compares as it did; the location; the name, ended by a 0, which no text holds;
    /// the city.
    package func appendCursor(to bytes: inout [UInt8]) {
        ByteCoding.append(score.bitPattern, to: &bytes)
        location.appendCursor(to: &bytes)
        bytes.append(contentsOf: name.utf8)
        bytes.append(0)
        bytes.append(contentsOf: city.utf8)
    }

    package init?(cursor bytes: [UInt8]) {
        guard bytes.count > 24, let location = ID<Location>(cursor: Array(bytes[8..<24])),
            let end = bytes[24...].firstIndex(of: 0)
        else { return nil }
        let score = Double(bitPattern: ByteCoding.integer(bytes[0..<8]))
        guard (0...1).contains(score) else { return nil }
        self.init(
            score: score,
            name: String(decoding: bytes[24..<end], as: UTF8.self),
            city: String(decoding: bytes[(end + 1)...], as: UTF8.self), location: location)
    }
}

/// Integers as big-endian bytes.
enum ByteCoding {
    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
