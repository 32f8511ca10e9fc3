import HTTP
import HTTPServer
import ReferralAPI
import Referrals

/// What the server calls on one loop: the interface, told who the peer is.
struct Handler: RequestHandler {
    private let api: API
    private let proxies: [TrustedProxy]

    /// - Parameters:
    ///   - api: The interface of the loop.
    ///   - proxies: Peers whose `X-Forwarded-For` is believed.
    init(_ api: API, proxies: [TrustedProxy]) {
        self.api = api
        self.proxies = proxies
    }

    func respond(to request: Request, from peer: Peer) async -> Response {
        await api.respond(to: request, from: IPAddress(client(of: request, peer))?.network ?? peer.address)
    }

    func refusal(of error: ProtocolError, from peer: Peer) -> Response {
        api.refusal(of: error)
    }

    private func client(of request: Request, _ peer: Peer) -> String {
        guard isTrusted(peer.address), let value = request.fields.ascii("x-forwarded-for") else {
            return peer.address
        }
        return ForwardedFor.client(value, from: peer.address, isTrusted: isTrusted)
    }

    private func isTrusted(_ address: String) -> Bool {
        proxies.contains { $0.contains(address) }
    }
}
