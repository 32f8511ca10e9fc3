import Referrals
import TestSupport
import Testing

@testable import Delivery

extension DeliveryAttempt {
    static func make(_ status: Int?, retryAfter: Int? = nil) -> DeliveryAttempt {
        DeliveryAttempt(
            at: Timestamp(milliseconds: 0), duration: 1,
            result: status.map { .answered(status: $0, response: []) } ?? .failed("No connection"),
            retryAfter: retryAfter)
    }
}

@Suite struct `A circuit` {
    private let now = TestClock().now
    private let id = ID<WebhookDelivery>(high: 1, low: 1)

    /// Seconds of pause after each of the attempts.
    private func pauses(_ attempts: [DeliveryAttempt]) -> [Int64?] {
        var circuit = Circuit()
        return attempts.map { attempt in
            circuit.note(attempt, of: id, at: now)
            return circuit.pausedUntil.map { ($0 - now).milliseconds / 1_000 }
        }
    }

    @Test func `pauses for twice as long with each failure, at most five minutes`() {
        let failures = Array(repeating: DeliveryAttempt.make(500), count: 11)
        #expect(pauses(failures) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
        #expect(pauses(Array(repeating: .make(nil), count: 200)).last == 300)
    }

    @Test(arguments: [429, 502, 504]) func `begins with ten seconds when there is too much to do`(_ status: Int) {
        #expect(pauses(Array(repeating: .make(status), count: 7)) == [10, 20, 40, 80, 160, 300, 300])
    }

    @Test func `pauses for as long as the endpoint asks, at most a day`() {
        #expect(pauses([.make(503, retryAfter: 1_000)]) == [1_000])
        #expect(pauses([.make(503, retryAfter: .max)]) == [86_400])
        #expect(pauses([.make(429, retryAfter: 0)]) == [10])
        #expect(pauses([.make(429, retryAfter: -5)]) == [10])
    }

    @Test(arguments: [200, 204, 299]) func `closes with the first success`(_ status: Int) {
        #expect(pauses([.make(500), .make(500), .make(status), .make(500)]) == [1, 2, nil, 1])
    }

    @Test func `remembers what failed first`() {
        var circuit = Circuit()
        circuit.note(.make(500), of: id, at: now)
        circuit.note(.make(500), of: ID(high: 2, low: 2), at: now)
        #expect(circuit.failed == id)
        circuit.note(.make(200), of: ID(high: 2, low: 2), at: now)
        #expect(circuit == Circuit())
    }
}

@Suite struct `Retry-After` {
    /// 2026-11-23T02:00:00Z
    private let now = TestClock().now

    @Test(arguments: [
        ("0", 0), ("120", 120), ("99999999999999999999", .max), ("Mon, 23 Nov 2026 02:00:30 GMT", 30),
        ("Mon, 23 Nov 2026 01:00:00 GMT", 0), ("Tue, 24 Nov 2026 02:00:00 GMT", 86_400),
    ]) func `is seconds or an instant`(_ text: String, _ seconds: Int) {
        #expect(RetryAfter.seconds(text, now: now) == seconds)
    }

    @Test(arguments: [
        "", "-1", "1.5", "soon", "1 2", "Mon, 23 Nov 2026 02:00:30", "Mon, 23 Nov 2026 02:00:30 CET",
        "Monday, 23-Nov-26 02:00:30 GMT", "Mon Nov 23 02:00:30 2026", "Mon, 31 Feb 2026 02:00:30 GMT",
    ]) func `is nothing else`(_ text: String) {
        #expect(RetryAfter.seconds(text, now: now) == nil)
    }
}
