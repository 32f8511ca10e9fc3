import JSON
import Testing

@Suite struct `The harness` {
    @Test func `walks from a partner to a won engagement`() async throws {
        let service = try Service()
        let referral = try await service.referral(directContact: true)
        try await service.accept(referral)
        let (contact, note) = (try await service.contact(of: referral), try await service.note(of: referral))
        let path = "/v1/engagements/\(referral.engagement)"
        try await service.get("\(path)/contacts/\(contact)", referral.partner.key).expect(200)
        try await service.get("\(path)/notes/\(note)", referral.partner.key).expect(200)
        let won = try await service.post("\(path)/win", referral.partner.key).expect(200)
        #expect(won["outcome"] == .string("won"))
        #expect(
            try await service.get("/v1/rfis/\(referral.rfi)", referral.marketplace)["recipients.0.status"]
                == .string("won"))
    }
}
