import JSON
import TestSupport
import Testing

struct JSONTestSuiteTests {
    @Test func `is whole`() {
        let counts = ["y_", "n_", "i_"].map { kind in JSONTestSuite.all.count { $0.name.hasPrefix(kind) } }
        #expect(counts == [95, 188, 35])
        #expect(Set(JSONTestSuite.all.map(\.name)).count == 318)
    }

    @Test(arguments: JSONTestSuite.all) func `is taken and refused as it asks`(_ text: JSONTestSuite) {
        let isTaken = (try? JSON.parse(text.bytes)) != nil
        #expect(isTaken == (text.expectation == .taken))
    }
}
