import Delivery
import Referrals
import Testing

/// Published vectors of the reference implementation, github.com/standard-webhooks/standard-webhooks.
private let vectors = [
    (
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id: "msg_p5jXN8AQM9LWM0D4loKWxJek", time: 1_614_265_330,
        body: #"{"test": 2432232314}"#, signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    ),
    (
        secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", id: "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", time: 1_649_367_553,
        body: #"{"email":"test@example.com","username":"test_user"}"#,
        signature: "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
    ),
]

@Suite struct `A signature` {
    @Test(arguments: vectors.indices) func `is the published one`(_ index: Int) throws {
        let vector = vectors[index]
        let secret = try #require(WebhookSecret(vector.secret))
        let header = Signature.header(
            id: vector.id, timestamp: Int64(vector.time), body: Array(vector.body.utf8), secrets: [secret])
        #expect(header == vector.signature)
        #expect(secret.description == vector.secret)
    }
}
