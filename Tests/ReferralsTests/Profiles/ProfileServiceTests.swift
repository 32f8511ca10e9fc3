@testable import Referrals
import Testing

struct ProfileServiceTests {
    private func patch(_ change: (inout ProfilePatch) -> Void) -> ProfilePatch {
        var patch = ProfilePatch()
        change(&patch)
        return patch
    }

    @Test func `a new profile is a draft without an event`() throws {
        let bench = try ProfileBench()
        let austria = try Sample.country("AT")
        let profile = try bench.service.create(for: bench.partner.id, country: austria, ProfileDetails())
        #expect((profile.status, profile.version, profile.activatedAt) == (.draft, 1, nil))
        #expect((profile.createdAt, profile.updatedAt) == (bench.store.now, bench.store.now))
        #expect(bench.store.profiles[profile.id] == profile)
        #expect(bench.store.events.isEmpty)
    }

    @Test func `a partner has one profile a country, another partner its own`() throws {
        let bench = try ProfileBench()
        #expect(throws: ReferralError.profileExists(id: bench.id)) {
            try bench.service.create(for: bench.partner.id, country: Sample.country(), ProfileDetails())
        }
        #expect(bench.store.writes == 0)
        let other = Sample.partner(2)
        bench.store.insert(other)
        _ = try bench.service.create(for: other.id, country: Sample.country(), ProfileDetails())
    }

    @Test func `a profile needs a partner that exists`() throws {
        let bench = try ProfileBench()
        let error = #expect(throws: ReferralError.self) {
            try bench.service.create(
                for: ID(high: 1, low: 9), country: Sample.country("AT"), ProfileDetails())
        }
        #expect((error?.kind, error?.faults.map(\.pointer)) == ("invalid", ["/partnerId"]))
    }

    @Test(arguments: [Profile.Status.draft, .inactive])
    func `becomes active`(status: Profile.Status) throws {
        let bench = try ProfileBench(status)
        let profile = try bench.service.activate(bench.id, if: .oneOf([1]))
        #expect((profile.status, profile.version) == (.active, 2))
        #expect((profile.activatedAt, profile.updatedAt) == (bench.store.now, bench.store.now))
        #expect(bench.stored == profile)
        let event = try #require(bench.store.events.first)
        #expect((event.type, event.subject) == (.profileActivated, .profile(bench.id)))
        #expect(event.audience == Audience(partnerID: bench.partner.id))
        #expect(
            event.changes == [
                FieldChange(field: "status", from: .text(status.rawValue), to: .text("active"))
            ])
        #expect(bench.store.events.count == 1)
    }

    @Test func `becomes inactive and keeps when it was activated last`() throws {
        let bench = try ProfileBench()
        let activatedAt = try bench.service.activate(bench.id, if: .any).activatedAt
        bench.store.now = bench.store.now + .hours(1)
        let profile = try bench.service.deactivate(bench.id, if: .any)
        #expect((profile.status, profile.version, profile.activatedAt) == (.inactive, 3, activatedAt))
        #expect(bench.store.events.map(\.type) == [.profileActivated, .profileDeactivated])
    }

    @Test func `becomes neither twice`() throws {
        let active = try ProfileBench(.active)
        #expect(throws: ReferralError.invalidTransition(detail: "The profile is active already.")) {
            try active.service.activate(active.id, if: .any)
        }
        for status in [Profile.Status.draft, .inactive] {
            let bench = try ProfileBench(status)
            let error = #expect(throws: ReferralError.self) {
                try bench.service.deactivate(bench.id, if: .any)
            }
            #expect(error?.kind == "invalidTransition")
            #expect(bench.store.writes == 0)
        }
        #expect(active.store.writes == 0)
    }

    @Test func `an incomplete one stays what it is`() throws {
        let bench = try ProfileBench(cities: [])
        _ = try bench.service.update(bench.id, if: .any, patch { $0.displayName = .some(nil) })
        bench.store.forgetWrites()
        let error = #expect(throws: ReferralError.self) { try bench.service.activate(bench.id, if: .any) }
        #expect(error?.kind == "profileIncomplete")
        #expect(error?.faults.map(\.pointer) == ["/displayName", "/locations"])
        #expect(bench.store.writes == 0)
    }

    @Test func `an active one can't lose what it needs, an inactive one can`() throws {
        let needed = [patch { $0.displayName = .some(nil) }, patch { $0.industries = [] }]
        for (patch, pointer) in zip(needed, ["/displayName", "/industries"]) {
            let active = try ProfileBench(.active)
            let error = #expect(throws: ReferralError.self) {
                try active.service.update(active.id, if: .any, patch)
            }
            #expect((error?.kind, error?.faults.map(\.pointer)) == ("profileIncomplete", [pointer]))
            #expect(active.store.writes == 0)
            let inactive = try ProfileBench(.inactive)
            #expect(try inactive.service.update(inactive.id, if: .any, patch).version == 2)
        }
    }

    @Test func `a change that changes nothing records nothing`() throws {
        let bench = try ProfileBench(.active)
        let same = patch {
            $0.displayName = .some(bench.profile.details.displayName)
            $0.industries = Sample.tags("Retail")
        }
        #expect(try bench.service.update(bench.id, if: .any, same) == bench.profile)
        #expect(try bench.service.update(bench.id, if: .any, ProfilePatch()) == bench.profile)
        #expect(bench.store.writes == 0)
    }

    /// Two tags that differ in case are one tag, yet they are shown as written.
    @Test func `a change of a tag's case alone is a change`() throws {
        let bench = try ProfileBench()
        let profile = try bench.service.update(
            bench.id, if: .any, patch { $0.industries = Sample.tags("RETAIL") })
        #expect(profile.version == 2)
        #expect(bench.stored?.details.industries.map(\.text) == ["RETAIL"])
        #expect(
            bench.store.events.map(\.changes) == [
                [FieldChange(field: "industries", from: .text("Retail"), to: .text("RETAIL"))]
            ])
    }

    @Test func `deletion is an event and frees the country`() throws {
        let bench = try ProfileBench(.active)
        try bench.service.delete(bench.id, if: .oneOf([1]))
        #expect(bench.stored == nil)
        #expect(bench.store.events.map(\.type) == [.profileDeleted])
        _ = try bench.service.create(for: bench.partner.id, country: bench.profile.country, ProfileDetails())
    }
}

/// What every command of a profile has in common.
struct ProfileCommandTests {
    private static let commands: [String: @Sendable (ProfileService, ProfileBench, VersionCondition) throws -> Any] = [
        "update": { try $0.update($1.id, if: $2, ProfilePatch()) },
        "delete": { try $0.delete($1.id, if: $2) },
        "activate": { try $0.activate($1.id, if: $2) },
        "deactivate": { try $0.deactivate($1.id, if: $2) },
        "addLocation": { try $0.addLocation(to: $1.id, if: $2, Sample.location()) },
        "updateLocation": {
            try $0.updateLocation($1.profile.locations[0].id, of: $1.id, if: $2, LocationPatch())
        },
        "removeLocation": { try $0.removeLocation($1.profile.locations[0].id, of: $1.id, if: $2) },
    ]

    @Test(arguments: commands.keys.sorted())
    func `is judged by the version, and not found by strangers`(name: String) throws {
        let bench = try ProfileBench(.active)
        let command = try #require(Self.commands[name])
        #expect(throws: ReferralError.stale(current: EntityTag(version: 1))) {
            _ = try command(bench.service, bench, .oneOf([2]))
        }
        let marketplace = ProfileService(
            bench.store, scope: .marketplace(try Sample.marketplace()), cause: Sample.cause)
        for service in [bench.strangers, marketplace] {
            #expect(throws: ReferralError.notFound) { _ = try command(service, bench, .oneOf([2])) }
        }
        #expect(bench.store.writes == 0)
    }
}
