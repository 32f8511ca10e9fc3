import ReferralStore
import Referrals
import Testing

@Suite struct PageFillingTests {
    /// The page of the numbers from 1 on that match.
    private static func page(
        of count: Int, limit: Int, matching matches: (Int) -> Bool = { _ in true }
    ) -> Page<Int, Int> {
        var filling = PageFilling(limit: limit) { (number: Int) in number }
        for number in 1...count {
            guard matches(number) ? filling.take(number) : filling.skip(number) else { break }
        }
        return filling.page
    }

    @Test func `a page ends with the row that shows that there is more`() {
        #expect(Self.page(of: 3, limit: 3).next == nil)
        let page = Self.page(of: 4, limit: 3)
        #expect(page.items == [1, 2, 3])
        #expect(page.next == 3)
        #expect(Self.page(of: 9, limit: 2) { $0 % 3 == 0 }.next == 6)
    }

    @Test func `a page looks at 20,000 rows and returns what it has`() {
        let short = Self.page(of: 30_000, limit: 50) { $0 == 7 }
        #expect(short.items == [7])
        #expect(short.next == 20_000)
        #expect(Self.page(of: 19_999, limit: 50) { $0 == 7 }.next == nil)
    }
}
