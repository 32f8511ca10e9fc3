// RFC 9110, section 15; RFC 6585, sections 4 and 5.

/// A final status code with its reason phrase (RFC 9110 section 15).
public struct Status: Hashable, Sendable {
    /// The three digits, 200 to 599.
    public let code: Int

    /// The status with that code.
    /// - Precondition: `code` lies between 200 and 599; interim answers (1xx) are not responses here.
    public init(_ code: Int) {
        precondition(
            (200...599).contains(code), "a final status code has three digits and begins with 2 to 5")
        self.code = code
    }

    /// The phrase that RFC 9110 gives to the code; empty for codes that are not used here.
    public var reason: String {
        switch code {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}

extension Status {
    /// 200: the request was carried out.
    public static let ok = Status(200)
    /// 201: something was made; `Location` says where.
    public static let created = Status(201)
    /// 202: taken, and done later.
    public static let accepted = Status(202)
    /// 204: done, and there is nothing to show.
    public static let noContent = Status(204)
    /// 304: what the caller has is still right.
    public static let notModified = Status(304)
    /// 400: the message cannot be understood.
    public static let badRequest = Status(400)
    /// 401: no valid key; needs `WWW-Authenticate`.
    public static let unauthorized = Status(401)
    /// 403: the caller may not do this.
    public static let forbidden = Status(403)
    /// 404: unknown, or not the caller's own.
    public static let notFound = Status(404)
    /// 405: the resource does not have this method; needs `Allow`.
    public static let methodNotAllowed = Status(405)
    /// 406: `Accept` leaves out all that there is.
    public static let notAcceptable = Status(406)
    /// 408: the message did not arrive in time.
    public static let requestTimeout = Status(408)
    /// 409: the state of the resource forbids it.
    public static let conflict = Status(409)
    /// 410: was here once, and is no more.
    public static let gone = Status(410)
    /// 411: the message needs a length.
    public static let lengthRequired = Status(411)
    /// 412: a condition such as `If-Match` does not hold.
    public static let preconditionFailed = Status(412)
    /// 413: the body is larger than is taken.
    public static let contentTooLarge = Status(413)
    /// 414: the target is longer than is taken.
    public static let uriTooLong = Status(414)
    /// 415: the body's media type is not one that is understood.
    public static let unsupportedMediaType = Status(415)
    /// 417: `Expect` asks for something that is not known.
    public static let expectationFailed = Status(417)
    /// 422: understood, but its content is not valid.
    public static let unprocessableContent = Status(422)
    /// 429: the caller asks too often; `Retry-After` says when to come back.
    public static let tooManyRequests = Status(429)
    /// 431: header fields are too large or too many.
    public static let requestHeaderFieldsTooLarge = Status(431)
    /// 500: a fault of the server.
    public static let internalServerError = Status(500)
    /// 501: the server does not know the method or the coding at all.
    public static let notImplemented = Status(501)
    /// 503: not now; `Retry-After` says when to come back.
    public static let serviceUnavailable = Status(503)
    /// 505: a major version of HTTP that is not spoken.
    public static let httpVersionNotSupported = Status(505)
}
