@testable import Referrals
import Testing

struct NearestLocationTests {
    /// The place among `places` that is taken for a customer in Munich, Bavaria, or without that state.
    private func nearest(_ places: [(String, String?)], state: String? = "Bavaria") throws -> Int? {
        var profile = try Sample.profile(1, of: Sample.partner(1), cities: [])
        profile.locations = try places.enumerated().map { index, place in
            Location(
                id: ID(high: 3, low: UInt64(index)), details: try Sample.location(place.0, state: place.1))
        }
        let location = try profile.nearest(to: Sample.address("Munich", state: state))
        return location.map { Int($0.id.low) }
    }

    @Test(
        arguments: [
            ([("Berlin", "Berlin"), ("Munich", "Bavaria")], 1),
            ([("Berlin", "Berlin"), ("Passau", "Bavaria")], 1),
            ([("Passau", "Bavaria"), ("Munich", "Bavaria")], 1),
            ([("Berlin", "Berlin"), ("Hamburg", "Hamburg")], 0),
            ([("Munich", "Bavaria"), ("Munich", "Bavaria")], 0),
            ([("Passau", "Bavaria"), ("Hof", "Bavaria")], 0),
            ([("Berlin", "Berlin"), ("MUNICH", "bavaria")], 1),
            ([("Munich", "Ohio"), ("Passau", "Bavaria")], 1),
            ([("Berlin", nil), ("Munich", nil)], 1),
        ] as [([(String, String?)], Int)])
    func `shares the state, then the city, and is the first of equals`(
        places: [(String, String?)], expected: Int
    ) throws {
        #expect(try nearest(places) == expected)
    }

    @Test(
        arguments: [
            ([("Hamburg", nil), ("Munich", "Bavaria")], 1),
            ([("Berlin", "Berlin"), ("Munich", "Bavaria")], 1),
            ([("Berlin", nil), ("Munich", nil)], 1), ([("Berlin", nil), ("Hamburg", "Hamburg")], 0),
        ] as [([(String, String?)], Int)])
    func `goes by the city where the customer gives no state`(places: [(String, String?)], expected: Int)
        throws
    {
        #expect(try nearest(places, state: nil) == expected)
    }

    @Test func `is none where there are none`() throws {
        #expect(try nearest([]) == nil)
    }

    @Test func `prefers the customer's own country`() throws {
        var profile = try Sample.profile(1, of: Sample.partner(1), cities: ["Munich", "Hof"])
        profile.locations[0].details.address.country = try Sample.country("AT")
        #expect(try profile.nearest(to: Sample.address("Munich"))?.details.name == "Hof")
        #expect(try profile.nearest(to: Sample.address("Munich", country: "CH"))?.details.name == "Munich")
    }
}
