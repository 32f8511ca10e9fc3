import Glibc
import TestSupport

/// The shipped binary, serving the database of a directory on a free port.
final class Service {
    /// An operator's key that every service accepts, unless told otherwise.
    static let operatorKey = "operator-of-the-end-to-end-tests"

    /// The binary, which is built beside the tests.
    static let program: String = {
        var path = [CChar](repeating: 0, count: 4_096)
        let count = unsafe readlink("/proc/self/exe", &path, path.count)
        let bytes = path.prefix(max(count, 0)).map(UInt8.init(bitPattern:))
        let folder = bytes.prefix(through: bytes.lastIndex(of: UInt8(ascii: "/")) ?? -1)
        return String(decoding: folder, as: UTF8.self) + "referrals"
    }()

    let directory: TemporaryDirectory
    let port: Int
    let child: Child

    /// Starts the service on the database of a directory and waits until it says that it answers. Settings go by their
    /// variables, without `REFERRALS_`.
    init(in directory: TemporaryDirectory, _ settings: [String: String] = [:]) throws {
        self.directory = directory
        let preset = ["OPERATOR_KEY": Self.operatorKey, "RATE_LIMIT": "off"]
        child = try Self.start(["serve"], in: directory, preset.merging(settings) { $1 })
        let line = try child.line()
        guard line.hasPrefix("Serving on http://127.0.0.1:"), let port = Int(line.dropFirst(28)) else {
            throw Failure("not serving: \(line) \(child.standardError)")
        }
        self.port = port
    }

    /// Starts the service in a new directory.
    convenience init(_ settings: [String: String] = [:]) throws {
        try self.init(in: TemporaryDirectory(), settings)
    }

    /// Starts a command on the database of a directory. An empty setting is left out.
    static func start(
        _ arguments: [String], in directory: TemporaryDirectory, _ settings: [String: String] = [:]
    ) throws -> Child {
        var environment = ["REFERRALS_DATABASE": directory.file("referrals.db"), "REFERRALS_PORT": "0"]
        for (name, value) in settings { environment["REFERRALS_" + name] = value.isEmpty ? nil : value }
        return try Child(
            program, arguments, environment: environment, errors: directory.file("\(arguments[0]).log"))
    }

    /// Runs a command to its end.
    static func run(
        _ arguments: [String], in directory: TemporaryDirectory, _ settings: [String: String] = [:]
    ) throws -> (exit: Child.Exit, output: String, errors: String) {
        let child = try start(arguments, in: directory, settings)
        let exit = try child.wait()
        return (exit, child.standardOutput, child.standardError)
    }

    /// Connects, as an operator unless told otherwise.
    func client(_ key: String? = operatorKey, receiveBuffer: Int32? = nil) throws -> Client {
        try Client(port: port, of: self, key: key, receiveBuffer: receiveBuffer)
    }

    /// Stops the service with SIGTERM, which must end well.
    func stop() throws {
        child.send(SIGTERM)
        let exit = try child.wait()
        guard exit == .code(0) else { throw Failure("stopped with \(exit): \(child.standardError)") }
    }

    /// Ends the process at once.
    func crash() throws {
        child.send(SIGKILL)
        _ = try child.wait()
    }

    /// The database as another process sees it.
    func ledger() throws -> Ledger { try Ledger(directory) }
}
