import ReferralStore
import Referrals

/// What waits to be sent, and for how long.
enum OutboxExam {
    /// What is due for longer than this stands still.
    private static let patience = 900.0

    static func look(at database: String, now: Timestamp, sendsMail: Bool) -> Diagnosis {
        var diagnosis = Diagnosis("outbox")
        do throws(StoreError) {
            let (waiting, off) = try Bystander.read(database, now: now) { reader throws(ReferralError) in
                (try Waiting(reader), try endpointsTurnedOff(reader))
            }
            judge(waiting, sendsMail, &diagnosis)
            if off > 0 {
                diagnosis.warn(
                    "\(Amount.count(off, "webhook")) turned off after failures: `GET /v1/webhooks` says which; tell "
                        + "their owners, who turn them on again.")
            }
        } catch { diagnosis.fail("\(error)") }
        return diagnosis
    }

    private static func judge(_ waiting: Waiting, _ sendsMail: Bool, _ diagnosis: inout Diagnosis) {
        let end = sendsMail ? "." : "; REFERRALS_SMTP_URL is not set."
        diagnosis.detail = "\(waiting.deliveries) wait for webhooks, \(waiting.mail) for mail\(end)"
        if waiting.deliveriesDueFor > patience {
            diagnosis.warn(
                "What waits for webhooks has been due for \(age(waiting.deliveriesDueFor)): is the service running, "
                    + "and does it get out? `GET /v1/webhooks/{id}/deliveries` shows what comes back.")
        }
        if sendsMail, waiting.mailDueFor > patience {
            diagnosis.warn(
                "Mail has been due for \(age(waiting.mailDueFor)): is the service running? `GET /v1/notifications` "
                    + "shows what the mail server says.")
        }
    }

    private static func age(_ seconds: Double) -> String { Amount.age(.seconds(Int64(seconds))) }

    private static func endpointsTurnedOff(_ reader: any ReferralReader) throws(ReferralError) -> Int {
        var count = 0
        var after: ID<Webhook>?
        repeat {
            let page = try reader.webhooks(.operator, PageRequest(after: after, limit: 200))
            count += page.items.count { $0.disabledBecause != nil }
            after = page.next
        } while after != nil
        return count
    }
}
