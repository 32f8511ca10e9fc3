import Glibc
import JSON
import TestSupport

/// `referrals webhook listen`, on a free port unless told otherwise.
final class Listener {
    private let child: Child
    let port: Int

    /// Starts it with a secret in the variable, and waits until it says where it listens.
    init(in directory: TemporaryDirectory, secrets: [String], _ arguments: [String] = []) throws {
        child = try Service.start(
            ["webhook", "listen", "--json"] + arguments, in: directory,
            ["WEBHOOK_SECRET": secrets.joined(separator: " ")])
        let opening = try JSON.parse(Array(child.line().utf8))
        guard let url = opening["url"]?.text, let port = url.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw Failure("not listening: \(opening) \(child.standardError)")
        }
        self.port = port
    }

    /// The next delivery that it shows.
    func delivery() throws -> JSON { try JSON.parse(Array(child.line().utf8)) }

    func client() throws -> Client { try Client(port: port, of: self, key: nil, receiveBuffer: nil) }

    /// Ends it as Ctrl-C does, which must end well.
    func stop() throws {
        child.send(SIGINT)
        let exit = try child.wait()
        guard exit == .code(0) else { throw Failure("stopped with \(exit): \(child.standardError)") }
    }
}
