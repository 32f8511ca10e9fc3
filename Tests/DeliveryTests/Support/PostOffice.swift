import Glibc
import Synchronization

@testable import Delivery

/// A mail server on this machine that takes any number of connections, keeps what it is given, and says what it is told
/// to say.
final class PostOffice: Sendable {
    /// What is said to a command, to a new client when it is empty; nil for what a server says that is content, empty
    /// to hang up.
    typealias Script = @Sendable (_ command: String) -> String?

    struct Letter: Sendable {
        var recipient = ""
        var lines: [String] = []

        /// The value of a header field of one line.
        func field(_ name: String) -> String? {
            lines.prefix { !$0.isEmpty }.first { $0.hasPrefix("\(name): ") }.map {
                String($0.dropFirst(name.count + 2))
            }
        }
    }

    let port: Int
    private let listener: Int32
    private let script: Script
    private let taken = Mutex<[Letter]>([])
    private let seen = Mutex<[Letter]>([])

    init(_ script: @escaping Script = { _ in nil }) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(listener, address, size) == 0 && listen(listener, 50) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard isBound else { throw MailSink.Failure(code: errno) }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.listener = listener
        self.script = script
        _ = startThread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                _ = startThread { [self] in
                    serve(connection)
                    close(connection)
                }
            }
            close(listener)
        }
    }

    /// What was taken, in the order in which it came.
    var letters: [Letter] { taken.withLock { $0 } }
    /// What was given to it, whether it was taken or not.
    var attempts: [Letter] { seen.withLock { $0 } }

    /// Takes no more connections.
    func shut() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ connection: Int32) {
        guard say(script("") ?? "220 office ESMTP", connection) else { return }
        var (letter, rest, isContent) = (Letter(), [UInt8](), false)
        while let line = line(connection, &rest) {
            if isContent, line != "." {
                letter.lines.append(line.hasPrefix("..") ? String(line.dropFirst()) : line)
                continue
            }
            if line.hasPrefix("MAIL") { letter = Letter() }
            if line.hasPrefix("RCPT") { letter.recipient = String(line.dropFirst(9).prefix { $0 != ">" }) }
            if isContent { seen.withLock { [letter] in $0.append(letter) } }
            let reply = script(line) ?? Self.usual(line)
            if isContent, reply.hasPrefix("250") { taken.withLock { [letter] in $0.append(letter) } }
            isContent = line == "DATA" && reply.hasPrefix("354")
            guard say(reply, connection) else { return }
        }
    }

    private static func usual(_ command: String) -> String {
        command == "DATA" ? "354 go on" : command.hasPrefix("QUIT") ? "221 bye" : "250 fine"
    }

    private func say(_ text: String, _ connection: Int32) -> Bool {
        guard !text.isEmpty else { return false }
        let bytes = Array("\(text)\r\n".utf8)
        return unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
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
