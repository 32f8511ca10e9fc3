import JSON
import Referrals

/// A delivery as an endpoint got it, and what is to be thought of it.
struct ReceivedDelivery: Equatable {
    /// Whether it may be believed.
    enum Verdict: Equatable {
        /// It comes from whom it should; it was signed with the secrets of these places, from 1.
        case verified(by: [Int])
        /// Likewise, and it came before: to be answered like the first, and not to be acted on.
        case duplicate(by: [Int])
        /// It must not be believed, in words for the person at the desk.
        case refused(String)
    }

    /// When it came.
    let at: Timestamp
    /// Its `webhook-id`; nil when it has none.
    let id: String?
    /// Whether it may be believed.
    let verdict: Verdict
    /// The body; nil when that is no JSON.
    let payload: JSON?
    /// The body as it came.
    let body: [UInt8]
    /// What is worth saying of its place in the order of events.
    var remark: String?

    /// The `type` of the payload.
    var type: String? { if case .string(let type)? = payload?["type"] { type } else { nil } }

    /// The `seq` of the payload; nil for a test.
    var seq: Int64? { if case .number(let number)? = payload?["seq"] { number.integer } else { nil } }

    /// Whether it may be believed, be it for the first time or again.
    var isAuthentic: Bool { if case .refused = verdict { false } else { true } }
}
