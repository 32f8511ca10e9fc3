// close(2), setsockopt(2).

internal import Glibc

/// An open descriptor with one owner, closed when the owner goes away.
struct FileDescriptor: ~Copyable {
    let number: Int32

    /// Takes over a descriptor that a system call returned; -1 becomes the error that `errno` tells.
    init(_ result: Int32, from call: String) throws(SocketError) {
        guard result >= 0 else { throw SocketError(errno, in: call) }
        number = result
    }

    /// Takes over a descriptor that is known to be open.
    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        // Linux frees the number even when close reports an error (close(2)): nothing is left to do.
        _ = close(number)
    }

    /// Sets an integer option of a socket.
    borrowing func setOption(_ level: Int32, _ name: Int32, to value: Int32) throws(SocketError) {
        let size = socklen_t(MemoryLayout<Int32>.size)
        var value = value
        guard unsafe setsockopt(number, level, name, &value, size) == 0 else {
            throw SocketError(errno, in: "setsockopt")
        }
    }
}
