import Glibc

/// A process that a test started. It is killed when the last reference goes.
final class Child {
    /// How a process ended.
    enum Exit: Equatable {
        case code(Int32)
        case signal(Int32)
    }

    let pid: pid_t
    private let output: Int32
    private let errorPath: String
    private var text: [UInt8] = []
    private var exit: Exit?

    /// Starts a program with nothing but the given environment; its standard error is appended to a file.
    init(_ program: String, _ arguments: [String], environment: [String: String], errors: String) throws {
        // Not a pipe: that could not be made closed to the children of other tests.
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else { throw Failure(call: "socketpair") }
        defer { close(pair[1]) }
        output = pair[0]
        errorPath = errors
        pid = try spawn(program, arguments, environment.map { "\($0)=\($1)" }, output: pair[1], errors: errors)
    }

    deinit {
        if exit == nil {
            send(SIGKILL)
            _ = try? wait()
        }
        close(output)
    }

    /// Sends a signal.
    func send(_ signal: Int32) { _ = kill(pid, signal) }

    /// The next line of its standard output, without its end; what there is when the output ends.
    func line() throws -> String {
        let deadline = ContinuousClock.now + patience
        while true {
            if let end = text.firstIndex(of: UInt8(ascii: "\n")) {
                defer { text.removeFirst(end + 1) }
                return String(decoding: text[..<end], as: UTF8.self)
            }
            guard try readMore(by: deadline) else { return String(decoding: text, as: UTF8.self) }
        }
    }

    /// Waits until it has ended.
    func wait(within limit: Duration = patience) throws -> Exit {
        if let exit { return exit }
        let deadline = ContinuousClock.now + limit
        while try readMore(by: deadline) {}
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(call: "waitpid") }
        }
        let signal = status & 0x7F
        let ended: Exit = signal == 0 ? .code((status >> 8) & 0xFF) : .signal(signal)
        exit = ended
        return ended
    }

    /// What it has written to standard output that `line` has not given.
    var standardOutput: String { String(decoding: text, as: UTF8.self) }

    /// What it has written to standard error, and what others before it have.
    var standardError: String { (try? contents(of: errorPath)) ?? "" }

    /// Its resident memory in KiB, as the kernel counts it.
    func residentMemory() throws -> Int {
        let status = try contents(of: "/proc/\(pid)/status")
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let line, let value = Int(line.filter(\.isNumber)) else { throw Failure("no VmRSS of \(pid)") }
        return value
    }

    /// Reads more of standard output; false at its end.
    private func readMore(by deadline: ContinuousClock.Instant) throws -> Bool {
        guard try isReadable(output, by: deadline) else { throw Failure("process \(pid) takes too long") }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe read(output, &bytes, bytes.count)
        guard count >= 0 else { throw Failure(call: "read") }
        text += bytes[..<count]
        return count > 0
    }
}

/// Starts a process with no signal masked or ignored, whatever the thread that starts it does.
private func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], output: Int32, errors: String
) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let argv = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    let envp = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (argv + envp).forEach { unsafe free($0) } }
    var pid: pid_t = 0
    let code = unsafe posix_spawn(&pid, program, &actions, &attributes, argv, envp)
    guard code == 0 else { throw Failure("posix_spawn \(program): \(code)") }
    return pid
}

/// The text of a file.
func contents(of path: String) throws -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(call: "open \(path)") }
    defer { close(descriptor) }
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while case let count = unsafe read(descriptor, &bytes, bytes.count), count > 0 { all += bytes[..<count] }
    return String(decoding: all, as: UTF8.self)
}

/// Makes a file with a text.
func write(_ text: String, to path: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw Failure(call: "open") }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Failure(call: "write") }
}
