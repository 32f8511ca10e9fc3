package import HTTP

/// What a connection's bytes came to: the requests, then perhaps a refusal.
package struct Outcome: Equatable, Sendable {
    package var requests: [String] = []
    package var refusal: ProtocolError.Kind?

    package init(requests: [String] = [], refusal: ProtocolError.Kind? = nil) {
        self.requests = requests
        self.refusal = refusal
    }
}

/// Feeds the bytes in pieces that end at these offsets, and asks for every request after each piece.
package func outcome(of bytes: [UInt8], cutAt cuts: [Int] = [], limits: Limits = Limits()) -> Outcome {
    var parser = RequestParser(limits: limits)
    var outcome = Outcome()
    var start = 0
    for end in cuts + [bytes.count] {
        parser.append(bytes.span.extracting(start..<end))
        start = end
        do throws(ProtocolError) {
            while let request = try parser.next() { outcome.requests.append(summary(request)) }
        } catch {
            outcome.refusal = error.kind
            return outcome
        }
    }
    return outcome
}

/// Everything that a request says, as text that can be compared.
package func summary(_ request: Request) -> String {
    var lines = ["\(request.method.name) \(request.target.raw) \(request.version)"]
    lines.append("\(request.target.segments) \(request.target.query.map { "\($0.name)=\($0.value)" })")
    request.fields.forEach { lines.append("\($0): \($1)") }
    lines.append(String(decoding: request.body, as: UTF8.self))
    return lines.joined(separator: "\n")
}
