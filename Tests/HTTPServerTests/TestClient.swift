import Glibc

/// A client with nothing between the test and the socket. Calls block, with a limit that only a bug reaches.
final class TestClient {
    let socket: Int32
    private var buffered: [UInt8] = []
    private var isOpen = true

    /// A complete response, as it came.
    struct Response {
        var status: Int
        var head: String
        var body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
        func has(_ line: String) -> Bool { head.contains("\r\n\(line)\r\n") }
    }

    struct Failure: Error {
        var what: String
        init(_ what: String) { self.what = "\(what), errno \(errno)" }
    }

    /// Takes over one end of a socket pair.
    init(owning socket: Int32) {
        self.socket = socket
    }

    /// Connects to a server on this machine.
    init(port: Int, host: String = "127.0.0.1", receiveBuffer: Int32? = nil) throws {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &list) == 0, let address = unsafe list?.pointee
        else {
            throw Failure("getaddrinfo")
        }
        defer { unsafe freeaddrinfo(list) }
        socket = unsafe Glibc.socket(
            address.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if var receiveBuffer {
            let size = socklen_t(MemoryLayout<Int32>.size)
            _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, size)
        }
        var limit = timeval(tv_sec: 120, tv_usec: 0)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard unsafe connect(socket, address.ai_addr, address.ai_addrlen) == 0 else {
            throw Failure("connect")
        }
    }

    /// Connects to a server's socket file.
    init(path: String) throws {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let code = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(socket, $0, size) }
        }
        guard code == 0 else { throw Failure("connect") }
    }

    deinit {
        close()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        _ = Glibc.close(socket)
    }

    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let rest = Array(bytes[sent...])
            let count = unsafe Glibc.send(socket, rest, rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { throw Failure("send") }
            sent += count
        }
    }

    /// Ends the client's side of the connection; it can still receive.
    func endOutput() {
        _ = shutdown(socket, Int32(SHUT_WR))
    }

    /// Closes with RST.
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
            socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        close()
    }

    /// What comes next; empty at the end.
    func receive() throws -> [UInt8] {
        if !buffered.isEmpty {
            defer { buffered = [] }
            return buffered
        }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(socket, &bytes, bytes.count, 0)
        guard count >= 0 else { throw Failure("recv") }
        return Array(bytes[..<count])
    }

    /// Everything up to the end of the connection.
    func receiveAll() throws -> String {
        var all: [UInt8] = []
        while case let bytes = try receive(), !bytes.isEmpty { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }

    /// The next response; its body by Content-Length, none where the request was HEAD or the status has none.
    func response(toHead: Bool = false) throws -> Response {
        let head = try receive(through: Array("\r\n\r\n".utf8))
        guard let status = Int(head.dropFirst(9).prefix(3)) else { throw Failure("no status in \(head)") }
        let length = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
        let count = toHead || status < 200 ? 0 : length.flatMap { Int($0.dropFirst(16)) } ?? 0
        while buffered.count < count { try receiveMore() }
        let body = Array(buffered[..<count])
        buffered.removeFirst(count)
        return Response(status: status, head: head, body: body)
    }

    /// The text up to the end of `mark`, as of a chunked body.
    func receive(through mark: [UInt8]) throws -> String {
        while true {
            if let end = buffered.indices.first(where: { buffered[$0...].starts(with: mark) }) {
                defer { buffered.removeFirst(end + mark.count) }
                return String(decoding: buffered[..<(end + mark.count)], as: UTF8.self)
            }
            try receiveMore()
        }
    }

    private func receiveMore() throws {
        var kept = buffered
        buffered = []
        let more = try receive()
        guard !more.isEmpty else {
            throw Failure("the connection ended after \(String(decoding: kept, as: UTF8.self))")
        }
        kept += more
        buffered = kept
    }
}
