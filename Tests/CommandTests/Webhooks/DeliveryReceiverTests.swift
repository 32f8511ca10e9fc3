import HTTP
import Referrals
import Testing

@testable import referrals

@Suite struct `An endpoint on the desk` {
    private func receiver(_ secrets: Int = 1, remembered: Int = 10) -> DeliveryReceiver {
        DeliveryReceiver(secrets: Array(Delivered.secrets.prefix(secrets)), remembered: remembered)
    }

    /// How many of the three secrets it knows, which ones signed, and which it finds.
    @Test(arguments: [
        (1, [0], [1]), (2, [1], [2]), (3, [0, 2], [1, 3]), (2, [1, 2], [2]), (3, [2, 1, 0], [1, 2, 3]),
    ])
    func `verifies with each of its secrets`(known: Int, signers: [Int], found: [Int]) {
        var receiver = receiver(known)
        let delivery = receiver.take(Delivered.request(signedBy: signers), at: Delivered.now)
        #expect(delivery.verdict == .verified(by: found))
        #expect(delivery.id == "msg_1" && delivery.type == "engagement.created" && delivery.seq == 1)
    }

    @Test(arguments: [0, 300, -300]) func `takes an attempt that is at most five minutes off`(age: Int64) {
        var receiver = receiver()
        #expect(receiver.take(Delivered.request(age: age), at: Delivered.now).verdict == .verified(by: [1]))
    }

    /// What is wrong with a request, and a word of what is said of it.
    @Test(arguments: [
        (Delivered.request(replacing: ["webhook-id": nil]), "webhook-id is missing"),
        (Delivered.request(replacing: ["webhook-timestamp": nil]), "webhook-timestamp is missing"),
        (Delivered.request(replacing: ["webhook-signature": nil]), "webhook-signature is missing"),
        (Delivered.request(replacing: ["webhook-id": ""]), "empty"),
        (Delivered.request(id: String(repeating: "m", count: 257)), "too long"),
        (Delivered.request(replacing: ["webhook-timestamp": "soon"]), "no number"),
        (Delivered.request(replacing: ["webhook-timestamp": "-1"]), "no number"),
        (Delivered.request(replacing: ["webhook-timestamp": "9223372036854775807"]), "no number"),
        (Delivered.request(age: 301), "301 s old"), (Delivered.request(age: -301), "301 s ahead"),
        (Delivered.request(signedBy: [1]), "not that of the secret"),
        (Delivered.request(signedBy: []), "not that of the secret"),
        (Delivered.request(replacing: ["webhook-id": "msg_2"]), "not that of the secret"),
        (Delivered.request(replacing: ["webhook-timestamp": "1795399201"]), "not that of the secret"),
        (Delivered.request(replacing: ["webhook-signature": "v1,AAAA v1a,AAAA v2"]), "not that of the secret"),
    ])
    func `refuses what can't be believed, and remembers nothing of it`(request: Request, word: String) {
        var receiver = receiver()
        let delivery = receiver.take(request, at: Delivered.now)
        #expect(delivery.verdict.reason?.contains(word) == true)
        #expect(!delivery.isAuthentic && delivery.remark == nil)
        #expect(receiver.take(Delivered.request(), at: Delivered.now).verdict == .verified(by: [1]))
    }

    @Test func `refuses a body of which one byte was changed`() {
        var receiver = receiver()
        var request = Delivered.request()
        request.body[3] ^= 1
        #expect(!receiver.take(request, at: Delivered.now).isAuthentic)
    }

    @Test func `knows an id that came before, as long as there is room`() {
        var receiver = receiver(remembered: 3)
        func word(_ seq: Int) -> String { receiver.take(Delivered.event(seq), at: Delivered.now).verdict.word }
        #expect([1, 1, 2, 3, 1, 2, 3].map(word).filter { $0 == "duplicate" }.count == 4)
        #expect(word(4) == "verified")
        #expect([2, 3, 4].map(word) == ["duplicate", "duplicate", "duplicate"])
        #expect(word(1) == "verified", "it made room")
    }

    /// The numbers that came, and the remark on the last.
    @Test(arguments: [
        ([5], nil), ([5, 6], nil), ([5, 7], "a gap: 6 was"), ([5, 9], "a gap: 6 to 8 were"),
        ([5, 9, 7], "late: seq 9"), ([5, 9, 7, 10], nil), ([5, 9, 9], nil),
    ])
    func `remarks on gaps and on what comes late`(seqs: [Int], remark: String?) {
        var receiver = receiver()
        let remarks = seqs.map { receiver.take(Delivered.event($0), at: Delivered.now).remark }
        #expect(remarks.last??.prefix(remark?.count ?? 0) == remark.map { $0[...] })
    }

    @Test(arguments: ["", "no JSON", #"{"type":7,"seq":"x"}"#, #"[]"#, #"{"seq":1.5}"#])
    func `takes any body that is signed`(body: String) {
        var receiver = receiver()
        let delivery = receiver.take(Delivered.request(body), at: Delivered.now)
        #expect(delivery.verdict == .verified(by: [1]))
        #expect(delivery.type == nil && delivery.seq == nil && delivery.body == Array(body.utf8))
    }
}
