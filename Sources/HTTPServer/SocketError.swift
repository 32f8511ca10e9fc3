internal import Glibc

/// Why a server could not start to listen.
public enum SocketError: Error, Equatable, Sendable {
    /// Another socket listens on that address and port (EADDRINUSE).
    case addressInUse
    /// The address belongs to no interface of this machine (EADDRNOTAVAIL).
    case addressNotAvailable
    /// The port is reserved for a privileged process (EACCES, EPERM).
    case permissionDenied
    /// The name or address of the host can't be resolved.
    case unknownHost(String)
    /// Any other failure: the system call and its `errno`.
    case failed(call: String, code: Int32)

    init(_ code: Int32, in call: String) {
        self =
            switch code {
            case EADDRINUSE: .addressInUse
            case EADDRNOTAVAIL: .addressNotAvailable
            case EACCES, EPERM: .permissionDenied
            default: .failed(call: call, code: code)
            }
    }
}

extension SocketError: CustomStringConvertible {
    /// The error in plain words, for the message that ends the start.
    public var description: String {
        switch self {
        case .addressInUse: "the port is in use"
        case .addressNotAvailable: "the address belongs to no interface of this machine"
        case .permissionDenied: "no permission to listen on this port"
        case .unknownHost(let host): "unknown host '\(host)'"
        case .failed(let call, let code): "\(call) failed: \(unsafe String(cString: strerror(code)))"
        }
    }
}
