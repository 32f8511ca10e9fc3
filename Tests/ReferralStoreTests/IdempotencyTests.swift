import Referrals
import SQLite
import TestSupport
import Testing

@Suite struct IdempotencyTests {
    private static func key(_ value: String = "key", fingerprint: UInt8 = 1, owner: String = "me")
        -> IdempotencyKey
    {
        IdempotencyKey(owner: owner, value: value, fingerprint: Array(repeating: fingerprint, count: 32))
    }

    private static func reply(_ status: Int = 201) -> StoredReply {
        StoredReply(
            status: status, location: "/v1/rfis/1", tag: "\"1\"",
            body: KeptBody(
                Array("{}".utf8), rfiID: ID(high: 1, low: 2),
                personGap: KeptBody.PersonGap(offset: 17, engagementID: ID(high: 1, low: 3))))
    }

    private static func stored(_ test: TestStore, _ key: IdempotencyKey) throws -> StoredReply? {
        try test.read { reader throws(ReferralError) in try reader.storedReply(key) }
    }

    /// Has its effect once: makes a partner unless there is an answer already.
    private static func create(_ test: TestStore, _ key: IdempotencyKey) async throws(ReferralError)
        -> StoredReply
    {
        try await test.write { store throws(ReferralError) in
            if let reply = try store.storedReply(key) { return reply }
            _ = try AccessService(store).createPartner(name: "once", email: nil, website: nil)
            try store.store(reply(), for: key)
            return reply()
        }
    }

    @Test func `the same key many times at once has one effect and one answer`() async throws {
        let test = try TestStore()
        let replies = await withTaskGroup { group in
            for _ in 0..<32 { group.addTask { try? await Self.create(test, Self.key()) } }
            return await group.reduce(into: Set<StoredReply?>()) { $0.insert($1) }
        }
        #expect(replies == [Self.reply()])
        let partners = try test.read { reader throws(ReferralError) in
            try reader.partners(statuses: nil, PageRequest()).items
        }
        #expect(partners.count == 1)
    }

    @Test func `the same key with another request is refused`() async throws {
        let test = try TestStore()
        _ = try await Self.create(test, Self.key())
        #expect(throws: ReferralError.idempotencyKeyReused) {
            try Self.stored(test, Self.key(fingerprint: 2))
        }
        #expect(try Self.stored(test, Self.key(owner: "another")) == nil)
    }

    @Test func `an answer is kept for 24 hours`() async throws {
        let test = try TestStore()
        _ = try await Self.create(test, Self.key())
        test.clock.advance(by: .milliseconds(86_399_999))
        #expect(try Self.stored(test, Self.key()) == Self.reply())
        test.clock.advance(by: .milliseconds(1))
        #expect(try Self.stored(test, Self.key(fingerprint: 2)) == nil)
        _ = try await Self.create(test, Self.key(fingerprint: 2))
        #expect(try Self.stored(test, Self.key(fingerprint: 2)) == Self.reply())
    }

    @Test func `answers whose time is over are forgotten a hundred a batch`() async throws {
        let test = try TestStore()
        try await test.write { store throws(ReferralError) in
            for index in 0..<150 { try store.store(Self.reply(), for: Self.key("\(index)")) }
        }
        test.clock.advance(by: .hours(24))
        let connection = try Connection(path: test.directory.file("referrals.db"), mode: .readOnly)
        for left in [50, 0] as [Int64] {
            _ = try await test.partner()
            #expect(try connection.first("SELECT count(*) FROM idempotency") { row in row.int(0) } == left)
        }
    }

    @Test func `an effect that fails stores no answer`() async throws {
        let test = try TestStore()
        await #expect(throws: ReferralError.forbidden) {
            try await test.write { store throws(ReferralError) in
                try store.store(Self.reply(), for: Self.key())
                throw .forbidden
            }
        }
        #expect(try Self.stored(test, Self.key()) == nil)
    }
}
