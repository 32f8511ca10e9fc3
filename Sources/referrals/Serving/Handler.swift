import HTTP
import HTTPServer
import ReferralAPI
import Referrals

/// What the server calls on one loop: the interface, told who the peer is.
struct Handler: RequestHandler {
    private let api: API
    private let proxies: [TrustedProxy]
    private let endTurn: @Sendable () -> Void

    /// - Parameters:
    ///   - api: The interface of the loop.
    ///   - proxies: Peers whose `X-Forwarded-For` is believed.
    ///   - endTurn: Lets go of what the store has kept for a turn of the loop.
    init(_ api: API, proxies: [TrustedProxy], endTurn: @escaping @Sendable () -> Void) {
        self.api = api
        self.proxies = proxies
        self.endTurn = endTurn
    }

    func turnEnded() { endTurn() }

    func respond(to request: Request, from peer: Peer) async -> Response {
        await api.respond(to: request, from: client(of: request, peer))
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
