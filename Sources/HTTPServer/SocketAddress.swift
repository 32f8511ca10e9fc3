// ip(7), ipv6(7), unix(7), getaddrinfo(3).

internal import CSystem
internal import Glibc

/// An address of the Internet families or of a socket file, as the socket calls take and fill it.
@safe
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// Resolves a name or a numeric address to listen on; `unix:` and a path is that of a socket file.
    static func resolve(host: String, port: Int) throws(SocketError) -> SocketAddress {
        if host.hasPrefix("unix:") { return try SocketAddress(path: String(host.dropFirst(5))) }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let name = isBracketed ? String(host.dropFirst().dropLast()) : host
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(name, String(port), &hints, &list) == 0, let first = unsafe list?.pointee
        else {
            throw .unknownHost(host)
        }
        defer { unsafe freeaddrinfo(list) }
        return unsafe SocketAddress(copying: first)
    }

    /// The address of a socket file (unix(7)): its path stands behind the family and ends with a zero.
    init(path: String) throws(SocketError) {
        let bytes = Array(path.utf8)
        let offset = MemoryLayout<sa_family_t>.size
        guard !bytes.isEmpty, bytes.count <= SocketAddress.longestPath, !bytes.contains(0) else { throw .badPath }
        storage.ss_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &storage) { target in
            for index in bytes.indices { unsafe target[offset + index] = bytes[index] }
        }
        length = socklen_t(offset + bytes.count + 1)
    }

    /// Bytes of the path of a socket file, without the zero behind it.
    private static let longestPath = 107

    private init(copying info: addrinfo) {
        length = unsafe info.ai_addrlen
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            unsafe bytes.copyMemory(
                from: UnsafeRawBufferPointer(start: info.ai_addr, count: Int(info.ai_addrlen)))
        }
    }

    /// An address for a call to fill, which `call` gets as a pointer and a length.
    init(filledBy call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Void) {
        unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe call(address, &length)
            }
        }
    }

    /// The path of a socket file; nil in other families.
    var path: String? {
        guard family == AF_UNIX else { return nil }
        return unsafe withUnsafeBytes(of: storage) { bytes in
            let path = unsafe bytes[MemoryLayout<sa_family_t>.size..<Int(length)].prefix { $0 != 0 }
            return unsafe String(decoding: path, as: UTF8.self)
        }
    }

    var family: Int32 { Int32(storage.ss_family) }

    /// The port; 0 in families that have none. It stands at the same place in both that have one.
    var port: Int {
        guard family == AF_INET || family == AF_INET6 else { return 0 }
        return unsafe withUnsafeBytes(of: storage) { bytes in
            unsafe Int(in_port_t(bigEndian: bytes.load(fromByteOffset: 2, as: in_port_t.self)))
        }
    }

    /// Binds a socket to this address.
    func bind(_ socket: borrowing FileDescriptor) throws(SocketError) {
        let number = socket.number
        guard unsafe pass(to: { unsafe Glibc.bind(number, $0, $1) }) == 0 else {
            throw SocketError(errno, in: "bind")
        }
    }

    /// Whether somebody listens at this address of a socket file.
    func isServed() throws(SocketError) -> Bool {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = try FileDescriptor(Glibc.socket(family, type, 0), from: "socket")
        let number = socket.number
        return unsafe pass(to: { unsafe connect(number, $0, $1) }) == 0 || errno != ECONNREFUSED
    }

    private func pass(to call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        unsafe withUnsafePointer(to: storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe call(address, length)
            }
        }
    }

    /// The peer at this address.
    var peer: Peer {
        guard family == AF_INET || family == AF_INET6 else {
            return Peer(address: "unix", port: 0, network: nil)
        }
        let text = numeric
        let isMapped = text.hasPrefix("::ffff:") && text.contains(".")
        if family == AF_INET || isMapped {
            return Peer(address: isMapped ? String(text.dropFirst(7)) : text, port: port)
        }
        return Peer(address: text, port: port, network: network)
    }

    /// The first 64 bits of an IPv6 address, in digits.
    private var network: String {
        let bits = unsafe withUnsafeBytes(of: storage) { unsafe $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self) }
        return String(UInt64(bigEndian: bits), radix: 16)
    }

    /// The address in digits. It stands behind the port, in IPv6 behind the flow label too.
    private var numeric: String {
        let offset = family == AF_INET ? 4 : 8
        let text = unsafe withUnsafeBytes(of: storage) { bytes in
            unsafe [UInt8](unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { buffer, count in
                let address = unsafe bytes[offset...]
                let source = unsafe UnsafeRawBufferPointer(rebasing: address).baseAddress
                guard let source = unsafe source, let start = buffer.baseAddress else { return }
                unsafe start.withMemoryRebound(to: CChar.self, capacity: buffer.count) { text in
                    guard unsafe inet_ntop(family, source, text, socklen_t(buffer.count)) != nil else {
                        return
                    }
                    count = unsafe strlen(text)
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
