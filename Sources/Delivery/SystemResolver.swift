internal import Glibc
public import Referrals
import Synchronization

/// Host names as the system looks them up (getaddrinfo(3)), which may take many seconds: on threads of its own, so that
/// nobody else waits.
public final class SystemResolver: Sendable {
    /// How many look-ups are under way at one time: what comes beyond does not resolve, as the caller sees it.
    private let slots: Slots

    /// Makes a resolver; nothing runs yet.
    public init(maximum: Int = 8) {
        slots = Slots(maximum)
    }

    /// The addresses of a host; none when it has none, or when too many others are looked up.
    public func addresses(of host: String) async -> [IPAddress] {
        guard slots.take() else { return [] }
        return await withCheckedContinuation { continuation in
            let isStarted = startThread { [slots] in
                let addresses = lookUp(host)
                slots.give()
                continuation.resume(returning: addresses)
            }
            guard !isStarted else { return }
            slots.give()
            continuation.resume(returning: [])
        }
    }
}

/// Room for so many at one time.
private final class Slots: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    func take() -> Bool {
        free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func give() { free.withLock { $0 += 1 } }
}

private func lookUp(_ host: String) -> [IPAddress] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
    defer { unsafe freeaddrinfo(list) }
    var addresses: [IPAddress] = []
    var entry = unsafe list
    while let info = unsafe entry {
        if let address = unsafe address(info.pointee.ai_addr) { addresses.append(address) }
        unsafe entry = info.pointee.ai_next
    }
    return addresses
}

private func address(_ socket: UnsafeMutablePointer<sockaddr>?) -> IPAddress? {
    guard let socket = unsafe socket else { return nil }
    switch Int32(unsafe socket.pointee.sa_family) {
    case AF_INET:
        return unsafe socket.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
            unsafe withUnsafeBytes(of: &address.pointee.sin_addr) { unsafe IPAddress(bytes: Array($0)) }
        }
    case AF_INET6:
        return unsafe socket.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
            unsafe withUnsafeBytes(of: &address.pointee.sin6_addr) { unsafe IPAddress(bytes: Array($0)) }
        }
    default: return nil
    }
}
