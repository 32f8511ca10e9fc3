import JSON
import Referrals

/// Webhooks as JSON.
enum WebhookBody {
    static func write(_ webhook: Webhook, to json: inout JSONWriter) {
        json.object { json in members(webhook, &json) }
    }

    private static func members(_ webhook: Webhook, _ json: inout JSONWriter) {
        json.member("id", webhook.id)
        json.member("partnerId", webhook.owner.partnerID)
        json.member("marketplaceId", webhook.owner.marketplaceID?.description)
        json.member("url", webhook.details.url.text)
        json.member("eventTypes", webhook.details.events.patterns)
        json.member("enabled", webhook.details.isEnabled)
        json.member("description", webhook.details.description)
        json.member("disabledReason", webhook.disabledBecause?.rawValue)
        json.member("version", webhook.version)
        json.member("createdAt", webhook.createdAt)
        json.member("updatedAt", webhook.updatedAt)
    }

    static func bytes(_ webhook: Webhook) -> [UInt8] {
        JSONWriter.bytes { members(webhook, &$0) }
    }

    /// The webhook with its secret, as the answers that made the secret show it once.
    static func withSecret(_ webhook: Webhook) -> [UInt8] {
        JSONWriter.bytes { json in
            members(webhook, &json)
            json.member("secret", webhook.secret.description)
        }
    }

    /// What a replay of them shows.
    static func replayed(_ webhook: Webhook) -> [UInt8] {
        JSONWriter.bytes { json in
            members(webhook, &json)
            json.null("secret")
            json.member("secretShownOnce", true)
        }
    }

    /// What a test sends: an event in all but its number.
    static func test(_ test: WebhookTest) -> [UInt8] {
        JSONWriter.bytes { json in
            json.null("seq")
            json.member("id", test.id)
            json.member("type", WebhookTest.type)
            json.member("occurredAt", test.at)
            json.member("partnerId", test.webhook.owner.partnerID)
            json.object("subject") { json in
                json.member("type", "webhook")
                json.member("id", test.webhook.id)
            }
            json.cause(test.actor, test.requestID, for: test.webhook.owner)
            json.object("changes") { _ in }
            json.object("data") { json in
                json.null("engagementId")
                json.member("webhook") { json in write(test.webhook, to: &json) }
            }
        }
    }
}

/// A delivery as it is shown now.
struct ShownDelivery: Sendable {
    let delivery: WebhookDelivery
    /// Where its endpoint is.
    let url: WebURL
    /// What was sent, with the customer's person as the reader may see them now.
    let payload: [UInt8]?

    init(_ delivery: WebhookDelivery, to url: WebURL, _ reader: any ReferralReader) throws(ReferralError) {
        self.delivery = delivery
        self.url = url
        payload = try delivery.payload?.whole(in: reader)
    }
}

/// Deliveries as JSON.
enum DeliveryBody {
    static func write(_ shown: ShownDelivery, to json: inout JSONWriter) {
        _ = write(shown.delivery, to: shown.url, payload: shown.payload, &json)
    }

    static func bytes(_ shown: ShownDelivery) -> [UInt8] {
        var json = JSONWriter()
        write(shown, to: &json)
        return json.bytes
    }

    /// The body as it may be kept: without the person in what was sent.
    static func kept(_ shown: ShownDelivery) -> KeptBody {
        var json = JSONWriter()
        let payload = shown.delivery.payload
        let start = write(shown.delivery, to: shown.url, payload: payload?.bytes, &json)
        let gap = payload?.personGap.map {
            KeptBody.PersonGap(offset: start + $0.offset, engagementID: $0.engagementID)
        }
        return KeptBody(json.bytes, rfiID: payload?.rfiID, personGap: gap)
    }

    /// Gives where the payload begins in the bytes.
    private static func write(
        _ delivery: WebhookDelivery, to url: WebURL, payload: [UInt8]?, _ json: inout JSONWriter
    ) -> Int {
        var start = 0
        json.object { json in
            json.member("id", delivery.id)
            json.member("webhookId", delivery.webhookID)
            json.member("messageId", delivery.messageID)
            json.member("type", delivery.type)
            json.member("seq", delivery.seq)
            json.member("status", delivery.status.rawValue)
            json.member("attempts", delivery.attempts)
            json.member("nextAttemptAt", delivery.nextAttemptAt)
            json.member("createdAt", delivery.createdAt)
            json.object("request") { json in
                json.member("url", url.text)
                guard let payload else { return json.null("payload") }
                json.member("payload") { json in
                    json.raw { bytes in
                        start = bytes.count
                        bytes.append(contentsOf: payload)
                    }
                }
            }
            write(delivery.lastAttempt, &json)
        }
        return start
    }

    private static func write(_ attempt: DeliveryAttempt?, _ json: inout JSONWriter) {
        guard let attempt else { return json.null("lastAttempt") }
        json.object("lastAttempt") { json in
            json.member("at", attempt.at)
            json.member("durationMs", attempt.duration)
            switch attempt.result {
            case .answered(let status, let response):
                json.member("status", status)
                // Bytes that are no UTF-8 become replacement characters.
                json.member("response", response.isEmpty ? nil : String(decoding: response, as: UTF8.self))
                json.null("error")
            case .failed(let error):
                json.null("status")
                json.null("response")
                json.member("error", error)
            }
        }
    }
}

/// What is sent once more, as JSON.
enum RedeliveryBody {
    static func bytes(_ redelivery: Redelivery) -> [UInt8] {
        JSONWriter.bytes { json in
            json.member("queued", redelivery.queued)
            json.member("untilSeq", redelivery.last)
        }
    }
}
