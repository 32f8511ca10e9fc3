// RFC 9110, section 3.4; RFC 9112, section 9.

public import HTTP

/// What answers the requests of one loop.
public protocol RequestHandler: Sendable {
    /// Answers a request. It starts on its loop's thread and comes back there after every suspension, so it
    /// must never block. The task is cancelled when the peer is gone and when the server's time to stop is
    /// up.
    func respond(to request: Request, from peer: Peer) async -> Response

    /// Called on the loop's thread whenever it has done all that there was to do, before it waits for more: what the
    /// handler has kept for the requests of one turn is to be let go.
    func turnEnded()

    /// The answer to a message that was refused or came too late (408), or to a connection that is one too
    /// many (503). Nothing follows it on the connection. HTTP/1.0 peers may see it: no stream.
    func refusal(of error: ProtocolError, from peer: Peer) -> Response
}

extension RequestHandler {
    /// Nothing was kept.
    public func turnEnded() {}
}

/// The other end of a connection.
public struct Peer: Hashable, Sendable {
    /// The numeric address: `127.0.0.1`, `::1` (an IPv4 address in IPv6 clothing is shown as IPv4), or
    /// `unix`.
    public let address: String
    /// The port, 0 when there is none.
    public let port: Int

    /// What connections are counted by: the address, of IPv6 the first 64 bits, which are one customer's; nil on a
    /// Unix-domain socket, where all peers are alike.
    let network: String?

    /// A peer with this address, as tests and proxies' headers name it.
    public init(address: String, port: Int) {
        self.init(address: address, port: port, network: address)
    }

    init(address: String, port: Int, network: String?) {
        self.address = address
        self.port = port
        self.network = network
    }
}
