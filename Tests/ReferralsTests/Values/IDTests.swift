import Referrals
import Testing

private enum Thing {}

struct IDTests {
    private let text = "0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9f"

    @Test(arguments: [
        "0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9f", "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff", "0193530e-1c40-4c2a-1d8f-3b5a6c7d8e9f",
    ])
    func `reads and writes the canonical form`(text: String) throws {
        let id = try #require(ID<Thing>(text))
        #expect(id.description == text)
        #expect(ID<Thing>(text.dropFirst(0)) == id)
        #expect(ID<Thing>(high: id.high, low: id.low) == id)
    }

    @Test(arguments: [
        "", "-", "0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9", "0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9f0",
        "0193530E-1C40-7C2A-9D8F-3B5A6C7D8E9F", "0193530e1c407c2a9d8f3b5a6c7d8e9f",
        "{0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9f}", "urn:uuid:0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9f",
        "0193530-e1c40-7c2a-9d8f-3b5a6c7d8e9f", "0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9g",
        "0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9é", " 0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9f",
        "0193530e-1c40-7c2a-9d8f-3b5a6c7d8e9f\n", "0193530e_1c40_7c2a_9d8f_3b5a6c7d8e9f",
        "0193530e-1c40-7c2a-9d8f-3b5a6c7d8e\u{FF10}",
    ])
    func `refuses every other form`(text: String) {
        #expect(ID<Thing>(text) == nil)
    }

    /// The example of RFC 9562 A.6.
    @Test func `is made as the RFC shows`() {
        let id = ID<Thing>.make(
            at: Timestamp(milliseconds: 0x017F_22E2_79B0),
            random: (0xFFFF_FFFF_FFFF_FCC3, 0xD8C4_DC0C_0C07_398F))
        #expect(id.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test(arguments: [0, .max, 0xAAAA_AAAA_AAAA_AAAA] as [UInt64])
    func `always has version 7 and the variant of the RFC`(random: UInt64) {
        let id = ID<Thing>.make(at: .last, random: (random, random))
        #expect(id.high >> 12 & 0xF == 7)
        #expect(id.low >> 62 == 0b10)
        #expect(id.high >> 16 == 253_402_300_799_999)
        #expect(ID<Thing>.make(at: .first, random: (random, random)).high >> 16 == 0)
    }

    @Test func `sorts by time first, as its text does`() {
        let ids = [(1, UInt64.max), (2, 5), (2, 6), (300, 0)].map { time, random in
            ID<Thing>.make(at: Timestamp(milliseconds: time), random: (0, random))
        }
        #expect(ids == ids.reversed().sorted())
        #expect(ids.map(\.description) == ids.map(\.description).sorted())
    }

    @Test func `appends 36 bytes to what is there`() throws {
        var bytes = Array("id=".utf8)
        try #require(ID<Thing>(text)).append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "id=" + text)
    }
}
