import Referrals
import Testing

struct CallerTests {
    @Test(arguments: ["a", "0", "-", "shop-1", String(repeating: "x", count: 64)])
    func `a marketplace is named by lower case letters, digits and dashes`(text: String) {
        #expect(MarketplaceID(text)?.description == text)
    }

    @Test(arguments: ["", "A", "a b", "a_b", "a.b", "ä", "a\n", String(repeating: "x", count: 65)])
    func `any other name is refused`(text: String) {
        #expect(MarketplaceID(text) == nil)
    }

    @Test func `a role knows its tenant`() throws {
        let partner: ID<Partner> = ID(high: 1, low: 1)
        let shop = try Sample.marketplace()
        let roles: [Role] = [.operator, .partner(partner), .marketplace(shop), .reviewer]
        #expect(roles.map(\.kind) == [.operator, .partner, .marketplace, .reviewer])
        #expect(roles.map(\.partnerID) == [nil, partner, nil, nil])
        #expect(roles.map(\.marketplaceID) == [nil, nil, shop, nil])
    }

    @Test(arguments: [(-1, false), (0, true), (1, true)] as [(Int64, Bool)])
    func `a key ends at its instant`(offset: Int64, isExpired: Bool) {
        let key = APIKey(
            id: ID(high: 7, low: 1), name: "k", role: .reviewer, createdAt: Sample.instant,
            expiresAt: Sample.instant + .days(1))
        #expect(key.isExpired(at: Sample.instant + .days(1) + .milliseconds(offset)) == isExpired)
    }

    @Test func `a key without an end never ends`() {
        let key = APIKey(
            id: ID(high: 7, low: 1), name: "k", role: .reviewer, createdAt: Sample.instant, expiresAt: nil)
        #expect(!key.isExpired(at: .last))
        let caller = Credential(key: key, isSuspended: false).caller
        #expect(Actor(caller) == Actor(keyID: key.id, role: "reviewer", name: "k"))
    }
}
