import HTTP
import HTTPServer
import Referrals
import Synchronization

/// An endpoint for the desk of whoever builds one: judges each delivery, shows it, and answers as it was told to.
final class WebhookListener: RequestHandler {
    private let receiver: Mutex<DeliveryReceiver>
    private let secrets: Int
    private let status: Status
    private let report: DeliveryReport
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable ([UInt8]) -> Void

    /// - Parameters:
    ///   - secrets: What deliveries may be signed with.
    ///   - status: What authentic deliveries are answered with.
    ///   - report: How deliveries are shown.
    ///   - now: The clock.
    ///   - write: Where they are shown.
    init(
        secrets: [WebhookSecret], status: Status, report: DeliveryReport, now: @escaping @Sendable () -> Timestamp,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        receiver = Mutex(DeliveryReceiver(secrets: secrets))
        self.secrets = secrets.count
        self.status = status
        self.report = report
        self.now = now
        self.write = write
    }

    func respond(to request: Request, from peer: Peer) async -> Response {
        guard request.method == .post else {
            var response = Self.answer(.methodNotAllowed, "Deliveries are sent with POST.")
            response.fields.append("Allow", "POST")
            return response
        }
        // Within the lock, so that what is shown stands in the order in which it was judged.
        let (delivery, status) = receiver.withLock { receiver in
            let delivery = receiver.take(request, at: now())
            let status = delivery.isAuthentic ? self.status : .badRequest
            write(report.bytes(delivery, secrets: secrets, answered: status.code))
            return (delivery, status)
        }
        return Self.answer(status, delivery.verdict.reason ?? delivery.verdict.word)
    }

    func refusal(of error: ProtocolError, from peer: Peer) -> Response {
        Self.answer(error.status, error.detail)
    }

    private static func answer(_ status: Status, _ text: String) -> Response {
        var response = Response(status, body: .bytes(Array("\(text)\n".utf8)))
        response.fields.append("Content-Type", "text/plain; charset=utf-8")
        return response
    }
}
