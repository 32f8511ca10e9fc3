import HTTP
import TestSupport
import Testing

@Suite struct `A body of JSONTestSuite` {
    /// None of the texts is a partner, so that what is JSON is the wrong JSON.
    @Test func `is 422 when it is JSON and else 400`() async throws {
        let service = try Service()
        for text in JSONTestSuite.all {
            let answer = try await service.send(.post, "/v1/partners", Service.operatorKey, bytes: text.bytes)
            switch text.expectation {
            case .taken: #expect(answer.status == 422 && answer.code == "validation_failed", "\(text): \(answer.text)")
            case .refused: #expect(answer.status == 400 && answer.code == "malformed_body", "\(text): \(answer.text)")
            }
        }
    }
}
