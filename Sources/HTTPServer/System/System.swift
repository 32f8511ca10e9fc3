// environ(7), clock_gettime(2), getrlimit(2), statvfs(3).

internal import Glibc

/// What the process has from its surroundings, as far as the standard library does not reach it.
public enum System {
    /// The variables of the environment; of a name that stands twice, the first, as `getenv` takes it.
    /// Call it before other threads start: another library may change the environment meanwhile.
    public static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let parts = unsafe String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, variables[String(parts[0])] == nil {
                variables[String(parts[0])] = String(parts[1])
            }
            unsafe entry += 1
        }
        return variables
    }

    /// The first bytes of a file, 64 KiB at most.
    ///
    /// - Throws: `SystemError` when it can't be opened or read.
    public static func readFile(_ path: String) throws(SystemError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError(code: errno) }
        defer { _ = close(file) }
        var content: [UInt8] = []
        while content.count < 65_536 {
            var part = [UInt8](repeating: 0, count: 4_096)
            let count = unsafe read(file, &part, part.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SystemError(code: errno) }
            if count == 0 { break }
            content += part[..<count]
        }
        return content
    }

    /// The wall clock, in milliseconds since 1970.
    public static func now() -> Int64 { milliseconds(of: CLOCK_REALTIME) }

    /// Milliseconds of a clock that nobody sets and that only ever goes on.
    public static func uptime() -> Int64 { milliseconds(of: CLOCK_MONOTONIC) }

    /// The same clock in nanoseconds.
    public static func nanoseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Lets the process open as many descriptors as the hard limit has, for connections.
    ///
    /// - Returns: How many it can open then; nil when that can't be told.
    public static func raiseDescriptorLimit() -> Int? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        let former = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        let isRaised = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        return Int(clamping: isRaised ? limit.rlim_cur : former)
    }

    /// Bytes that an unprivileged process can still write to the file system that holds a path; nil when it can't be
    /// told.
    public static func freeBytes(at path: String) -> UInt64? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    /// Whether there is something at a path.
    public static func fileExists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Whether standard error is a terminal, which a secret may be shown on.
    public static var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Makes a file that only its owner can read, with this content: the whole file, or none.
    ///
    /// - Throws: `SystemError`, also when there is such a file.
    public static func createPrivateFile(_ path: String, _ content: [UInt8]) throws(SystemError) {
        let draft = path + ".new"
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError(code: errno) }
        let written = unsafe Glibc.write(file, content, content.count)
        let isWhole = written == content.count && fsync(file) == 0
        let code = written >= 0 && written < content.count ? ENOSPC : errno
        _ = close(file)
        // A link, for it fails where there is a file, which a rename would replace.
        guard isWhole, unsafe link(draft, path) == 0 else {
            let reason = isWhole ? errno : code
            _ = unsafe unlink(draft)
            throw SystemError(code: reason)
        }
        _ = unsafe unlink(draft)
    }

    /// Ends the process with success.
    public static func exit() -> Never { Glibc.exit(EXIT_SUCCESS) }

    /// Leaves the process to its other threads.
    public static func sleepForEver() -> Never {
        while true { pause() }
    }

    /// Ends the process without finishing anything.
    public static func exitAtOnce(_ code: Int32) -> Never { _exit(code) }

    /// Writes a line to standard output at once.
    public static func writeToStandardOutput(_ line: [UInt8]) {
        write(line, to: STDOUT_FILENO)
    }

    /// Writes a line to standard error at once, in front of what the log has still to write.
    public static func writeToStandardError(_ line: [UInt8]) {
        write(line, to: STDERR_FILENO)
    }

    /// Writes all of it, unless the descriptor is closed. Waits for who reads it.
    static func write(_ line: [UInt8], to descriptor: Int32) {
        var rest = line[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN {
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe Glibc.poll(&poll, 1, -1)
                continue
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// Why the system refused a call.
public struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The value of `errno`.
    public let code: Int32

    /// The system's words for it, such as "No such file or directory".
    public var description: String {
        var text = [CChar](repeating: 0, count: 256)
        guard unsafe strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
