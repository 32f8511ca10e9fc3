import ReferralStore
import Referrals
import SQLite
import TestSupport
import Testing

/// What searches read is kept change by change: that is what a recount gives, whatever happened.
@Suite struct `The directory` {
    @Test(arguments: [1, 2] as [UInt64])
    func `is what a recount gives, also after reopening and when an older database is filled`(seed: UInt64) async throws
    {
        var work = try await DirectoryWork(seed: seed)
        for _ in 0..<20 {
            for _ in 0..<60 { try await work.step() }
            #expect(try await work.test.store.directoryDifferences() == [])
        }
        let rows = try work.rows()
        #expect(rows.count > 3)
        work.test.store.stop()

        let reopened = try TestStore(work.test.directory, clock: work.test.clock, seed: 90)
        #expect(try await reopened.store.directoryDifferences() == [])
        #expect(try reopened.search().items == rows)
        // As the database was before there was a directory.
        try await reopened.store.execute(
            """
            DELETE FROM properties WHERE name = 'directory'; DELETE FROM listing_places; DELETE FROM listing_tags;
            DELETE FROM listing_text; DELETE FROM listings; DELETE FROM partner_signals; DELETE FROM partner_fit;
            """)
        #expect(try await reopened.store.directoryDifferences().count > 3)
        reopened.store.stop()
        let filled = try TestStore(work.test.directory, clock: work.test.clock, seed: 91)
        #expect(try await filled.store.directoryDifferences() == [])
        #expect(try filled.search().items == rows)
    }

    @Test(arguments: [
        ("UPDATE partner_signals SET speed = speed + 1", "Speed or reporting of the partner"),
        ("DELETE FROM partner_signals", "Speed and reporting of the partner"),
        ("UPDATE partner_fit SET declined = declined + 1 WHERE facet = 4", "accepted and declined by size"),
        ("DELETE FROM partner_fit WHERE facet = 2", "accepted or declined is missing"),
        ("DELETE FROM listing_tags WHERE kind = 2", "other tags of the profile"),
        ("UPDATE listing_places SET city_key = 'x'", "other places of the profile"),
        ("UPDATE listings SET sizes = 3", "another partner, name or sizes of the profile"),
        ("UPDATE listing_text SET keywords = 'x'", "another text of the profile"),
        ("DELETE FROM listing_text", "holds texts of 0 profiles of 1"),
        ("UPDATE profiles SET status = 'inactive'", "stands in the directory, and is not active"),
        (
            """
            DELETE FROM listing_places; DELETE FROM listing_tags; DELETE FROM listing_text; DELETE FROM listings
            """, "is missing in the directory"
        ),
        (
            """
            INSERT INTO listings (profile_id, partner_id, name_key, sizes)
            VALUES (randomblob(16), randomblob(16), '', 0)
            """, "holds 2 profiles, of which 1 exist"
        ),
    ])
    func `that is not is told of, without names`(script: String, words: String) async throws {
        let test = try TestStore()
        let profile = try await test.provider(.make("Fabrikam"))
        let rfi = try await test.submit(.deal(), to: [profile])
        try await test.react(.accept, to: test.engagement(rfi, profile))
        #expect(try await test.store.directoryDifferences() == [])
        try await test.store.execute(script)
        let differences = try await test.store.directoryDifferences()
        #expect(differences.contains { $0.contains(words) }, "\(differences)")
        #expect(!differences.contains { $0.contains("Fabrikam") || $0.contains("igration") })
    }

    @Test func `holds active profiles of active partners alone`() async throws {
        let test = try TestStore()
        let partner = try await test.partner()
        let profile = try await test.provider(.make("Fabrikam"), of: partner)
        _ = try await test.profiles { service throws(ReferralError) in
            try service.create(for: partner.id, country: .make("FR"), ProviderSketch.make("Draft").details)
        }
        #expect(try test.names() == ["Fabrikam"])
        _ = try await test.profiles { service throws(ReferralError) in try service.deactivate(profile.id, if: .any) }
        #expect(try test.names() == [])
        _ = try await test.profiles { service throws(ReferralError) in try service.activate(profile.id, if: .any) }
        try await test.suspend(partner.id)
        #expect(try test.names() == [])
        _ = try await test.profiles { service throws(ReferralError) in
            var patch = ProfilePatch()
            patch.keywords = [Tag(stored: "cloud")]
            return try service.update(profile.id, if: .any, patch)
        }
        #expect(try test.names() == [])
        try await test.suspend(partner.id, .active)
        #expect(try test.names { $0.search = try SearchQuery("cloud") } == ["Fabrikam"])
        try await test.profiles { service throws(ReferralError) in try service.delete(profile.id, if: .any) }
        #expect(try test.names() == [])
        #expect(try await test.store.directoryDifferences() == [])
    }
}
