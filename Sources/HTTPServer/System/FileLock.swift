// flock(2).

internal import Glibc

/// A lock on a file that lasts as long as the process, or until it is let go: whoever else tries to take it is refused.
/// The kernel lets go of it when the process ends, however it ends.
public final class FileLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, making the file when there is none.
    ///
    /// - Returns: nil when somebody else holds it.
    /// - Throws: `SystemError` when the file can't be opened.
    public static func take(_ path: String) throws(SystemError) -> FileLock? {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError(code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            _ = close(descriptor)
            if code == EWOULDBLOCK { return nil }
            throw SystemError(code: code)
        }
        return FileLock(descriptor)
    }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { _ = close(descriptor) }
}
