import HTTP
import HTTPServer
import ReferralAPI

/// What the server calls on one loop: the interface, told who the peer is.
struct Handler: RequestHandler {
    private let api: API
    private let proxies: [AddressBlock]

    /// - Parameters:
    ///   - api: The interface of the loop.
    ///   - proxies: Peers whose `X-Forwarded-For` is believed.
    init(_ api: API, proxies: [AddressBlock]) {
        self.api = api
        self.proxies = proxies
    }

    func respond(to request: Request, from peer: Peer) async -> Response {
        await api.respond(to: request, from: IPAddress(client(of: request, peer))?.network ?? peer.address)
    }

    func refusal(of error: ProtocolError, from peer: Peer) -> Response {
        api.refusal(of: error)
    }

    /// The last address on the way that is no trusted proxy: whatever stands before it anybody may have written.
    private func client(of request: Request, _ peer: Peer) -> String {
        guard isTrusted(peer.address), let forwarded = request.fields.ascii("x-forwarded-for") else {
            return peer.address
        }
        var nearest = peer.address
        for hop in forwarded.split(separator: ",").reversed() {
            let address = String(hop.filter { $0 != " " })
            guard IPAddress(address) != nil else { return nearest }
            nearest = address
            if !isTrusted(nearest) { return nearest }
        }
        return nearest
    }

    private func isTrusted(_ address: String) -> Bool {
        proxies.contains { $0.contains(address) }
    }
}
