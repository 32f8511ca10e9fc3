import ReferralStore
import Referrals
import Synchronization
import TestSupport
import Testing

@testable import Delivery

/// 0, 1, 2 ...
private final class Count: Sendable {
    private let value = Atomic(0)
    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}

@Suite struct `The sender of mail` {
    @Test func `sends what waits, once, and writes down that it did`() async throws {
        let bench = try MailBench()
        _ = try await bench.submit(3, to: bench.profile())
        await bench.worker.look()
        await bench.worker.look()
        let mail = try bench.outbox()
        #expect(mail.map(\.status) == [.sent, .sent, .sent])
        #expect(mail.allSatisfy { $0.attempts == 1 && $0.sentAt == bench.clock.now })
        #expect(
            Set(bench.office.letters.compactMap { $0.field("Message-ID") })
                == Set(mail.map { "<\($0.id)@market.example>" }))
        #expect(bench.office.letters.allSatisfy { $0.recipient == "ada@example.com" })
        #expect(bench.alarm == nil)
        await bench.close()
    }

    @Test func `gives up what is refused for good, and keeps no address`() async throws {
        let bench = try MailBench { command in
            command.hasPrefix("RCPT") ? "550 5.1.1 <ada@example.com>: no such user" : nil
        }
        _ = try await bench.submit(to: bench.profile())
        await bench.worker.look()
        let mail = try #require(try bench.outbox().first)
        #expect((mail.status, mail.attempts) == (.failed, 1))
        #expect(mail.lastError == "The mail server refused the message (550).")
        #expect(!bench.logged.joined().contains("@"))
        await bench.close()
    }

    @Test(arguments: [("RCPT", "451 busy"), ("DATA", "452 full"), (".", "451 later"), ("DATA", ""), (".", "")])
    func `tries again by the schedule, under the same name`(command: String, reply: String) async throws {
        let first = Count()
        let bench = try MailBench { line in line.hasPrefix(command) && first.next() == 0 ? reply : nil }
        _ = try await bench.submit(to: bench.profile())
        await bench.worker.look()
        let mail = try #require(try bench.outbox().first)
        #expect((mail.status, mail.attempts) == (.queued, 1))
        #expect(mail.lastError != nil)
        let next = try #require(mail.nextAttemptAt)
        #expect((bench.clock.now + .seconds(5)...bench.clock.now + .seconds(6)).contains(next))
        #expect(bench.alarm == next)
        bench.clock.set(next)
        await bench.worker.look()
        #expect(try bench.outbox().map(\.status) == [.sent])
        let names = Set((bench.office.attempts + bench.office.letters).compactMap { $0.field("Message-ID") })
        #expect(names == ["<\(mail.id)@market.example>"])
        await bench.close()
    }

    @Test func `leaves a server alone that takes nothing, so that what waits keeps its attempts`() async throws {
        let bench = try MailBench()
        bench.office.shut()
        _ = try await bench.submit(9, to: bench.profile())
        await bench.worker.look()
        let mail = try bench.outbox()
        #expect(mail.allSatisfy { $0.status == .queued })
        #expect(mail.count { $0.attempts > 0 } <= 4, "those that were under way together")
        #expect(bench.alarm == bench.clock.now + .seconds(5))
        #expect(mail.compactMap(\.lastError).allSatisfy { $0 == "The mail server could not be reached." })
        await bench.close()
    }

    @Test func `counts no attempt while the service itself can't send, and says so once`() async throws {
        let isBroken = Mutex(true)
        let bench = try MailBench(fault: { isBroken.withLock { $0 } ? "no libcurl" : nil })
        _ = try await bench.submit(3, to: bench.profile())
        for _ in 1...9 {
            await bench.worker.look()
            bench.clock.set(try #require(bench.alarm))
        }
        #expect(try bench.outbox().allSatisfy { $0.status == .queued && $0.attempts == 0 })
        #expect(bench.logged.count == 1)
        isBroken.withLock { $0 = false }
        await bench.worker.look()
        #expect(try bench.outbox().allSatisfy { $0.status == .sent && $0.attempts == 1 })
        await bench.close()
    }

    @Test func `counts no message that was not sent because the disk did not take the rest`() async throws {
        var limits = MailLimits()
        limits.newRequests.count = 1
        let bench = try MailBench(limits: limits)
        _ = try await bench.submit(2, to: bench.profile())
        try await bench.store.execute("PRAGMA query_only = 1")
        await bench.worker.look()
        #expect(bench.office.letters.isEmpty)
        try await bench.store.execute("PRAGMA query_only = 0")
        bench.clock.set(try #require(bench.alarm))
        await bench.worker.look()
        #expect(bench.office.letters.count == 1)
        await bench.close()
    }

    @Test func `sends nothing without the encryption that is required`() async throws {
        let bench = try MailBench(encryption: .required)
        _ = try await bench.submit(to: bench.profile())
        await bench.worker.look()
        let mail = try #require(try bench.outbox().first)
        #expect((mail.status, mail.lastError) == (.queued, "The connection to the mail server could not be encrypted."))
        #expect(bench.office.attempts.isEmpty)
        await bench.close()
    }

    @Test func `puts new requests above 10 an hour into one message`() async throws {
        let bench = try MailBench()
        let profile = try await bench.profile()
        _ = try await bench.submit(25, to: profile)
        await bench.worker.look()
        #expect(bench.office.letters.count == 10)
        let held = try bench.outbox().filter { $0.status == .queued }
        #expect(held.count == 15)
        #expect(held.allSatisfy { $0.nextAttemptAt == bench.clock.now + .hours(1) && $0.attempts == 0 })
        #expect(bench.alarm == bench.clock.now + .hours(1))
        bench.clock.advance(by: .hours(1))
        await bench.worker.look()
        #expect(try bench.outbox().allSatisfy { $0.status == .sent })
        #expect(bench.office.letters.count == 11)
        let digest = try #require(bench.office.letters.last)
        #expect(digest.field("Subject")?.hasPrefix("15 new requests") == true)
        for number in 10..<25 { #expect(digest.lines.contains { $0.hasSuffix("Request \(number)") }) }
        await bench.close()
    }

    @Test func `sends a digest that broke off as it was, though more wait by then`() async throws {
        let messages = Count()
        var limits = MailLimits()
        limits.newRequests.count = 1
        let bench = try MailBench(limits: limits) { line in line == "." && messages.next() == 1 ? "" : nil }
        let profile = try await bench.profile()
        _ = try await bench.submit(1, to: profile)
        await bench.worker.look()
        _ = try await bench.submit(3, to: profile)
        await bench.worker.look()
        #expect(bench.office.letters.count == 1)
        bench.clock.advance(by: .hours(1))
        await bench.worker.look()
        let digest = try bench.outbox().filter { $0.digestID != nil }
        #expect(digest.count == 3 && digest.allSatisfy { $0.status == .queued && $0.attempts == 1 })
        _ = try await bench.submit(2, to: profile)
        bench.clock.advance(by: .seconds(6))
        await bench.worker.look()
        let sent = try bench.outbox().filter { $0.digestID != nil && $0.status == .sent }
        #expect(sent.map(\.id) == digest.map(\.id))
        let attempts = bench.office.attempts.dropFirst()
        #expect(attempts.count == 2 && Set(attempts.compactMap { $0.field("Message-ID") }).count == 1)
        await bench.close()
    }

    @Test func `sends an address 20 messages an hour at most, also across a restart`() async throws {
        var limits = MailLimits()
        limits.newRequests.count = 100
        let bench = try MailBench(limits: limits)
        _ = try await bench.submit(30, to: bench.profile())
        await bench.worker.look()
        #expect(bench.office.letters.count == 20)
        bench.clock.advance(by: .minutes(30))
        await bench.close()
        let again = try MailBench(bench.directory, clock: bench.clock, office: bench.office, limits: limits, seed: 2)
        let id = try #require(try again.outbox().last?.id)
        _ = try await again.store.write { store throws(ReferralError) in try NotificationService(store).retry(id) }
        await again.worker.look()
        #expect(again.office.letters.count == 20, "the limit holds whatever operators ask for")
        again.clock.advance(by: .minutes(30))
        await again.worker.look()
        #expect(try again.outbox().allSatisfy { $0.status == .sent })
        await again.close()
    }

    @Test func `says nothing that is out of date`() async throws {
        let bench = try MailBench()
        let made = try await bench.submit(3, to: bench.profile())
        try await bench.act { engagements, requests throws(ReferralError) in
            _ = try engagements.accept(made[0].id, if: .any, Acceptance(terms: .make()))
            _ = try requests.withdraw(made[1].rfiID, if: .any)
            _ = try engagements.accept(made[2].id, if: .any, Acceptance(terms: .make()))
            _ = try requests.erase(made[2].rfiID, if: .any)
        }
        await bench.worker.look()
        let outcome = try bench.outbox().map { "\($0.kind) \($0.status) \($0.lastError ?? "")" }
        #expect(
            outcome == [
                "newRFI failed The request is no longer open.", "newRFI failed The request is no longer open.",
                "newRFI failed The request is no longer open.", "customerAccepted sent ", "withdrawn sent ",
                "customerAccepted failed The customer's person was erased.",
            ])
        #expect(
            bench.office.letters.map { $0.field("Reply-To") ?? "-" }.sorted() == ["-", "Ada Example <ada@example.com>"])
        await bench.close()
    }

    @Test func `reminds of no outcome that is missed no more`() async throws {
        let bench = try MailBench()
        let made = try await bench.submit(2, to: bench.profile())
        let today = bench.clock.now.day
        try await bench.act { engagements, _ throws(ReferralError) in
            var terms = EngagementTerms.make()
            terms.estimatedPurchaseDate = today
            for engagement in made { _ = try engagements.accept(engagement.id, if: .any, Acceptance(terms: terms)) }
        }
        bench.clock.advance(by: .days(31))
        try await bench.store.sweep()
        try await bench.act { engagements, _ throws(ReferralError) in
            var edit = EngagementEdit()
            edit.estimatedPurchaseDate = .some(today.adding(days: 90))
            _ = try engagements.edit(made[0].id, if: .any, edit)
        }
        await bench.worker.look()
        let reminders = try bench.outbox().filter { $0.kind == .outcomeReminder }
        #expect(
            reminders.map { "\($0.status) \($0.lastError ?? "")" }.sorted()
                == ["failed The outcome is no longer missing.", "sent "])
        await bench.close()
    }

    @Test func `tells of decisions on a registration with the reviewer's word, of a question unless it was answered`()
        async throws
    {
        let bench = try MailBench()
        let (id, today) = (try await bench.won(with: "erp").id, bench.clock.now.day)
        try await bench.decide { own, reviews throws(ReferralError) in
            _ = try own.edit(of: id, if: .any, .complete(today))
            let registration = try own.submit(of: id, if: .any, message: nil).id
            _ = try reviews.requestInfo(registration, if: .any, message: "Who signed?")
        }
        await bench.worker.look()
        try await bench.decide { own, reviews throws(ReferralError) in
            let registration = try own.submit(of: id, if: .any, message: nil).id
            _ = try reviews.requestInfo(registration, if: .any, message: "When?")
            _ = try own.submit(of: id, if: .any, message: "Today.")
            _ = try reviews.approve(registration, if: .any, note: nil)
        }
        await bench.worker.look()
        let outcome = try bench.outbox().filter { $0.kind.rawValue.hasPrefix("registration") }
            .map { "\($0.kind) \($0.status) \($0.lastError ?? "")" }
        let (sent, late) = ("registrationInfoRequested sent ", "The registration was submitted again.")
        #expect(
            outcome == [sent, sent] + Array(repeating: "registrationInfoRequested failed \(late)", count: 2)
                + Array(repeating: "registrationApproved sent ", count: 2))
        let letters = bench.office.letters.filter { $0.lines.contains { $0.contains("deal registration") } }
        #expect(letters.map { $0.lines.contains { $0.contains("Who signed?") } } == [true, true, false, false])
        #expect(letters.filter { $0.field("To")?.contains("nora@fabrikam.example") == true }.count == 2)
        await bench.close()
    }

    @Test func `stops with what it has begun, and the rest goes after the next start`() async throws {
        let bench = try MailBench()
        _ = try await bench.submit(8, to: bench.profile())
        await bench.worker.stop()
        await bench.worker.look()
        #expect(bench.office.letters.isEmpty)
        await bench.close()
        let again = try MailBench(bench.directory, clock: bench.clock, office: bench.office, seed: 2)
        await again.worker.look()
        #expect(again.office.letters.count == 8)
        await again.close()
    }
}
