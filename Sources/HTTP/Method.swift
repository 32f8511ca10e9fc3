// RFC 9110, section 9; RFC 5789, section 2.

/// A request method (RFC 9110 section 9). Names are case-sensitive: `get` is no `GET`, but `other("get")`.
public enum Method: Hashable, Sendable {
    case get, head, post, put, patch, delete, options, trace, connect
    /// A GET with content (draft-ietf-httpbis-safe-method-w-body).
    case query
    /// A method without a meaning here; its name is a token.
    case other(String)

    /// The method of that name.
    public init(_ name: String) {
        self =
            switch name {
            case "GET": .get
            case "HEAD": .head
            case "POST": .post
            case "PUT": .put
            case "PATCH": .patch
            case "DELETE": .delete
            case "OPTIONS": .options
            case "TRACE": .trace
            case "CONNECT": .connect
            case "QUERY": .query
            default: .other(name)
            }
    }

    /// The name as it stands in a request line, `GET`.
    public var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .connect: "CONNECT"
        case .query: "QUERY"
        case .other(let name): name
        }
    }
}
