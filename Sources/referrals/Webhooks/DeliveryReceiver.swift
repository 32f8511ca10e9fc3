// What an endpoint has to do with a delivery before it believes it (Standard Webhooks 1.0, Verifying webhook
// authenticity and Replay attacks), and what it has to remember: which ids it has seen, for deliveries come at least
// once, and the last number, for a delivery that had to be repeated comes late.

import Delivery
import HTTP
import JSON
import Referrals

/// Judges deliveries as a careful endpoint does.
struct DeliveryReceiver {
    /// How far the time of an attempt may lie from ours.
    static let tolerance = TimeSpan.seconds(300)
    /// How many ids are remembered, to know repeats by.
    static let remembered = 10_000
    /// What is longer is no id of a message.
    private static let longestID = 256

    private static let seconds = 0...Timestamp.last.milliseconds / 1_000

    private let secrets: [WebhookSecret]
    private var seen: RecentIDs
    private var lastSeq: Int64?

    /// - Parameters:
    ///   - secrets: Those of the endpoint: one, or two and more while they are rotated.
    ///   - remembered: How many ids are remembered.
    init(secrets: [WebhookSecret], remembered: Int = Self.remembered) {
        self.secrets = secrets
        seen = RecentIDs(limit: remembered)
    }

    /// Judges a request. What can't be believed changes nothing of what is remembered.
    mutating func take(_ request: Request, at now: Timestamp) -> ReceivedDelivery {
        let id = request.fields.ascii("webhook-id")
        let payload = try? JSON.parse(request.body)
        var verdict: ReceivedDelivery.Verdict
        do throws(Refusal) {
            let (id, signers) = try authenticate(request, at: now)
            verdict = seen.insert(id) ? .verified(by: signers) : .duplicate(by: signers)
        } catch { verdict = .refused(error.reason) }
        var delivery = ReceivedDelivery(at: now, id: id, verdict: verdict, payload: payload, body: request.body)
        if case .verified = verdict { delivery.remark = remark(on: delivery.seq) }
        return delivery
    }

    /// The id, and the places of the secrets that signed, from 1.
    private func authenticate(_ request: Request, at now: Timestamp) throws(Refusal) -> (id: String, signers: [Int]) {
        let id = try field("webhook-id", of: request)
        guard (1...Self.longestID).contains(id.utf8.count) else { throw Refusal("webhook-id is empty or too long") }
        guard let seconds = Int64(try field("webhook-timestamp", of: request)), Self.seconds.contains(seconds) else {
            throw Refusal("webhook-timestamp is no number of seconds since 1970")
        }
        try judge(age: now - Timestamp(milliseconds: seconds * 1_000))
        let signature = try field("webhook-signature", of: request)
        let signers = secrets.indices.filter { place in
            Signature.verify(
                signature, id: id, timestamp: seconds, body: request.body, secret: secrets[place])
        }
        guard !signers.isEmpty else {
            throw Refusal("the signature is not that of \(secrets.count == 1 ? "the secret" : "any of the secrets")")
        }
        return (id, signers.map { $0 + 1 })
    }

    private func field(_ name: StaticString, of request: Request) throws(Refusal) -> String {
        guard let value = request.fields.ascii(name) else { throw Refusal("\(name) is missing") }
        return value
    }

    private func judge(age: TimeSpan) throws(Refusal) {
        let seconds = age.milliseconds / 1_000
        let limit = "more than \(Self.tolerance.milliseconds / 60_000) minutes"
        if age > Self.tolerance { throw Refusal("the attempt is \(seconds) s old, \(limit)") }
        if age < .milliseconds(-Self.tolerance.milliseconds) {
            throw Refusal("the attempt lies \(-seconds) s ahead, \(limit): is a clock wrong?")
        }
    }

    /// What is worth saying of a number after those that came before.
    private mutating func remark(on seq: Int64?) -> String? {
        guard let seq else { return nil }
        defer { lastSeq = max(seq, lastSeq ?? seq) }
        guard let lastSeq else { return nil }
        if seq < lastSeq { return "late: seq \(lastSeq) came before it" }
        guard seq > lastSeq + 1 else { return nil }
        let missing = seq == lastSeq + 2 ? "\(lastSeq + 1) was" : "\(lastSeq + 1) to \(seq - 1) were"
        return "a gap: \(missing) not sent here (eventTypes), or will come later"
    }

    private struct Refusal: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }
}
