@testable import Referrals
import Testing

struct AccessServiceTests {
    private let store = MemoryStore()
    private let partner = Sample.partner(1)
    private let service: AccessService

    init() {
        service = AccessService(store)
        store.insert(partner)
        store.now = Sample.instant + .hours(5)
        store.forgetWrites()
    }

    private func patch(_ change: (inout PartnerPatch) -> Void) -> PartnerPatch {
        var patch = PartnerPatch()
        change(&patch)
        return patch
    }

    @Test func `makes keys of every role`() throws {
        let roles: [Role] = [
            .operator, .partner(partner.id), .marketplace(try Sample.marketplace()), .reviewer,
        ]
        for role in roles {
            let ends = store.now + .days(1)
            let key = try service.createKey(NewAPIKey(name: "k", role: role, expiresAt: ends), digest: [1])
            #expect((key.name, key.role, key.createdAt, key.expiresAt) == ("k", role, store.now, ends))
            #expect(store.keys[key.id] == key)
        }
    }

    @Test func `makes no key for a partner that does not exist`() {
        let new = NewAPIKey(name: "k", role: .partner(ID(high: 1, low: 9)), expiresAt: nil)
        let error = #expect(throws: ReferralError.self) { try service.createKey(new, digest: [1]) }
        #expect((error?.kind, error?.faults.map(\.pointer)) == ("invalid", ["/partnerId"]))
        #expect(store.writes == 0)
    }

    @Test func `revokes a key once`() throws {
        let key = try service.createKey(NewAPIKey(name: "k", role: .reviewer, expiresAt: nil), digest: [1])
        try service.revokeKey(key.id)
        #expect(store.keys.isEmpty)
        #expect(throws: ReferralError.notFound) { try service.revokeKey(key.id) }
    }

    @Test func `makes an active partner`() throws {
        let email = EmailAddress(stored: "ann@contoso.example")
        let partner = try service.createPartner(name: "Contoso", email: email, website: nil)
        #expect((partner.name, partner.email, partner.website) == ("Contoso", email, nil))
        #expect((partner.status, partner.version) == (.active, 1))
        #expect((partner.createdAt, partner.updatedAt) == (store.now, store.now))
        #expect(store.partners[partner.id] == partner)
    }

    @Test func `changes what is named, and clears what may be empty`() throws {
        let full = try service.updatePartner(
            partner.id, if: .oneOf([1]),
            patch {
                $0.name = "Second"
                $0.email = .some(EmailAddress(stored: "ann@contoso.example"))
                $0.website = .some(WebURL("https://contoso.example"))
                $0.status = .suspended
            })
        #expect((full.name, full.status, full.version) == ("Second", .suspended, 2))
        #expect((full.email?.text, full.website?.host) == ("ann@contoso.example", "contoso.example"))
        #expect((full.createdAt, full.updatedAt) == (partner.createdAt, store.now))
        let cleared = try service.updatePartner(
            partner.id, if: .any,
            patch {
                $0.email = .some(nil)
                $0.website = .some(nil)
            })
        #expect((cleared.email, cleared.website, cleared.version) == (nil, nil, 3))
        #expect((cleared.name, store.partners[partner.id]) == ("Second", cleared))
    }

    @Test func `a change that changes nothing writes nothing`() throws {
        let same = patch {
            $0.name = partner.name
            $0.status = .active
        }
        #expect(try service.updatePartner(partner.id, if: .any, same) == partner)
        #expect(store.writes == 0)
    }

    @Test func `a change is judged by the version of a partner that exists`() {
        #expect(throws: ReferralError.stale(current: EntityTag(version: 1))) {
            try service.updatePartner(partner.id, if: .oneOf([2]), patch { $0.name = "x" })
        }
        #expect(throws: ReferralError.notFound) {
            try service.updatePartner(ID(high: 1, low: 9), if: .oneOf([2]), PartnerPatch())
        }
        #expect(store.writes == 0)
    }
}
