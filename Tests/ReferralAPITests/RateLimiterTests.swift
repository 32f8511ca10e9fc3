import Referrals
import Synchronization
import Testing

@testable import ReferralAPI

@Suite struct `A rate limiter` {
    @Test func `goes by a clock that nobody sets, and refills evenly`() {
        let milliseconds = Mutex<Int64>(0)
        let limiter = RateLimiter(RateLimit(requests: 2, window: .seconds(1))) { milliseconds.withLock { $0 } }
        let takes = { (count: Int) in (0..<count).map { _ in limiter.take(.address("a")).isAllowed } }
        #expect(takes(3) == [true, true, false])
        milliseconds.withLock { $0 = 499 }
        #expect(takes(1) == [false])
        milliseconds.withLock { $0 = 500 }
        #expect(takes(2) == [true, false])
        milliseconds.withLock { $0 = 60_000 }
        #expect(takes(3) == [true, true, false])
    }

    @Test func `forgets those who did least when it knows too many`() {
        let limiter = RateLimiter(RateLimit(requests: 3, window: .seconds(1))) { 0 }
        let busy = RateLimiter.Owner.address("busy")
        for _ in 0..<3 { _ = limiter.take(busy) }
        for number in 0..<20_000 { _ = limiter.take(.address("\(number)")) }
        #expect(!limiter.take(busy).isAllowed)
    }
}
