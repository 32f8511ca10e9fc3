import Glibc
import JSON

/// A complete answer.
struct Answer {
    let status: Int
    let fields: [(name: String, value: String)]
    var body: [UInt8] = []

    /// The value of the first field of that name.
    subscript(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; null when it is none.
    var json: JSON { (try? JSON.parse(body)) ?? .null }

    /// The answer, when it has the status.
    func expecting(_ status: Int) throws -> Answer {
        guard self.status == status else { throw Failure("\(self.status) instead of \(status): \(text)") }
        return self
    }
}

/// An HTTP/1.1 connection to a service on this machine. Calls block, with a limit that only a defect reaches.
final class Client {
    let socket: Int32
    private let key: String?
    private let service: AnyObject
    private var buffered: [UInt8] = []
    private var start = 0

    /// Connects to a service, which lives as long as the connection does, and sends a key with each request. A small
    /// receive buffer makes a reader that holds the service up.
    init(port: Int, of service: AnyObject, key: String?, receiveBuffer: Int32?) throws {
        self.service = service
        self.key = key
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if let receiveBuffer { set(SO_RCVBUF, receiveBuffer) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        try connect(to: &address)
    }

    /// Connects to the socket file of a service.
    init(path: String, of service: AnyObject, key: String?) throws {
        self.service = service
        self.key = key
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        try connect(to: &address)
    }

    private func connect<Address>(to address: inout Address) throws {
        let limit = timeval(tv_sec: Int(patience / .seconds(1)), tv_usec: 0)
        set(SO_RCVTIMEO, limit)
        set(SO_SNDTIMEO, limit)
        let size = socklen_t(MemoryLayout<Address>.size)
        let code = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(socket, $0, size)
            }
        }
        guard code == 0 else { throw Failure(call: "connect") }
    }

    deinit { close(socket) }

    private func set(_ option: Int32, _ value: some BitwiseCopyable) {
        var value = value
        _ = unsafe setsockopt(
            socket, SOL_SOCKET, option, &value, socklen_t(MemoryLayout.size(ofValue: value)))
    }

    // MARK: Requests

    /// Sends a request and waits for its answer.
    func call(_ method: String, _ target: String, _ body: String? = nil, _ fields: [String] = []) throws -> Answer {
        try send(method, target, body, fields)
        return try answer(toHead: method == "HEAD")
    }

    func get(_ target: String, _ fields: String...) throws -> Answer { try call("GET", target, nil, fields) }

    func post(_ target: String, _ body: String? = nil, _ fields: String...) throws -> Answer {
        try call("POST", target, body, fields)
    }

    func patch(_ target: String, _ body: String, _ fields: String...) throws -> Answer {
        try call("PATCH", target, body, fields)
    }

    func delete(_ target: String) throws -> Answer { try call("DELETE", target) }

    /// Sends a request whose answer is read later.
    func send(_ method: String, _ target: String, _ body: String? = nil, _ fields: [String] = []) throws {
        try send(text: request(method, target, body, fields))
    }

    /// A request as it is sent.
    func request(_ method: String, _ target: String, _ body: String? = nil, _ fields: [String] = []) -> String {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1"] + fields
        if let key { lines.append("Authorization: Bearer \(key)") }
        if let body { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
    }

    /// Sends what a test wrote itself.
    func send(text: String) throws { try send(bytes: Array(text.utf8)) }

    /// Sends what may be no text at all.
    func send(bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(call: "send") }
            rest = rest.dropFirst(count)
        }
    }

    // MARK: Answers

    /// The next answer with its whole body.
    func answer(toHead: Bool = false) throws -> Answer {
        var answer = try head()
        guard !toHead, answer.status >= 200, answer.status != 204, answer.status != 304 else { return answer }
        answer.body = try body(of: answer)
        return answer
    }

    /// The whole body that follows a head.
    func body(of answer: Answer) throws -> [UInt8] {
        guard answer["Transfer-Encoding"] == "chunked" else {
            return try take(Int(answer["Content-Length"] ?? "") ?? 0)
        }
        var body: [UInt8] = []
        while let chunk = try chunk() { body += chunk }
        return body
    }

    /// The next answer's head; the body is read with `chunk`.
    func head() throws -> Answer {
        var lines: [String] = []
        while case let line = try line(), !line.isEmpty { lines.append(line) }
        guard let first = lines.first, let status = Int(first.dropFirst(9).prefix(3)) else {
            throw Failure("no status in \(lines)")
        }
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: String(parts[0]), value: String((parts.last ?? "").drop { $0 == " " }))
        }
        return Answer(status: status, fields: fields)
    }

    /// The next chunk of a body; nil after the last.
    func chunk() throws -> [UInt8]? {
        guard let size = Int(try line(), radix: 16) else { throw Failure("no chunk size") }
        let bytes = try take(size)
        guard try take(2) == [0x0D, 0x0A] else { throw Failure("no end of a chunk") }
        return size == 0 ? nil : bytes
    }

    /// Whether the service has closed the connection, with nothing before that but what was read.
    func isAtEnd() throws -> Bool { try start == buffered.count && !receive() }

    /// Waits until an instant, in milliseconds since 1970, has come. The connection is idle meanwhile, and must stay
    /// open.
    func idle(until instant: Int64) throws {
        while case let left = instant - Wall.now, left > 0 {
            let deadline = ContinuousClock.now + .milliseconds(left)
            guard try !isReadable(socket, by: deadline) else { throw Failure("the idle connection was closed") }
        }
    }

    private func line() throws -> String {
        var end = start
        while true {
            while end + 1 < buffered.count {
                if buffered[end] == 0x0D, buffered[end + 1] == 0x0A {
                    defer { start = end + 2 }
                    return String(decoding: buffered[start..<end], as: UTF8.self)
                }
                end += 1
            }
            end -= start
            try receiveMore()
            end += start
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffered.count - start < count { try receiveMore() }
        defer { start += count }
        return Array(buffered[start..<(start + count)])
    }

    private func receiveMore() throws {
        guard try receive() else { throw Failure("the connection ended early") }
    }

    /// Receives more; false at the end.
    private func receive() throws -> Bool {
        buffered.removeFirst(start)
        start = 0
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(socket, &bytes, bytes.count, 0)
        if count < 0, errno == ECONNRESET { return false }
        guard count >= 0 else { throw Failure(call: "recv") }
        buffered += bytes[..<count]
        return count > 0
    }
}

/// The clock that the service shows.
enum Wall {
    /// Milliseconds since 1970.
    static var now: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
