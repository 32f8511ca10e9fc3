@testable import Referrals
import Testing

struct LocationTests {
    private func renaming(_ name: String) -> LocationPatch {
        var patch = LocationPatch()
        patch.name = name
        return patch
    }

    @Test func `is added last, as a change of the profile`() throws {
        let bench = try ProfileBench()
        let (profile, location) = try bench.service.addLocation(
            to: bench.id, if: .oneOf([1]), Sample.location("Passau"))
        #expect(profile.locations.map(\.details.name) == ["Munich", "Passau"])
        #expect((profile.locations.last, profile.version) == (location, 2))
        #expect((profile.updatedAt, bench.stored) == (bench.store.now, profile))
        #expect(bench.store.events.map(\.type) == [.profileUpdated])
        #expect(
            bench.store.events.first?.changes == [
                FieldChange(field: "locations", from: .text("1"), to: .text("2"))
            ])
    }

    @Test func `the fifth is taken and the sixth is not`() throws {
        let bench = try ProfileBench(cities: ["A", "B", "C", "D"])
        _ = try bench.service.addLocation(to: bench.id, if: .any, Sample.location("E"))
        bench.store.forgetWrites()
        let error = #expect(throws: ReferralError.self) {
            try bench.service.addLocation(to: bench.id, if: .any, Sample.location("F"))
        }
        #expect(error?.kind == "limitReached")
        #expect(bench.store.writes == 0)
    }

    @Test func `lies in the country of its profile, before and after a change`() throws {
        let bench = try ProfileBench()
        let added = #expect(throws: ReferralError.self) {
            try bench.service.addLocation(to: bench.id, if: .any, Sample.location(country: "AT"))
        }
        var patch = LocationPatch()
        patch.address.country = try Sample.country("AT")
        let changed = #expect(throws: ReferralError.self) {
            try bench.service.updateLocation(bench.profile.locations[0].id, of: bench.id, if: .any, patch)
        }
        for error in [added, changed] {
            #expect((error?.kind, error?.faults.map(\.pointer)) == ("invalid", ["/address/country"]))
        }
        #expect(bench.store.writes == 0)
    }

    @Test func `is changed in its place, as a change of the profile`() throws {
        let bench = try ProfileBench(.active, cities: ["A", "B"])
        let first = bench.profile.locations[0]
        let (profile, location) = try bench.service.updateLocation(
            first.id, of: bench.id, if: .any, renaming("Depot"))
        #expect((location.id, location.details.name) == (first.id, "Depot"))
        #expect(profile.locations.map(\.details.name) == ["Depot", "B"])
        #expect((profile.version, bench.stored) == (2, profile))
        #expect(bench.store.events.map(\.type) == [.profileUpdated])
    }

    @Test func `a change that changes nothing records nothing`() throws {
        let bench = try ProfileBench()
        let (profile, location) = try bench.service.updateLocation(
            bench.profile.locations[0].id, of: bench.id, if: .any, renaming("Munich"))
        #expect((profile, location) == (bench.profile, bench.profile.locations[0]))
        #expect(bench.store.writes == 0)
    }

    @Test(arguments: [Profile.Status.draft, .inactive, .active])
    func `the last one of an active profile stays`(status: Profile.Status) throws {
        let bench = try ProfileBench(status, cities: ["A", "B"])
        try bench.service.removeLocation(bench.profile.locations[0].id, of: bench.id, if: .any)
        #expect(bench.stored?.locations.map(\.details.name) == ["B"])
        let last = bench.profile.locations[1].id
        if status == .active {
            let error = #expect(throws: ReferralError.self) {
                try bench.service.removeLocation(last, of: bench.id, if: .any)
            }
            #expect((error?.kind, error?.faults.map(\.pointer)) == ("profileIncomplete", ["/locations"]))
            #expect(bench.stored?.version == 2)
        } else {
            try bench.service.removeLocation(last, of: bench.id, if: .any)
            #expect(bench.stored?.locations.isEmpty == true)
        }
    }

    @Test func `is not found below another profile`() throws {
        let bench = try ProfileBench()
        let other = try Sample.profile(2, of: bench.partner)
        bench.store.insert(other)
        #expect(throws: ReferralError.notFound) {
            try bench.service.updateLocation(other.locations[0].id, of: bench.id, if: .any, renaming("x"))
        }
        #expect(throws: ReferralError.notFound) {
            try bench.service.removeLocation(other.locations[0].id, of: bench.id, if: .any)
        }
    }
}
