@testable import Delivery
import Referrals
import TestSupport
import Testing

@Suite struct `The plan of mail` {
    private let start = Letters.instant
    private let ada = EmailAddress(stored: "ada@example.com")

    private func limits(all: Int = 20, new: Int = 10) -> MailLimits {
        var limits = MailLimits()
        limits.all.count = all
        limits.newRequests.count = new
        return limits
    }

    @Test func `lets 20 messages an hour go to an address, whatever its case, and the rest wait for room`() {
        var plan = MailPlan(limits())
        for minute in 0..<20 as Range<Int64> {
            let now = start + .minutes(minute)
            #expect(plan.verdict(.expired, to: ada, at: now) == .send)
            plan.note(.expired, to: minute % 2 == 0 ? ada : EmailAddress(stored: "ADA@Example.com"), at: now)
        }
        let full = start + .minutes(20)
        #expect(plan.verdict(.expired, to: ada, at: full) == .holdAll(start + .hours(1)))
        #expect(plan.verdict(.newRFI, to: ada, at: full) == .holdAll(start + .hours(1)))
        #expect(plan.verdict(.expired, to: EmailAddress(stored: "bob@example.com"), at: full) == .send)
        #expect(plan.verdict(.expired, to: ada, at: start + .hours(1)) == .send)
        plan.note(.expired, to: ada, at: start + .hours(1))
        #expect(plan.verdict(.expired, to: ada, at: start + .hours(1)) == .holdAll(start + .minutes(61)))
    }

    @Test func `gives 10 new requests an hour a message each, and puts those that waited into a digest`() {
        var plan = MailPlan(limits())
        for _ in 0..<10 {
            #expect(plan.verdict(.newRFI, to: ada, at: start) == .send)
            plan.note(.newRFI, to: ada, at: start)
        }
        #expect(plan.verdict(.newRFI, to: ada, at: start) == .hold(start + .hours(1)))
        #expect(plan.verdict(.expired, to: ada, at: start) == .send, "others are not held for it")
        let room = start + .hours(1)
        #expect(plan.verdict(.newRFI, to: ada, wasHeld: true, at: room - .milliseconds(1)) == .hold(room))
        #expect(plan.verdict(.newRFI, to: ada, wasHeld: true, at: room) == .digest)
        #expect(plan.verdict(.newRFI, to: ada, isBundled: true, at: start) == .send, "a digest on its second attempt")
    }

    @Test func `takes back what certainly has not arrived, and forgets what counts no more`() {
        var plan = MailPlan(limits(all: 1))
        plan.note(.newRFI, to: ada, at: start)
        plan.forget(.newRFI, to: ada)
        #expect(plan.verdict(.expired, to: ada, at: start) == .send)
        plan.note(.expired, to: ada, at: start)
        plan.prune(at: start + .hours(1) - .milliseconds(1))
        #expect(plan.count == 1)
        plan.prune(at: start + .hours(1))
        #expect(plan.count == 0)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `holds in any order of things`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let limits = limits(all: Int.random(in: 1...20, using: &random), new: Int.random(in: 1...10, using: &random))
        var plan = MailPlan(limits)
        var (sent, new, now) = ([Timestamp](), [Timestamp](), start)
        for _ in 0..<2_000 {
            now = now + .milliseconds(Int64.random(in: 0...240_000, using: &random))
            let kind: Referrals.Notification.Kind = random.oneIn(2) ? .newRFI : .expired
            let wasHeld = random.oneIn(3)
            if random.oneIn(5) { plan.prune(at: now) }
            let (recent, recentNew) = (sent.count { $0 > now - .hours(1) }, new.count { $0 > now - .hours(1) })
            switch plan.verdict(kind, to: ada, wasHeld: wasHeld, at: now) {
            case .send, .digest:
                #expect(recent < limits.all.count)
                #expect(kind != .newRFI || recentNew < limits.newRequests.count)
                plan.note(kind, to: ada, at: now)
                sent.append(now)
                if kind == .newRFI { new.append(now) }
            case .holdAll(let until):
                #expect(recent == limits.all.count && until > now)
                #expect(
                    sent.count { $0 > until - .hours(1) } == limits.all.count - 1 || sent.contains(until - .hours(1)))
            case .hold(let until):
                #expect(kind == .newRFI && recentNew == limits.newRequests.count && until > now)
            }
        }
    }
}

@Suite struct `An outage of the mail server` {
    @Test func `is waited for longer each time, and never longer than 5 minutes`() {
        var (outage, now, waits) = (MailOutage(), Letters.instant, [Int64]())
        for _ in 0..<9 {
            outage = outage.going(on: now)
            let until = outage.until ?? now
            #expect(outage.going(on: now) == outage, "what was under way together counts once")
            #expect(outage.holds(at: until - .milliseconds(1)) && !outage.holds(at: until))
            waits.append((until - now).milliseconds / 1_000)
            now = until
        }
        #expect(waits == [5, 10, 20, 40, 80, 160, 300, 300, 300])
    }
}
