import HTTP
import Synchronization

/// The ids of requests: the caller's, when it is well formed, or a new one, made of a random number of this start and
/// a count, for a look at the random source would cost more than the rest.
final class RequestIDs: Sendable {
    private let start: String
    private let count = Atomic<UInt64>(0)

    /// Makes the ids of one start of the service.
    ///
    /// - Parameter nonce: A random number.
    init(nonce: UInt64) { start = String(nonce, radix: 36) }

    /// The id of a request.
    func id(of request: Request) -> String {
        guard let given = request.fields["x-request-id"], Self.isWellFormed(given) else { return next() }
        return given
    }

    /// A new id.
    func next() -> String {
        let number = count.add(1, ordering: .relaxed).newValue
        return "\(start)-\(String(number, radix: 36))"
    }

    /// 1 to 128 of `[A-Za-z0-9._-]`.
    private static func isWellFormed(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
