// errno(3), bind(2).

internal import Glibc

/// Why a server could not start to listen.
public enum SocketError: Error, Equatable, Sendable {
    /// Another socket listens on that address and port, or something else is at the path (EADDRINUSE).
    case addressInUse
    /// The address belongs to no interface of this machine (EADDRNOTAVAIL).
    case addressNotAvailable
    /// The port is reserved for a privileged process, or the folder for another user (EACCES, EPERM).
    case permissionDenied
    /// The name or address of the host can't be resolved.
    case unknownHost(String)
    /// The path of a socket file is empty, or longer than 107 bytes (unix(7)).
    case badPath
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
        case .addressInUse: "the address is in use"
        case .addressNotAvailable: "the address belongs to no interface of this machine"
        case .permissionDenied: "no permission to listen there"
        case .unknownHost(let host): "unknown host '\(host)'"
        case .badPath: "the path of a socket has 1 to 107 bytes"
        case .failed(let call, let code): "\(call) failed: \(unsafe String(cString: strerror(code)))"
        }
    }
}
