// Which location of a profile is asked.

extension Profile {
    /// Whether the location is one of this profile; true when none is named.
    func has(_ location: ID<Location>?) -> Bool {
        location == nil || locations.contains { $0.id == location }
    }

    /// The location that was chosen, or else the nearest one; an active profile has one.
    func location(for choice: RecipientChoice, near address: Address) -> Location? {
        guard let wanted = choice.locationID else { return nearest(to: address) }
        return locations.first { $0.id == wanted }
    }

    /// The location that shares most with the address, going from country over state to city; the first of equals. A
    /// profile without locations, which is never active, has none.
    public func nearest(to address: Address) -> Location? {
        var best: (location: Location, score: Int)?
        for location in locations {
            let score = location.details.address.closeness(to: address)
            if best.map({ score > $0.score }) ?? true { best = (location, score) }
        }
        return best?.location
    }
}

extension Address {
    /// 0 in another country, at least 1 in the same. There the state counts more than the city; one that is not
    /// given is no state in common.
    fileprivate func closeness(to other: Address) -> Int {
        guard country == other.country else { return 0 }
        let sharesState = state != nil && state?.lowercased() == other.state?.lowercased()
        let sharesCity = city.lowercased() == other.city.lowercased()
        return 1 + (sharesState ? 2 : 0) + (sharesCity ? 1 : 0)
    }
}
