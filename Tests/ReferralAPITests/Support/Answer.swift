import HTTP
import JSON
import Synchronization
import Testing

/// An answer as a client sees it.
struct Answer: Sendable {
    let status: Int
    /// In the order sent, without those that the encoder adds.
    let headers: [(String, String)]
    /// Streams collected; empty where HTTP sends none.
    let body: [UInt8]

    init(_ response: Response, to method: Method) async throws {
        status = response.status.code
        var headers: [(String, String)] = []
        response.fields.forEach { headers.append(($0, $1)) }
        self.headers = headers
        let isEmpty = method == .head || status == 204 || status == 304
        body = isEmpty ? [] : try await Self.bytes(of: response.body)
    }

    private static func bytes(of body: ResponseBody) async throws -> [UInt8] {
        switch body {
        case .empty: return []
        case .bytes(let bytes): return bytes
        case .stream(let write):
            let collector = Collector()
            try await write(collector)
            return collector.bytes.withLock { $0 }
        }
    }

    private final class Collector: BodyWriter {
        let bytes = Mutex<[UInt8]>([])

        func write(_ bytes: [UInt8]) async throws { self.bytes.withLock { $0 += bytes } }
    }
}

extension Answer {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; null when it is none.
    var json: JSON { (try? JSON.parse(body)) ?? .null }

    /// The value at a path such as `customer.contact.name` or `data.0.id`; nil when there is none.
    subscript(_ path: String) -> JSON? { json.at(path) }

    /// The string at a path; the test ends when there is none.
    func string(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try #require(
            self[path]?.string, "no string at \(path) of \(status) \(text)", sourceLocation: sourceLocation)
    }

    /// The integer at a path; the test ends when there is none.
    func integer(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Int {
        try #require(
            self[path]?.integer, "no integer at \(path) of \(status) \(text)", sourceLocation: sourceLocation)
    }

    /// The first field of that name; nil when there is none.
    func header(_ name: String) -> String? {
        headers.first { $0.0.lowercased() == name.lowercased() }?.1
    }

    /// The field of that name; the test ends when there is none.
    func requiredHeader(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try #require(header(name), "no \(name) in \(status) \(text)", sourceLocation: sourceLocation)
    }

    /// The `code` of a problem; nil for anything else.
    var code: String? { self["code"]?.string }

    /// What `errors` of a problem say: `/name too_long`, `limit invalid_value`.
    var faults: [String] {
        (self["errors"]?.items ?? []).map { error in
            let place = error.at("pointer") ?? error.at("parameter") ?? error.at("header")
            return "\(place?.string ?? "?") \(error.at("code")?.string ?? "?")"
        }
    }

    /// The rows of a list.
    var rows: [JSON] { self["data"]?.items ?? [] }

    /// The ids of the rows of a list.
    var ids: [String] { rows.compactMap { $0.at("id")?.string } }

    /// Fails the test unless the answer has this status; returns it.
    @discardableResult
    func expect(_ status: Int, sourceLocation: SourceLocation = #_sourceLocation) -> Answer {
        #expect(self.status == status, "\(text)", sourceLocation: sourceLocation)
        return self
    }

    /// Fails the test unless the answer is this problem; returns it.
    @discardableResult
    func expect(
        _ status: Int, _ code: String, _ faults: [String]? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Answer {
        #expect(
            self.status == status && self.code == code, "\(self.status) \(text)",
            sourceLocation: sourceLocation)
        if let faults { #expect(self.faults == faults, "\(text)", sourceLocation: sourceLocation) }
        return self
    }
}

extension JSON {
    /// The value at a path of member names and indices; nil when there is none.
    func at(_ path: String) -> JSON? {
        path.split(separator: ".").reduce(Optional(self)) { value, step in
            value.flatMap { value in Int(step).map { value[$0] } ?? value[String(step)] }
        }
    }

    var string: String? { if case .string(let text) = self { text } else { nil } }
    var integer: Int? { if case .number(let number) = self { number.integer.map(Int.init) } else { nil } }
    var items: [JSON]? { if case .array(let items) = self { items } else { nil } }
    var names: [String]? { if case .object(let members) = self { members.map(\.name) } else { nil } }
}
