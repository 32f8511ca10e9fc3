@testable import Referrals
import Testing

struct ProfileTests {
    @Test func `an active one may lack nothing that is named`() throws {
        let complete = try Sample.profile(1, of: Sample.partner(1))
        #expect(complete.missing.isEmpty)
        let bare = Profile(
            id: complete.id, partnerID: complete.partnerID, country: complete.country,
            details: ProfileDetails(),
            createdAt: Sample.instant)
        #expect(bare.missing.map(\.pointer) == ["/displayName", "/locations", "/industries"])
        #expect(bare.missing.allSatisfy { $0.code == "required" })
    }

    @Test func `one tag of any kind is enough`() throws {
        var profile = try Sample.profile(1, of: Sample.partner(1))
        profile.details.industries = []
        #expect(profile.missing.map(\.pointer) == ["/industries"])
        let kinds: [WritableKeyPath<ProfileDetails, [Referrals.Tag]>] = [
            \.industries, \.products, \.services, \.solutions, \.keywords,
        ]
        for kind in kinds {
            profile.details[keyPath: kind] = Sample.tags("x")
            #expect(profile.missing.isEmpty)
            profile.details[keyPath: kind] = []
        }
    }

    @Test func `without sizes it serves every size, with sizes only those`() throws {
        var profile = try Sample.profile(1, of: Sample.partner(1))
        #expect(CustomerSize.allCases.allSatisfy(profile.serves))
        profile.details.customerSizes = [.upTo9, .above20000]
        #expect(CustomerSize.allCases.filter(profile.serves) == [.upTo9, .above20000])
    }

    @Test(arguments: [
        (90_000_000, 180_000_000, true), (-90_000_000, -180_000_000, true), (0, 0, true),
        (90_000_001, 0, false), (-90_000_001, 0, false), (0, 180_000_001, false), (0, -180_000_001, false),
        (.min, 0, false), (0, .min, false), (.max, .max, false),
    ])
    func `a position lies on the globe`(latitude: Int, longitude: Int, isValid: Bool) {
        #expect((Position(latitude: latitude, longitude: longitude) != nil) == isValid)
    }

    @Test func `a patch reaches every member, and clears those that may be empty`() throws {
        let site = WebURL("https://contoso.example")
        var patch = ProfilePatch()
        patch.displayName = .some("Name")
        patch.description = .some("Text")
        patch.website = .some(site)
        patch.languages = [LanguageTag(stored: "de")]
        patch.industries = Sample.tags("a")
        patch.products = Sample.tags("b")
        patch.services = Sample.tags("c")
        patch.solutions = Sample.tags("d")
        patch.keywords = Sample.tags("e")
        patch.customerSizes = [.upTo9]
        let full = patch.applied(to: ProfileDetails())
        #expect((full.displayName, full.description, full.website) == ("Name", "Text", site))
        #expect((full.languages.map(\.text), full.customerSizes) == (["de"], [.upTo9]))
        let lists = [full.industries, full.products, full.services, full.solutions, full.keywords]
        #expect(lists.map { $0.map(\.text) } == [["a"], ["b"], ["c"], ["d"], ["e"]])
        #expect(ProfilePatch().applied(to: full) == full)
        var clearing = ProfilePatch()
        clearing.displayName = .some(nil)
        clearing.description = .some(nil)
        clearing.website = .some(nil)
        let cleared = clearing.applied(to: full)
        #expect((cleared.displayName, cleared.description, cleared.website) == (nil, nil, nil))
    }
}

struct LocationPatchTests {
    private func position(
        _ old: Position?, latitude: Int?? = nil, longitude: Int?? = nil
    ) throws -> Position? {
        var details = try Sample.location()
        details.position = old
        var patch = LocationPatch()
        patch.latitude = latitude
        patch.longitude = longitude
        return try patch.applied(to: details).position
    }

    @Test func `sets, keeps and clears the position`() throws {
        let old = try #require(Position(latitude: 48_137_154, longitude: 11_576_124))
        #expect(try position(old) == old)
        #expect(try position(nil) == nil)
        #expect(try position(old, latitude: 1) == Position(latitude: 1, longitude: 11_576_124))
        #expect(try position(nil, latitude: 1, longitude: 2) == Position(latitude: 1, longitude: 2))
        #expect(try position(old, latitude: .some(nil), longitude: .some(nil)) == nil)
    }

    @Test func `half a position is refused, with a pointer to the missing half`() throws {
        let old = try #require(Position(latitude: 48_137_154, longitude: 11_576_124))
        let longitude = #expect(throws: ReferralError.self) { try position(nil, latitude: 1) }
        #expect(longitude?.faults.map(\.pointer) == ["/longitude"])
        let latitude = #expect(throws: ReferralError.self) { try position(old, latitude: .some(nil)) }
        #expect(latitude?.faults.map(\.pointer) == ["/latitude"])
    }

    @Test func `reaches address and contact, member by member`() throws {
        let old = try Sample.location()
        var patch = LocationPatch()
        patch.name = "Depot"
        patch.address.addressLine1 = .some("Hafen 1")
        patch.address.addressLine2 = .some("Tor 2")
        patch.address.city = "Passau"
        patch.address.state = .some(nil)
        patch.address.postalCode = .some("94032")
        patch.contact.name = "Lou"
        patch.contact.phone = .some(PhoneNumber(stored: "+4989123456"))
        let new = try patch.applied(to: old)
        #expect(new.name == "Depot")
        #expect(
            new.address
                == Address(
                    addressLine1: "Hafen 1", addressLine2: "Tor 2", city: "Passau", postalCode: "94032",
                    country: old.address.country))
        #expect((new.contact.name, new.contact.phone?.text) == ("Lou", "+4989123456"))
        #expect(new.contact.email == old.contact.email)
        #expect(try LocationPatch().applied(to: old) == old)
    }
}
