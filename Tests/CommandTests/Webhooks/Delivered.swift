import Delivery
import HTTP
import Referrals

@testable import referrals

/// Deliveries as a service sends them.
enum Delivered {
    static let now = Timestamp(milliseconds: 1_795_399_200_000)
    private static let target: Target = {
        do { return try Target("/hook") } catch { preconditionFailure("\(error)") }
    }()
    static let secrets = [7, 8, 9].compactMap { WebhookSecret(bytes: Array(repeating: $0, count: 32)) }

    /// A signed request; a field of `replacing` takes the place of its own, none when it is nil.
    static func request(
        _ body: String = #"{"type":"engagement.created","seq":1}"#, id: String = "msg_1", age: Int64 = 0,
        signedBy places: [Int] = [0], replacing: [String: String?] = [:]
    ) -> Request {
        let seconds = now.milliseconds / 1_000 - age
        let signature = Signature.header(
            id: id, timestamp: seconds, body: Array(body.utf8), secrets: places.map { secrets[$0] })
        let own = [
            ("webhook-id", id), ("webhook-timestamp", "\(seconds)"), ("webhook-signature", signature),
        ]
        let fields = own.compactMap { name, value -> (String, String)? in
            guard let other = replacing[name] else { return (name, value) }
            return other.map { (name, $0) }
        }
        return Request(
            method: .post, target: target, version: .http11, fields: RequestFields(fields), body: Array(body.utf8))
    }

    static func event(_ seq: Int) -> Request { request(#"{"type":"note.added","seq":\#(seq)}"#, id: "msg_\(seq)") }
}
