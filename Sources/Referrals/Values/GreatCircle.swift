// Sine and arc sine come from the C library: the one import of this module (docs/decisions/0006-sine.md).

import Glibc

extension Position {
    /// The mean radius of the earth (IUGG, R1).
    private static let earthRadiusKm = 6371.0088

    /// The length of the shortest way over a round earth, in kilometres: within 0.6 % of the true one. By the haversine
    /// formula, which stays exact for near points.
    public func distanceKm(to other: Position) -> Double {
        let north = sin(Self.radians(other.latitude - latitude) / 2)
        let east = sin(Self.radians(other.longitude - longitude) / 2)
        let parallels = cos(Self.radians(latitude)) * cos(Self.radians(other.latitude))
        return 2 * Self.earthRadiusKm * asin(min(1, (north * north + parallels * east * east).squareRoot()))
    }

    private static func radians(_ microDegrees: Int) -> Double { Double(microDegrees) * .pi / 180_000_000 }
}
