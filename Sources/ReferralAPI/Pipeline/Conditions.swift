import HTTP
import Referrals

/// The members of `If-Match` and `If-None-Match` (RFC 9110, sections 13.1.1 and 13.1.2). Quotes may be left out, for
/// callers that can't write them, and `W/` is passed over.
enum TagList: Equatable, Sendable {
    case any
    case tags([String])

    init(_ text: String) {
        if text == "*" {
            self = .any
            return
        }
        self = .tags(Array(text.utf8).split(separator: UInt8(ascii: ",")).map(Self.opaque))
    }

    /// Byte by byte, as polls have it at every request: characters cost ten times as much.
    private static func opaque(_ member: ArraySlice<UInt8>) -> String {
        var tag = member.drop(while: isBlank)
        while let last = tag.last, isBlank(last) { tag.removeLast() }
        if tag.starts(with: "W/".utf8) { tag.removeFirst(2) }
        let quote = UInt8(ascii: "\"")
        if tag.count >= 2, tag.first == quote, tag.last == quote { tag = tag.dropFirst().dropLast() }
        return String(decoding: tag, as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// Whether the tag is one of those named.
    func contains(_ tag: String) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains(tag)
        }
    }
}

extension VersionCondition {
    /// The condition of a request. A tag without a version in front matches nothing.
    init(ifMatch text: String?) {
        switch text.map(TagList.init) {
        case nil, .any: self = .any
        case .tags(let tags): self = .oneOf(tags.compactMap(Self.version))
        }
    }

    private static func version(_ tag: String) -> Int? {
        let digits = tag.prefix { $0 != "-" }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(digits)
    }
}

extension PutCondition {
    /// The conditions of a request.
    init(ifMatch: String?, ifNoneMatch: String?) {
        self.init(
            match: ifMatch.map(VersionCondition.init(ifMatch:)),
            noneMatch: ifNoneMatch.map(VersionCondition.init(ifMatch:)))
    }
}

/// The tag of a list: good while no counter of its scope moved and no instant came at which time alone changes it. It
/// costs nothing to check, and is worth nothing after a restart.
struct ListTag: Equatable, Sendable {
    let nonce: UInt64
    let counter: UInt64
    /// Over the caller's scope, the query and the media type.
    let hash: UInt64
    /// When time alone changes what is shown; nil for never.
    let until: Timestamp?

    /// The opaque tag without its quotes.
    var description: String {
        let end = until.map { String($0.milliseconds, radix: 36) } ?? "z"
        return [nonce, counter, hash].map { String($0, radix: 36) }.joined(separator: ".") + ".\(end)"
    }

    init(nonce: UInt64, counter: UInt64, hash: UInt64, until: Timestamp?) {
        self.nonce = nonce
        self.counter = counter
        self.hash = hash
        self.until = until
    }

    /// Reads a tag that was given out; nil for any other text.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Substring.init)
        guard parts.count == 4, let nonce = UInt64(parts[0], radix: 36),
            let counter = UInt64(parts[1], radix: 36),
            let hash = UInt64(parts[2], radix: 36)
        else { return nil }
        self.init(nonce: nonce, counter: counter, hash: hash, until: nil)
        guard parts[3] != "z" else { return }
        guard let end = Int64(parts[3], radix: 36) else { return nil }
        self.init(nonce: nonce, counter: counter, hash: hash, until: Timestamp(milliseconds: end))
    }

    /// The same, until an instant.
    func lasting(until: Timestamp?) -> ListTag { ListTag(nonce: nonce, counter: counter, hash: hash, until: until) }

    /// Whether what was shown under this tag is still what would be shown under `present`.
    func isGood(as present: ListTag, at now: Timestamp) -> Bool {
        nonce == present.nonce && counter == present.counter && hash == present.hash && until.map { now < $0 } ?? true
    }
}
