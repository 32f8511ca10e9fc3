import Referrals
import Testing

struct PageTests {
    @Test(
        arguments: [
            ([], [], nil), ([1], [1], nil), ([1, 2], [1, 2], nil), ([1, 2, 3], [1, 2], 2),
        ] as [([Int], [Int], Int?)])
    func `goes on after its last row when there is one beyond the limit`(
        rows: [Int], items: [Int], next: Int?
    ) {
        let page = Page(rows: rows, limit: 2, key: \.self)
        #expect((page.items, page.next) == (items, next))
    }

    @Test(
        arguments: [(-1, false), (0, false), (1, true), (9, true), (10, false), (11, false)]
            as [(Int64, Bool)])
    func `a range excludes both its instants`(offset: Int64, isInside: Bool) {
        let range = TimeRange(after: Sample.instant, before: Sample.instant + .milliseconds(10))
        #expect(range.contains(Sample.instant + .milliseconds(offset)) == isInside)
    }

    @Test func `a range is open where it has no bound`() {
        #expect(TimeRange().contains(.first))
        #expect(TimeRange(after: Sample.instant).contains(.last))
        #expect(TimeRange(before: Sample.instant).contains(.first))
    }
}

struct EntityTagTests {
    @Test func `is the version, with a variant for what is shown besides`() {
        #expect(EntityTag(version: 7).description == "7")
        #expect(EntityTag(version: 7, variant: "hot").description == "7-hot")
        #expect(EntityTag(version: 7) != EntityTag(version: 7, variant: "hot"))
    }

    @Test func `conditions compare the version alone`() throws {
        let tag = EntityTag(version: 7, variant: "hot")
        try VersionCondition.any.check(tag)
        try VersionCondition.oneOf([3, 7]).check(tag)
        for versions in [[], [6], [8, 77]] {
            #expect(throws: ReferralError.stale(current: tag)) {
                try VersionCondition.oneOf(versions).check(tag)
            }
        }
    }
}
