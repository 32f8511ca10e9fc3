import JSON
import Referrals

/// Notifications as JSON.
enum NotificationBody {
    static func write(_ view: NotificationView, to json: inout JSONWriter) {
        let notification = view.notification
        json.object { json in
            json.member("id", notification.id)
            json.member("kind", notification.kind.rawValue)
            recipient(view.recipient, &json)
            json.member("engagementId", notification.subject.engagementID)
            json.member("rfiId", notification.subject.rfiID)
            json.member("webhookId", notification.subject.webhookID)
            json.member("status", notification.status.rawValue)
            json.member("attempts", notification.attempts)
            json.member("nextAttemptAt", notification.nextAttemptAt)
            json.member("lastError", notification.lastError)
            json.member("createdAt", notification.createdAt)
            json.member("sentAt", notification.sentAt)
        }
    }

    private static func recipient(_ recipient: MailRecipient?, _ json: inout JSONWriter) {
        guard let recipient else { return json.null("to") }
        json.object("to") { json in
            json.member("email", recipient.email.text)
            json.member("name", recipient.name)
        }
    }

    /// What is kept of an answer for replays: who is or may be the customer's person never is.
    static func kept(_ view: NotificationView) -> KeptBody {
        switch view.notification.addressee {
        case .partner: KeptBody(bytes(view))
        case .customer, .registrationContact:
            KeptBody(bytes(NotificationView(notification: view.notification, recipient: nil)))
        }
    }

    static func bytes(_ view: NotificationView) -> [UInt8] {
        var json = JSONWriter()
        write(view, to: &json)
        return json.bytes
    }
}
