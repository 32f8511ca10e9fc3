import HTTP
import ReceiverSupport
import ReferralStore
import Referrals
import Synchronization
import TestSupport
import Testing

@testable import Delivery

@Suite struct `The courier` {
    @Test func `sends what a commit leaves, signed, in order and once`() async throws {
        try await withReceiver { _ in
            .make(204)
        } _: { receiver in
            try await withOffice(Office()) { office in
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url())
                office.courier.start()
                for _ in 1...3 { try await office.events(5, of: partner) }
                await office.courier.idle()
                #expect(receiver.received.map(\.text) == (1...15).map(String.init))
                let deliveries = try office.deliveries(of: webhook)
                #expect(deliveries.allSatisfy { $0.status == .delivered && $0.attempts == 1 })
                #expect(Set(receiver.received.compactMap { $0.fields["webhook-id"] }).count == 15)
                for received in receiver.received { try expectSigned(received, by: [webhook.secret], office) }
                #expect(office.wakesAt == nil)
            }
        }
    }

    private func expectSigned(_ received: Received, by secrets: [WebhookSecret], _ office: Office) throws {
        let id = try #require(received.fields["webhook-id"])
        let header = try #require(received.fields["webhook-signature"])
        let timestamp = office.clock.now.milliseconds / 1_000
        #expect(received.fields["webhook-timestamp"] == "\(timestamp)")
        #expect(received.fields["content-type"] == "application/json")
        #expect(header.split(separator: " ").count == secrets.count)
        for secret in secrets {
            #expect(Signature.verify(header, id: id, timestamp: timestamp, body: received.body, secret: secret))
        }
    }

    @Test func `signs with both secrets for a day after a rotation`() async throws {
        try await withReceiver { _ in
            .make(200)
        } _: { receiver in
            try await withOffice(Office()) { office in
                let partner = try await office.partner()
                let old = try await office.webhook(of: partner, at: try receiver.url())
                let fresh = try #require(WebhookSecret(bytes: Array(repeating: 9, count: 32)))
                _ = try await office.write { store throws(ReferralError) in
                    try WebhookService(store, scope: .operator, cause: Office.cause)
                        .rotateSecret(of: old.id, if: .any, to: fresh)
                }
                office.courier.start()
                try await office.events(1, of: partner)
                await office.courier.idle()
                try expectSigned(try #require(receiver.received.last), by: [fresh, old.secret], office)
                await office.pass(.hours(24))
                try await office.events(1, of: partner)
                await office.courier.idle()
                try expectSigned(try #require(receiver.received.last), by: [fresh], office)
            }
        }
    }

    @Test func `shows no answer of an address that is not public`() async throws {
        try await withReceiver { _ in
            .make(500, "secrets of the intranet")
        } _: { receiver in
            try await withOffice(Office()) { office in
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url())
                office.courier.start()
                try await office.events(1, of: partner)
                await office.courier.idle()
                let attempt = try #require(try office.deliveries(of: webhook).first?.lastAttempt)
                #expect(attempt.result == .answered(status: 500, response: []))
            }
        }
    }

    @Test func `says the same of an address that is refused and of one where nobody listens`() async throws {
        let receiver = try Receiver { _ in .make(200) }
        let url = try receiver.url()
        func result(_ allows: String) async throws -> DeliveryAttempt.Result? {
            try await withOffice(Office(allows: allows)) { office in
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: url)
                office.courier.start()
                try await office.events(1, of: partner)
                await office.courier.idle()
                return try office.deliveries(of: webhook).first?.lastAttempt?.result
            }
        }
        let refused = try await result("10.0.0.0/8")
        #expect(receiver.received.isEmpty)
        await receiver.stop()
        #expect(try await result("127.0.0.0/8") == refused)
        #expect(refused != nil)
    }

    @Test func `turns off who says 410, and sends no more`() async throws {
        try await withReceiver { _ in
            .make(410)
        } _: { receiver in
            try await withOffice(Office()) { office in
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url())
                office.courier.start()
                try await office.events(5, of: partner)
                await office.pass(.days(10))
                #expect(receiver.received.count == 1)
                #expect(try office.read(webhook).disabledBecause == .gone)
                #expect(office.wakesAt == nil)
            }
        }
    }

    @Test func `leaves who says 429 alone for as long as it asks`() async throws {
        let isBusy = Mutex(true)
        try await withReceiver { _ in
            isBusy.withLock { $0 } ? .make(429, retryAfter: "3600") : .make(200)
        } _: { receiver in
            try await withOffice(Office()) { office in
                let partner = try await office.partner()
                _ = try await office.webhook(of: partner, at: try receiver.url())
                office.courier.start()
                try await office.events(3, of: partner)
                await office.pass(.minutes(59))
                #expect(receiver.received.count == 1)
                isBusy.withLock { $0 = false }
                await office.pass(.minutes(2))
                #expect(Set(receiver.received.map(\.text)).count == 3)
            }
        }
    }

    @Test func `gives up after the schedule, however much waits besides, and tries that long`() async throws {
        try await withReceiver { _ in
            .make(500)
        } _: { receiver in
            try await withOffice(Office(schedule: RetrySchedule([.seconds(5), .minutes(30), .hours(2)]))) { office in
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url())
                office.courier.start()
                try await office.events(500, of: partner)
                await office.pass(.hours(2))
                #expect(try office.read(webhook).details.isEnabled)
                await office.pass(.hours(2))
                #expect(try office.read(webhook).disabledBecause == .exhausted)
                let count = receiver.received.count
                await office.pass(.days(1))
                #expect(receiver.received.count == count)
            }
        }
    }

    @Test func `brings everything once a receiver is back, which was down for two hours and 2,000 changes`()
        async throws
    {
        let isDown = Mutex(true)
        try await withReceiver { _ in
            isDown.withLock { $0 } ? .make(503) : .make(200)
        } _: { receiver in
            try await withOffice(Office()) { office in
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url())
                office.courier.start()
                for _ in 1...40 {
                    try await office.events(50, of: partner)
                    await office.pass(.minutes(3))
                }
                let inVain = receiver.received.count
                isDown.withLock { $0 = false }
                await office.pass(.hours(6))
                let arrived = receiver.received.dropFirst(inVain)
                #expect(arrived.count == 2_000)
                #expect(Set(arrived.compactMap { Int($0.text) }) == Set(1...2_000))
                #expect(Set(arrived.compactMap { $0.fields["webhook-id"] }).count == 2_000)
                #expect(inVain < 100, "a receiver that is down is not asked about every change")
                #expect(try office.read(webhook).details.isEnabled)
            }
        }
    }

    @Test func `sends what is on its way when it stops, and the rest after the next start`() async throws {
        let (isThere, mayAnswer) = (Signal(), Signal())
        let directory = try TemporaryDirectory()
        try await withReceiver { received in
            guard received.text == "1" else { return .make(200) }
            isThere.happen()
            await mayAnswer.wait()
            return .make(200)
        } _: { receiver in
            let office = try Office(directory)
            let partner = try await office.partner()
            let webhook = try await office.webhook(of: partner, at: try receiver.url())
            office.courier.start()
            try await office.events(10, of: partner)
            await isThere.wait()
            async let stopped: Void = office.courier.stop(within: .seconds(60))
            mayAnswer.happen()
            await stopped
            #expect(try office.deliveries(of: webhook).count { $0.status == .delivered } == 1)
            await office.close()
            try await withOffice(Office(directory, clock: office.clock)) { office in
                office.courier.start()
                await office.courier.idle()
                #expect(receiver.received.map(\.text) == (1...10).map(String.init))
            }
        }
    }

    @Test func `cuts off at a stop what takes too long, and sends it again`() async throws {
        let (isThere, mayAnswer) = (Signal(), Signal())
        let directory = try TemporaryDirectory()
        try await withReceiver { _ in
            isThere.happen()
            await mayAnswer.wait()
            return .make(200)
        } _: { receiver in
            let office = try Office(directory)
            let partner = try await office.partner()
            let webhook = try await office.webhook(of: partner, at: try receiver.url())
            office.courier.start()
            try await office.events(1, of: partner)
            await isThere.wait()
            await office.courier.stop(within: .milliseconds(1))
            #expect(try office.deliveries(of: webhook).first?.attempts == 0)
            await office.close()
            mayAnswer.happen()
            try await withOffice(Office(directory, clock: office.clock)) { office in
                office.courier.start()
                await office.courier.idle()
                let delivery = try office.deliveries(of: webhook).first
                #expect(delivery?.status == .delivered)
                #expect(receiver.received.count == 2)
            }
        }
    }

    @Test func `records what it has sent once the disk takes it again, without sending it twice`() async throws {
        try await withReceiver { _ in
            .make(200)
        } _: { receiver in
            try await withOffice(Office()) { office in
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url())
                try await office.events(1, of: partner)
                try await office.store.execute("PRAGMA query_only = 1")
                office.courier.start()
                await office.courier.idle()
                #expect(receiver.received.count == 1)
                try await office.store.execute("PRAGMA query_only = 0")
                await office.pass(.seconds(2))
                #expect(try office.deliveries(of: webhook).first?.status == .delivered)
                #expect(receiver.received.count == 1)
            }
        }
    }

    @Test func `goes on behind a delivery that can't be made up, which costs its endpoint nothing`() async throws {
        try await withReceiver { _ in
            .make(200)
        } _: { receiver in
            try await withOffice(Office(schedule: RetrySchedule([.seconds(5)]), damaged: [2])) { office in
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url())
                office.courier.start()
                try await office.events(3, of: partner)
                await office.courier.idle()
                #expect(receiver.received.map(\.text) == ["1", "3"])
                let damaged = try #require(try office.deliveries(of: webhook).first { $0.seq == 2 })
                #expect((damaged.status, damaged.attempts) == (.pending, 1))
                #expect(
                    damaged.lastAttempt?.result == .failed("This service could not make up what was to be sent."))
                await office.pass(.minutes(1))
                #expect(try office.deliveries(of: webhook).first { $0.seq == 2 }?.status == .failed)
                #expect(try office.read(webhook).details.isEnabled)
                #expect(office.log.all.count == 2)
            }
        }
    }

    @Test func `goes on behind an event whose row is damaged`() async throws {
        try await withReceiver { _ in
            .make(200)
        } _: { receiver in
            let directory = try TemporaryDirectory()
            let office = try Office(directory)
            await office.courier.stop(within: .seconds(1))
            let partner = try await office.partner()
            _ = try await office.webhook(of: partner, at: try receiver.url())
            try await office.events(3, of: partner)
            try await office.store.execute("UPDATE events SET type = 'nonsense' WHERE partner_seq = 2")
            await office.close()
            try await withOffice(Office(directory, clock: office.clock)) { office in
                office.courier.start()
                await office.courier.idle()
                #expect(receiver.received.map(\.text) == ["1", "3"])
            }
        }
    }

    @Test func `goes on behind an outcome that can't be written down`() async throws {
        let isGone = Mutex(true)
        try await withReceiver { _ in
            let first = isGone.withLock { gone in
                defer { gone = false }
                return gone
            }
            return .make(first ? 410 : 200)
        } _: { receiver in
            try await withOffice(Office()) { office in
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url())
                // Turning it off would write to the partner.
                try await office.store.execute("UPDATE partners SET website = 'nonsense'")
                office.courier.start()
                try await office.events(2, of: partner)
                await office.pass(.seconds(30))
                #expect(receiver.received.map(\.text).sorted() == ["1", "1", "2"])
                #expect(try office.deliveries(of: webhook).allSatisfy { $0.status == .delivered })
                #expect(office.log.all.count == 1)
            }
        }
    }

    @Test func `ends a pause when the owner changes the endpoint`() async throws {
        try await withReceiver { received in
            received.path == "/old" ? .make(503, retryAfter: "3600") : .make(200)
        } _: { receiver in
            try await withOffice(Office()) { office in
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url("/old"))
                office.courier.start()
                try await office.events(2, of: partner)
                await office.courier.idle()
                #expect(receiver.received.map(\.path) == ["/old"])
                let url = try receiver.url("/new")
                _ = try await office.write { store throws(ReferralError) in
                    var patch = WebhookPatch()
                    patch.url = url
                    return try WebhookService(store, scope: .operator, cause: Office.cause)
                        .update(webhook.id, if: .any, patch)
                }
                await office.courier.idle()
                #expect(receiver.received.map(\.path) == ["/old", "/new"])
                #expect(receiver.received.last?.text == "2")
            }
        }
    }

    @Test func `sends although all threads for long reads are taken`() async throws {
        try await withReceiver { _ in
            .make(200)
        } _: { receiver in
            try await withOffice(Office()) { office in
                await office.courier.stop(within: .seconds(1))
                var parts = office.parts
                parts.session = CrowdedSession(session: office.session)
                let transfers = Transfers(.make())
                let worker = WebhookWorker(parts, transfers)
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url())
                try await office.events(2, of: partner)
                await worker.rescan()
                await worker.idle()
                try await office.events(1, of: partner)
                await worker.look(at: [webhook.id])
                await worker.idle()
                #expect(receiver.received.map(\.text) == ["1", "2", "3"])
                #expect(office.log.all.isEmpty)
                await worker.stop()
                await transfers.stop()
            }
        }
    }

    @Test func `makes nobody pay for it when the service itself can't send`() async throws {
        let isBroken = Mutex(true)
        try await withReceiver { _ in
            .make(200)
        } _: { receiver in
            try await withOffice(Office()) { office in
                await office.courier.stop(within: .seconds(1))
                var configuration = Transfers.Configuration.make()
                configuration.fault = { isBroken.withLock { $0 } ? "no libcurl" : nil }
                let transfers = Transfers(configuration)
                let worker = WebhookWorker(office.parts, transfers)
                let partner = try await office.partner()
                let webhook = try await office.webhook(of: partner, at: try receiver.url())
                try await office.events(1, of: partner)
                await worker.rescan()
                await worker.idle()
                for _ in 1...20 {
                    #expect(office.wakesAt == office.clock.now + .minutes(5))
                    office.clock.advance(by: .minutes(5))
                    await worker.goOn()
                    await worker.idle()
                }
                #expect(try office.deliveries(of: webhook).map(\.attempts) == [0])
                #expect(office.log.all.count == 1)
                isBroken.withLock { $0 = false }
                office.clock.advance(by: .minutes(5))
                await worker.goOn()
                await worker.idle()
                #expect(try office.deliveries(of: webhook).map(\.status) == [.delivered])
                await worker.stop()
                await transfers.stop()
            }
        }
    }

    @Test func `keeps nobody waiting for an endpoint that does not answer`() async throws {
        let (isThere, mayAnswer) = (Signal(), Signal())
        try await withReceiver { received in
            guard received.path == "/dead" else { return .make(200) }
            isThere.happen()
            await mayAnswer.wait()
            return .make(200)
        } _: { receiver in
            try await withOffice(Office()) { office in
                let (dead, well) = (try await office.partner("Dead"), try await office.partner("Well"))
                _ = try await office.webhook(of: dead, at: try receiver.url("/dead"))
                let webhook = try await office.webhook(of: well, at: try receiver.url("/well"))
                office.courier.start()
                try await office.events(2_000, of: dead)
                await isThere.wait()
                try await office.events(1, of: well)
                while try office.deliveries(of: webhook).first?.status != .delivered { await Task.yield() }
                #expect(receiver.received.map(\.path) == ["/dead", "/well"])
                mayAnswer.happen()
            }
        }
    }
}
