internal import CSystem
internal import Glibc

/// An address of the Internet families, as the socket calls take and fill it.
@safe
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// Resolves a name or a numeric address to listen on.
    static func resolve(host: String, port: Int) throws(SocketError) -> SocketAddress {
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
        let result = unsafe withUnsafePointer(to: storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe Glibc.bind(number, address, length)
            }
        }
        guard result == 0 else { throw SocketError(errno, in: "bind") }
    }

    /// The peer at this address.
    var peer: Peer {
        guard family == AF_INET || family == AF_INET6 else { return Peer(address: "unix", port: 0) }
        let text = numeric
        let isMapped = text.hasPrefix("::ffff:") && text.contains(".")
        return Peer(address: isMapped ? String(text.dropFirst(7)) : text, port: port)
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
