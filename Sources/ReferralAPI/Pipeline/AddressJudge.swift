import Referrals

/// Judges the URL of a webhook when it comes in: as it is written, and then by what its host resolves to. A name that
/// does not resolve is taken; every connection is judged again.
struct AddressJudge: Sendable {
    let policy: AddressPolicy
    let resolve: HostResolver

    /// Throws unless the service may send to the URL. All refusals read alike, so that nobody learns what a name means
    /// inside the operator's network.
    func check(_ url: WebURL) async throws {
        guard policy.admits(url) else { throw Self.refusal }
        if let address = IPAddress(url.host) {
            guard policy.admits(address, for: url) else { throw Self.refusal }
            return
        }
        for address in await resolve(url.host) where !policy.admits(address, for: url) { throw Self.refusal }
    }

    private static let refusal = Problem(
        .addressForbidden, "The service sends to public addresses over https, and to what its operator allows.",
        errors: [
            Problem.Entry(
                place: .pointer("/url"), code: "invalid_value",
                detail: "Must be an https URL whose host is on the internet.")
        ])
}
