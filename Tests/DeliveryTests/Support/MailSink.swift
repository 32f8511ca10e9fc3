import Glibc
import ReceiverSupport
import Synchronization

@testable import Delivery

/// A mail server on this machine that takes one connection, and says what it is told to say.
final class MailSink: Sendable {
    let port: Int
    private let dialogue = Mutex<[String]>([])
    private let isOver = Signal()

    /// Begins to listen. `replies` are what is said to commands that begin so; an empty one hangs up.
    init(_ replies: [String: String] = [:]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(listener, address, size) == 0 && listen(listener, 5) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard isBound else { throw Failure(code: errno) }
        port = Int(UInt16(bigEndian: address.sin_port))
        _ = startThread { [self] in
            let connection = accept(listener, nil, nil)
            close(listener)
            serve(connection, replies)
            close(connection)
            isOver.happen()
        }
    }

    struct Failure: Error {
        let code: Int32
    }

    /// What the client said, line by line, once it has gone.
    func lines() async -> [String] {
        await isOver.wait()
        return dialogue.withLock { $0 }
    }

    private func serve(_ connection: Int32, _ replies: [String: String]) {
        say("220 sink ESMTP", connection)
        var isContent = false
        var rest: [UInt8] = []
        while let line = line(connection, &rest) {
            dialogue.withLock { $0.append(line) }
            if isContent {
                guard line == "." else { continue }
                isContent = false
                say(replies["."] ?? "250 taken", connection)
            } else if let reply = replies.first(where: { line.hasPrefix($0.key) })?.value {
                if reply.isEmpty { return }
                say(reply, connection)
            } else if line.hasPrefix("DATA") {
                isContent = true
                say("354 go on", connection)
            } else {
                say(line.hasPrefix("QUIT") ? "221 bye" : "250 fine", connection)
            }
        }
    }

    private func say(_ text: String, _ connection: Int32) {
        let bytes = Array("\(text)\r\n".utf8)
        _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private func line(_ connection: Int32, _ rest: inout [UInt8]) -> String? {
        while true {
            if let end = rest.firstIndex(of: 0x0A) {
                defer { rest.removeFirst(end + 1) }
                return String(decoding: rest[..<end].filter { $0 != 0x0D }, as: UTF8.self)
            }
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = unsafe recv(connection, &bytes, bytes.count, 0)
            guard count > 0 else { return nil }
            rest += bytes[..<count]
        }
    }
}
