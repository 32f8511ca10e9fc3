import Referrals
import TestSupport
import Testing

@testable import Delivery

@Suite struct `The dispatcher` {
    private let now = TestClock().now
    private let ids = (1...9).map { ID<Webhook>(high: $0, low: 0) }
    private let delivery = ID<WebhookDelivery>(high: 1, low: 1)

    private func all(_ dispatcher: inout Dispatcher, at now: Timestamp) -> [ID<Webhook>] {
        var started: [ID<Webhook>] = []
        while let id = dispatcher.next(at: now) { started.append(id) }
        return started
    }

    @Test func `starts what is due, the longest due first, and wakes for the rest`() {
        var dispatcher = Dispatcher()
        dispatcher.note(now + .seconds(9), at: ids[0])
        dispatcher.note(now, at: ids[1])
        dispatcher.note(now - .seconds(1), at: ids[2])
        dispatcher.note(nil, at: ids[3])
        #expect(all(&dispatcher, at: now) == [ids[2], ids[1]])
        #expect(dispatcher.wakesAt == now + .seconds(9))
        #expect(all(&dispatcher, at: now + .seconds(9)) == [ids[0]])
        #expect(dispatcher.wakesAt == nil)
    }

    @Test func `sends one at a time to an endpoint`() {
        var dispatcher = Dispatcher()
        dispatcher.note(now, at: ids[0])
        #expect(all(&dispatcher, at: now) == [ids[0]])
        dispatcher.note(now, at: ids[0])
        #expect(all(&dispatcher, at: now).isEmpty)
        dispatcher.release(ids[0], dueAt: now)
        #expect(all(&dispatcher, at: now) == [ids[0]])
        dispatcher.release(ids[0], dueAt: nil)
        #expect(all(&dispatcher, at: now).isEmpty)
        #expect(dispatcher.wakesAt == nil)
    }

    @Test func `does not lose what comes in while a delivery ends`() {
        for isEverything in [false, true] {
            var dispatcher = Dispatcher()
            dispatcher.note(now - .seconds(1), at: ids[0])
            #expect(all(&dispatcher, at: now) == [ids[0]])
            let queue = WebhookQueue(webhookID: ids[0], version: 1, dueAt: now)
            if isEverything { dispatcher.noteAll([queue]) } else { dispatcher.note(queue.dueAt, at: ids[0]) }
            dispatcher.release(ids[0], dueAt: nil)
            #expect(all(&dispatcher, at: now) == [ids[0]])
            dispatcher.release(ids[0], dueAt: nil)
            #expect(all(&dispatcher, at: now).isEmpty)
        }
    }

    @Test func `takes endpoints in turn when there is no room for all`() {
        var dispatcher = Dispatcher(maximum: 2)
        for id in ids { dispatcher.note(now, at: id) }
        var turns: [ID<Webhook>: Int] = [:]
        for _ in 1...45 {
            let started = all(&dispatcher, at: now)
            #expect(started.count == 2)
            for id in started {
                turns[id, default: 0] += 1
                dispatcher.release(id, dueAt: now)
            }
        }
        let counts = ids.map { turns[$0] ?? 0 }.sorted()
        #expect((counts.last ?? 0) - (counts.first ?? 0) <= 1)
    }

    @Test func `wakes for nothing while there is no room`() {
        var dispatcher = Dispatcher(maximum: 1)
        for id in ids { dispatcher.note(now, at: id) }
        #expect(all(&dispatcher, at: now).count == 1)
        #expect(dispatcher.wakesAt == nil)
    }

    @Test func `leaves an endpoint alone that fails, and nobody else`() {
        var dispatcher = Dispatcher()
        for id in ids.prefix(2) { dispatcher.note(now, at: id) }
        _ = all(&dispatcher, at: now)
        dispatcher.note(.make(500), of: delivery, at: ids[0], version: 1, now: now)
        dispatcher.note(.make(200), of: delivery, at: ids[1], version: 1, now: now)
        for id in ids.prefix(2) { dispatcher.release(id, dueAt: now) }
        #expect(all(&dispatcher, at: now) == [ids[1]])
        #expect(dispatcher.failed(at: ids[0]) == delivery)
        #expect(dispatcher.wakesAt == now + .seconds(1))
        #expect(all(&dispatcher, at: now + .seconds(1)) == [ids[0]])
    }

    @Test func `keeps a pause though everything is looked at anew, or nothing waits for a while`() {
        var dispatcher = Dispatcher()
        dispatcher.note(now, at: ids[0])
        _ = dispatcher.next(at: now)
        dispatcher.note(.make(500), of: delivery, at: ids[0], version: 1, now: now)
        dispatcher.release(ids[0], dueAt: nil)
        dispatcher.noteAll(ids.prefix(2).map { WebhookQueue(webhookID: $0, version: 1, dueAt: now) })
        #expect(all(&dispatcher, at: now) == [ids[1]])
        dispatcher.noteAll([])
        #expect(all(&dispatcher, at: now + .hours(1)).isEmpty)
    }

    @Test func `leaves out what was turned off while it stood in line`() {
        var dispatcher = Dispatcher(maximum: 1)
        for id in ids.prefix(3) { dispatcher.note(now, at: id) }
        let first = dispatcher.next(at: now)
        let others = ids.prefix(3).filter { $0 != first }
        dispatcher.note(nil, at: others[0])
        if let first { dispatcher.release(first, dueAt: nil) }
        #expect(all(&dispatcher, at: now) == [others[1]])
    }

    @Test func `ends a pause once its owner has changed the endpoint, also while a delivery is on its way`() {
        var dispatcher = Dispatcher()
        dispatcher.note(now, at: ids[0], version: 1)
        func fail() {
            #expect(all(&dispatcher, at: now) == [ids[0]])
            dispatcher.note(.make(503, retryAfter: 3_600), of: delivery, at: ids[0], version: 1, now: now)
        }
        fail()
        dispatcher.release(ids[0], dueAt: now, version: 1)
        dispatcher.note(now, at: ids[0], version: 1)
        #expect(all(&dispatcher, at: now).isEmpty)
        dispatcher.note(now, at: ids[0], version: 2)
        #expect(dispatcher.failed(at: ids[0]) == nil)
        fail()
        dispatcher.release(ids[0], dueAt: now, version: 2)
        fail()
        dispatcher.release(ids[0], dueAt: now, version: 1)
        dispatcher.noteAll([WebhookQueue(webhookID: ids[0], version: 2, dueAt: now)])
        #expect(all(&dispatcher, at: now) == [ids[0]])
    }

    @Test func `wakes for what was put off while it stood in line`() {
        var dispatcher = Dispatcher(maximum: 1)
        for id in ids.prefix(2) { dispatcher.note(now, at: id) }
        let first = dispatcher.next(at: now)
        for id in ids.prefix(2) where id != first { dispatcher.note(now + .seconds(9), at: id) }
        if let first { dispatcher.release(first, dueAt: nil) }
        #expect(all(&dispatcher, at: now).isEmpty)
        #expect(dispatcher.wakesAt == now + .seconds(9))
        #expect(all(&dispatcher, at: now + .seconds(9)).count == 1)
    }

    @Test(arguments: [false, true]) func `forgets what was deleted, also while a delivery is on its way`(
        _ isBusy: Bool
    ) {
        var dispatcher = Dispatcher()
        dispatcher.note(now, at: ids[0])
        #expect(all(&dispatcher, at: now) == [ids[0]])
        dispatcher.note(.make(500), of: delivery, at: ids[0], version: 1, now: now)
        if !isBusy { dispatcher.release(ids[0], dueAt: now) }
        dispatcher.forget(ids[0])
        if isBusy { dispatcher.release(ids[0], dueAt: now) }
        #expect(!dispatcher.remembers(ids[0]))
        #expect(dispatcher.busyCount == 0)
        #expect(all(&dispatcher, at: now + .hours(1)).isEmpty)
    }

    @Test func `postpones what the storage can't tell`() {
        var dispatcher = Dispatcher()
        dispatcher.note(now, at: ids[0])
        _ = dispatcher.next(at: now)
        dispatcher.release(ids[0], dueAt: now, postponedUntil: now + .seconds(1))
        #expect(all(&dispatcher, at: now).isEmpty)
        #expect(dispatcher.wakesAt == now + .seconds(1))
    }

    @Test(arguments: (1...50).map(UInt64.init)) func `delivers everything in the end, to the healthy in order`(
        _ seed: UInt64
    ) {
        var world = World(seed: seed)
        world.run()
        #expect(world.waiting.isEmpty)
        #expect(world.isOrdered)
    }
}

/// A simulation: endpoints with rows that wait, some of them ill for a while, a clock, and transfers that take their
/// time.
private struct World {
    private var random: SplitMix64
    private var now = TestClock().now
    private var dispatcher: Dispatcher
    /// Rows of each endpoint: when each is due, by its number.
    private(set) var waiting: [ID<Webhook>: [Int: Timestamp]] = [:]
    private var wellFrom: [ID<Webhook>: Timestamp] = [:]
    private var running: [(id: ID<Webhook>, row: Int, endsAt: Timestamp)] = []
    private var delivered: [ID<Webhook>: [Int]] = [:]

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        dispatcher = Dispatcher(maximum: Int.random(in: 1...5, using: &random))
        for number in 1...UInt64.random(in: 1...12, using: &random) {
            let id = ID<Webhook>(high: number, low: 0)
            let rows = (1...Int.random(in: 1...30, using: &random)).map { ($0, now) }
            waiting[id] = Dictionary(uniqueKeysWithValues: rows)
            wellFrom[id] = now + .minutes(random.oneIn(2) ? 0 : Int64.random(in: 1...120, using: &random))
        }
        dispatcher.noteAll(waiting.keys.map { WebhookQueue(webhookID: $0, version: 1, dueAt: now) })
    }

    /// Whether endpoints that were never ill got everything in order.
    var isOrdered: Bool {
        delivered.allSatisfy { id, rows in wellFrom[id] != TestClock().now || rows == rows.sorted() }
    }

    mutating func run() {
        for _ in 1...100_000 {
            while let id = dispatcher.next(at: now) { start(id) }
            let next = (running.map(\.endsAt) + [dispatcher.wakesAt].compactMap(\.self)).min()
            guard let next else { return }
            now = max(now, next)
            finish()
        }
    }

    private mutating func start(_ id: ID<Webhook>) {
        precondition(!running.contains { $0.id == id }, "two at once")
        let due = waiting[id, default: [:]].filter { $0.value <= now }
        guard let row = due.min(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else {
            return dispatcher.release(id, dueAt: first(id))
        }
        running.append((id, row, now + .milliseconds(Int64.random(in: 1...15_000, using: &random))))
    }

    private mutating func finish() {
        for (id, row, _) in running.filter({ $0.endsAt <= now }) {
            let isWell = wellFrom[id, default: now] <= now
            dispatcher.note(.make(isWell ? 200 : 500), of: ID(high: 1, low: UInt64(row)), at: id, version: 1, now: now)
            waiting[id]?[row] = isWell ? nil : now + .seconds(5)
            if isWell { delivered[id, default: []].append(row) }
            if waiting[id]?.isEmpty == true { waiting[id] = nil }
            dispatcher.release(id, dueAt: first(id))
        }
        running.removeAll { $0.endsAt <= now }
    }

    private func first(_ id: ID<Webhook>) -> Timestamp? { waiting[id]?.values.min() }
}
