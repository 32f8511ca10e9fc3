// Which solutions of a deal ask for a registration.

extension ReferralReader {
    /// The solutions that a win of this engagement is registered for, in the order in which they are named.
    ///
    /// What the customer asked for decides: the known solutions among those of the need. Where the need names none that
    /// is known, it is the profile's, as it is now; a profile that was deleted has none.
    func eligibleSolutions(of engagement: Engagement) throws(ReferralError) -> [SolutionID] {
        guard let rfi = try rfi(engagement.rfiID, .operator) else {
            throw .internalFault("the RFI of the engagement \(engagement.id) does not exist")
        }
        var known = try knownSolutions(rfi.inquiry.need.solutions)
        if known.isEmpty, let profile = try profile(engagement.profileID, .partner(engagement.partnerID)) {
            known = try knownSolutions(profile.details.solutions)
        }
        return known.filter(\.isRegistrationEligible).map(\.id)
    }

    private func knownSolutions(_ tags: [Tag]) throws(ReferralError) -> [Solution] {
        var known: [Solution] = []
        for tag in tags {
            if let id = SolutionID(tag), let solution = try solution(id) { known.append(solution) }
        }
        return known
    }
}
