/// Every `code` that a problem can have, with its status and title. The service serves a page for each.
enum ProblemCode: String, CaseIterable, Sendable {
    case malformedRequest = "malformed_request"
    case malformedBody = "malformed_body"
    case invalidParameter = "invalid_parameter"
    case invalidHeader = "invalid_header"
    case invalidCursor = "invalid_cursor"
    case unauthenticated
    case forbidden
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case requestTimeout = "request_timeout"
    case invalidTransition = "invalid_transition"
    case limitReached = "limit_reached"
    case profileExists = "profile_exists"
    case profileIncomplete = "profile_incomplete"
    case recipientUnavailable = "recipient_unavailable"
    case preconditionFailed = "precondition_failed"
    case bodyTooLarge = "body_too_large"
    case uriTooLong = "uri_too_long"
    case unsupportedMediaType = "unsupported_media_type"
    case expectationFailed = "expectation_failed"
    case validationFailed = "validation_failed"
    case idempotencyKeyReused = "idempotency_key_reused"
    case rateLimited = "rate_limited"
    case headersTooLarge = "headers_too_large"
    case internalError = "internal_error"
    case notImplemented = "not_implemented"
    case unavailable
    case storageUnavailable = "storage_unavailable"
    case versionNotSupported = "http_version_not_supported"

    /// The status, the title, and what the page of the problem says to do.
    private var facts: (status: Int, title: String, advice: String) {
        switch self {
        case .malformedRequest:
            (
                400, "Malformed request",
                "The message is not valid HTTP/1.1. Send it as RFC 9112 says; the detail names the fault."
            )
        case .malformedBody:
            (
                400, "Malformed body",
                "The body is not one JSON text in UTF-8. The detail names the line and column."
            )
        case .invalidParameter:
            (
                400, "Invalid parameter",
                "A query parameter is unknown, repeated or has a bad value. See `errors`."
            )
        case .invalidHeader:
            (400, "Invalid header", "A header has a bad value. See `errors`.")
        case .invalidCursor:
            (
                400, "Invalid cursor",
                "Use a cursor only as it was given, with the same filters, sort and caller. Start again without one."
            )
        case .unauthenticated:
            (
                401, "Unauthenticated",
                "Send `Authorization: Bearer <key>` with a key that is neither expired nor revoked."
            )
        case .forbidden:
            (
                403, "Forbidden",
                "This key may not use this route. Use a key of another role, or ask the operator."
            )
        case .notFound:
            (404, "Not found", "There is nothing here, or it is not yours.")
        case .methodNotAllowed:
            (405, "Method not allowed", "Use one of the methods in the `Allow` header.")
        case .notAcceptable:
            (406, "Not acceptable", "`Accept` leaves out every type that this route can give.")
        case .requestTimeout:
            (408, "Request timeout", "The request did not arrive in time. Send it again.")
        case .invalidTransition:
            (
                409, "Invalid transition",
                "The present state forbids this. For engagements `allowedActions` names what may be done."
            )
        case .limitReached:
            (409, "Limit reached", "There may be no more of these. Remove one first.")
        case .profileExists:
            (409, "Profile exists", "The partner has a profile for this country. Change that one.")
        case .profileIncomplete:
            (409, "Profile incomplete", "An active profile needs what `errors` lists.")
        case .recipientUnavailable:
            (409, "Recipient unavailable", "Choose other recipients in place of those in `errors`.")
        case .preconditionFailed:
            (
                412, "Precondition failed",
                "It changed since you read it. Read it again, merge, and retry with `currentETag`."
            )
        case .bodyTooLarge:
            (413, "Body too large", "A body may have 1 MiB.")
        case .uriTooLong:
            (414, "URI too long", "A request target may have 8 KiB.")
        case .unsupportedMediaType:
            (415, "Unsupported media type", "Send one of the types in `Accept-Post` or `Accept-Patch`.")
        case .expectationFailed:
            (417, "Expectation failed", "The only expectation that is met is `100-continue`.")
        case .validationFailed:
            (
                422, "Validation failed",
                "The content breaks the rules in `errors`; all faults are listed at once."
            )
        case .idempotencyKeyReused:
            (
                422, "Idempotency key reused",
                "The key was used for another request. Make a new key for each new effect."
            )
        case .rateLimited:
            (429, "Rate limited", "Too many requests. Wait as long as `Retry-After` says.")
        case .headersTooLarge:
            (431, "Headers too large", "A header section may have 32 KiB and 100 fields.")
        case .internalError:
            (500, "Internal error", "The fault is the service's. Tell its operator the `requestId`.")
        case .notImplemented:
            (501, "Not implemented", "The service does not know this method or transfer coding.")
        case .unavailable:
            (503, "Unavailable", "The service is full or stopping. Try again after `Retry-After`.")
        case .storageUnavailable:
            (503, "Storage unavailable", "Nothing was changed. Try again after `Retry-After`.")
        case .versionNotSupported:
            (505, "HTTP version not supported", "Speak HTTP/1.1 or HTTP/1.0.")
        }
    }

    /// The status code.
    var status: Int { facts.status }
    /// The same for every occurrence.
    var title: String { facts.title }
    /// What the caller can do.
    var advice: String { facts.advice }
    /// The `type` of the problem.
    var type: String { "/problems/\(rawValue)" }
}
