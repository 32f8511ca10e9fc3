// RFC 9112, sections 4, 6, 7.1 and 9.3; RFC 9110, sections 6.6.1, 8.6 and 15.2.1.

/// Writes responses as HTTP/1.1 messages, whatever version the peer speaks (RFC 9110 section 6.2), and adds
/// what the handler leaves out: `Date`, the framing, and `Connection`.
public enum ResponseEncoder {
    /// The interim answer to a peer that waits with its body (RFC 9110 section 15.2.1).
    public static let continueResponse = [UInt8]("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// What remains to do after `encode`.
    public struct Outcome: Equatable, Sendable {
        /// How the pieces of a streamed body are written; nil when the message is complete.
        public let stream: StreamFraming?
        /// Whether the connection stays open after the message.
        public let keepsAlive: Bool
    }

    /// Appends a response to `output`: all of it, or the head of a streamed one.
    ///
    /// HEAD gets the head that GET would get, 204 and 304 no body. A stream to an HTTP/1.0 peer ends with the
    /// connection (RFC 9112 section 6.3).
    /// - Parameters:
    ///   - response: The answer. `Date`, `Content-Length`, `Transfer-Encoding` and `Connection` are none of
    ///     its fields.
    ///   - method: The request's method; `.get` when the request was refused before it was read.
    ///   - version: The request's version; `.http11` likewise.
    ///   - keepAlive: Whether peer and server both want to go on. The response itself can still end it.
    ///   - date: The IMF-fixdate (RFC 9110 section 5.6.7) of now, 29 bytes.
    ///   - output: Where the bytes go.
    /// - Returns: How the body goes on, and whether the connection does.
    public static func encode(
        _ response: Response, to method: Method, version: Version, keepAlive: Bool, date: [UInt8],
        into output: inout [UInt8]
    ) -> Outcome {
        let stream = framing(of: response, to: method, version: version)
        let keepsAlive = keepAlive && !response.closesConnection && stream != .untilClose
        output.reserveCapacity(output.count + response.fields.bytes.count + bodyCount(response) + 192)
        appendStatusLine(response.status, to: &output)
        output.append(contentsOf: "Date: ".utf8)
        output.append(contentsOf: date)
        output.append(contentsOf: "\r\n".utf8)
        output.append(contentsOf: response.fields.bytes)
        appendConnection(version: version, keepsAlive: keepsAlive, to: &output)
        appendBody(response, to: method, stream: stream, to: &output)
        return Outcome(stream: response.sendsContent(to: method) ? stream : nil, keepsAlive: keepsAlive)
    }

    /// How the body of a stream is delimited, also where HEAD leaves the body out; nil for all others.
    private static func framing(of response: Response, to method: Method, version: Version) -> StreamFraming? {
        guard case .stream = response.body, response.status.allowsContent else { return nil }
        if version >= .http11 { return .chunked }
        return method == .head ? nil : .untilClose
    }

    private static func bodyCount(_ response: Response) -> Int {
        guard case .bytes(let bytes) = response.body else { return 0 }
        return bytes.count
    }

    private static func appendStatusLine(_ status: Status, to output: inout [UInt8]) {
        output.append(contentsOf: "HTTP/1.1 ".utf8)
        output.append(decimal: status.code)
        output.append(ASCII.space)
        output.append(contentsOf: status.reason.utf8)
        output.append(contentsOf: "\r\n".utf8)
    }

    /// Persistence is the default of 1.1 alone (RFC 9112 section 9.3).
    private static func appendConnection(version: Version, keepsAlive: Bool, to output: inout [UInt8]) {
        if !keepsAlive {
            output.append(contentsOf: "Connection: close\r\n".utf8)
        } else if version < .http11 {
            output.append(contentsOf: "Connection: keep-alive\r\n".utf8)
        }
    }

    /// The framing field, the empty line, and the content that is known. 204 and 304 have no framing field
    /// (RFC 9110 section 8.6: what GET would send is not known here).
    private static func appendBody(
        _ response: Response, to method: Method, stream: StreamFraming?, to output: inout [UInt8]
    ) {
        if response.status.allowsContent {
            if case .stream = response.body {
                if stream == .chunked { output.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8) }
            } else {
                output.append(contentsOf: "Content-Length: ".utf8)
                output.append(decimal: bodyCount(response))
                output.append(contentsOf: "\r\n".utf8)
            }
        }
        output.append(contentsOf: "\r\n".utf8)
        if case .bytes(let bytes) = response.body, response.sendsContent(to: method) {
            output.append(contentsOf: bytes)
        }
    }
}

extension Response {
    /// HEAD, 204 and 304 end with the head (RFC 9112 section 6.3).
    fileprivate func sendsContent(to method: Method) -> Bool {
        method != .head && status.allowsContent
    }
}

extension Status {
    /// Whether a response of this status can have content.
    fileprivate var allowsContent: Bool { self != .noContent && self != .notModified }
}
