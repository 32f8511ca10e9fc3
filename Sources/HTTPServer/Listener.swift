// RFC 9112, section 9; socket(7), tcp(7), unix(7), accept(2).

internal import CSystem
internal import Glibc

/// A non-blocking listening socket, closed when it goes away.
final class Listener {
    private let socket: FileDescriptor
    /// The file of a Unix-domain socket, which goes away with it.
    private let file: SocketFile?
    /// The address it is bound to, with the port that the system chose when none was asked for.
    let address: SocketAddress

    /// How much the kernel takes of an answer beyond what is on its way to the peer. Without a bound it takes 4 MiB
    /// for a peer that reads nothing, and says that there is room again when a third of it has been read.
    private static let unsentInKernel: Int32 = 65_536

    /// The descriptor's number, for the poller.
    var number: Int32 { socket.number }

    /// The outcome of taking a connection off the queue.
    enum Acceptance: ~Copyable {
        case connection(FileDescriptor, Peer)
        /// The queue is empty.
        case none
        /// The system lacks descriptors or memory at the moment (EMFILE, ENFILE, ENOBUFS, ENOMEM).
        case exhausted
    }

    /// Opens `count` listening sockets on one address, among which the kernel spreads the connections.
    ///
    /// The first is bound and listens without SO_REUSEPORT, which fails when anybody else listens there, and
    /// only then lets the others in: no moment is left in which a second server could share the port.
    ///
    /// A socket file has room for one, which all loops share: the kernel wakes them all, and one gets the connection.
    static func open(_ address: SocketAddress, count: Int) throws(SocketError) -> [Listener] {
        if let path = address.path {
            return Array(repeating: try Listener(address, at: path), count: count)
        }
        let first = try Listener(address, shared: false)
        if count > 1 { try first.socket.setOption(SOL_SOCKET, SO_REUSEPORT, to: 1) }
        var listeners = [first]
        while listeners.count < count { listeners.append(try Listener(first.address, shared: true)) }
        return listeners
    }

    private static func socket(_ family: Int32) throws(SocketError) -> FileDescriptor {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        return try FileDescriptor(Glibc.socket(family, type, 0), from: "socket")
    }

    private static func listen(_ socket: borrowing FileDescriptor) throws(SocketError) {
        guard Glibc.listen(socket.number, SOMAXCONN) == 0 else { throw SocketError(errno, in: "listen") }
    }

    private init(_ address: SocketAddress, at path: String) throws(SocketError) {
        let socket = try Self.socket(address.family)
        file = try SocketFile(path, of: address, bind: socket)
        try Self.listen(socket)
        self.address = address
        self.socket = socket
    }

    private init(_ address: SocketAddress, shared: Bool) throws(SocketError) {
        let socket = try Self.socket(address.family)
        try socket.setOption(SOL_SOCKET, SO_REUSEADDR, to: 1)
        if shared { try socket.setOption(SOL_SOCKET, SO_REUSEPORT, to: 1) }
        // Accepted sockets inherit it on Linux: one call a listener instead of one a connection.
        try socket.setOption(Int32(IPPROTO_TCP), TCP_NODELAY, to: 1)
        try socket.setOption(Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, to: Self.unsentInKernel)
        try address.bind(socket)
        try Self.listen(socket)
        file = nil
        self.address = unsafe SocketAddress { address, length in
            _ = unsafe getsockname(socket.number, address, length)
        }
        self.socket = socket
    }

    /// Takes one connection off the queue.
    func accept() -> Acceptance {
        while true {
            var result: Int32 = -1
            let address = unsafe SocketAddress { address, length in
                result = unsafe csystem_accept(socket.number, address, length)
            }
            if result >= 0 { return .connection(FileDescriptor(owning: result), address.peer) }
            switch errno {
            case EAGAIN: return .none
            // The connection died in the queue (accept(2), "Error handling"): the next one.
            case EINTR, ECONNABORTED, EPROTO: continue
            default: return .exhausted
            }
        }
    }
}
