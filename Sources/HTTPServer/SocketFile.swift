// unix(7).

internal import Glibc

/// The file of a Unix-domain socket (unix(7)): made with the socket, and removed when it goes away.
final class SocketFile {
    private let path: String
    private let status: stat

    /// Who may connect: the owner and the group, which a proxy in front belongs to.
    private static let mode: mode_t = 0o660

    /// Binds a socket to its file. One that is left over from a process that was killed is replaced; one that somebody
    /// listens on, and everything that is no socket, is `addressInUse`.
    init(_ path: String, of address: SocketAddress, bind socket: borrowing FileDescriptor) throws(SocketError) {
        if let found = Self.status(of: path) {
            guard found.st_mode & S_IFMT == S_IFSOCK, try !address.isServed() else { throw .addressInUse }
            guard unsafe unlink(path) == 0 else { throw SocketError(errno, in: "unlink") }
        }
        try address.bind(socket)
        // Nobody can have connected in between: the socket does not listen yet.
        guard unsafe chmod(path, Self.mode) == 0, let made = Self.status(of: path) else {
            throw SocketError(errno, in: "chmod")
        }
        self.path = path
        status = made
    }

    /// Removes the file, unless somebody has put another one there.
    deinit {
        guard let found = Self.status(of: path), found.st_dev == status.st_dev, found.st_ino == status.st_ino else {
            return
        }
        _ = unsafe unlink(path)
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status : nil
    }
}
