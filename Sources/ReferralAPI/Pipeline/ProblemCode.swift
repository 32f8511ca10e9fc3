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
    case duplicateRFI = "duplicate_rfi"
    case eventsPruned = "events_pruned"
    case preconditionFailed = "precondition_failed"
    case bodyTooLarge = "body_too_large"
    case uriTooLong = "uri_too_long"
    case unsupportedMediaType = "unsupported_media_type"
    case expectationFailed = "expectation_failed"
    case validationFailed = "validation_failed"
    case addressForbidden = "address_forbidden"
    case idempotencyKeyReused = "idempotency_key_reused"
    case rateLimited = "rate_limited"
    case headersTooLarge = "headers_too_large"
    case internalError = "internal_error"
    case notImplemented = "not_implemented"
    case unavailable
    case storageUnavailable = "storage_unavailable"
    case versionNotSupported = "http_version_not_supported"

    /// The status code.
    var status: Int {
        switch self {
        case .malformedRequest, .malformedBody, .invalidParameter, .invalidHeader, .invalidCursor: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .notAcceptable: 406
        case .requestTimeout: 408
        case .invalidTransition, .limitReached, .profileExists, .profileIncomplete, .recipientUnavailable,
            .duplicateRFI:
            409
        case .eventsPruned: 410
        case .preconditionFailed: 412
        case .bodyTooLarge: 413
        case .uriTooLong: 414
        case .unsupportedMediaType: 415
        case .expectationFailed: 417
        case .validationFailed, .addressForbidden, .idempotencyKeyReused: 422
        case .rateLimited: 429
        case .headersTooLarge: 431
        case .internalError: 500
        case .notImplemented: 501
        case .unavailable, .storageUnavailable: 503
        case .versionNotSupported: 505
        }
    }

    /// The same for every occurrence: the code in words.
    var title: String {
        let words = rawValue.split(separator: "_").map {
            ["uri": "URI", "http": "HTTP", "rfi": "RFI"][$0] ?? String($0)
        }
        let text = words.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// What the caller can do, as the page of the problem says it.
    var advice: String {
        switch self {
        case .malformedRequest:
            "The message is not valid HTTP/1.1. Send it as RFC 9112 says; the detail names the fault."
        case .malformedBody: "The body is not one JSON text in UTF-8. The detail names the line and column."
        case .invalidParameter: "A query parameter is unknown, repeated or has a bad value. See `errors`."
        case .invalidHeader: "A header has a bad value. See `errors`."
        case .invalidCursor:
            "Use a cursor only as it was given, with the same filters, sort and caller. Start again without one."
        case .unauthenticated: "Send `Authorization: Bearer <key>` with a key that is neither expired nor revoked."
        case .forbidden: "This key may not use this route. Use a key of another role, or ask the operator."
        case .notFound: "There is nothing here, or it is not yours."
        case .methodNotAllowed: "Use one of the methods in the `Allow` header."
        case .notAcceptable: "`Accept` leaves out every type that this route can give."
        case .requestTimeout: "The request did not arrive in time. Send it again."
        case .invalidTransition:
            "The present state forbids this. For engagements `allowedActions` names what may be done."
        case .limitReached: "There may be no more of these. Remove one first."
        case .profileExists: "The partner has a profile for this country. Change that one."
        case .profileIncomplete: "An active profile needs what `errors` lists."
        case .recipientUnavailable: "Choose other recipients in place of those in `errors`."
        case .duplicateRFI:
            "The RFI in `rfiId` asked the same a short while ago. Send `allowDuplicate: true` to ask again."
        case .eventsPruned:
            "You were away for longer than events are kept. Take `after=latest`, read what you keep anew, and follow."
        case .preconditionFailed: "It changed since you read it. Read it again, merge, and retry with `currentETag`."
        case .bodyTooLarge: "A body may have 1 MiB."
        case .uriTooLong: "A request target may have 8 KiB."
        case .unsupportedMediaType: "Send one of the types in `Accept-Post` or `Accept-Patch`."
        case .expectationFailed: "The only expectation that is met is `100-continue`."
        case .validationFailed: "The content breaks the rules in `errors`; all faults are listed at once."
        case .addressForbidden:
            "Webhooks go to https URLs on the internet. Ask the operator to allow an address of their own network."
        case .idempotencyKeyReused: "The key was used for another request. Make a new key for each new effect."
        case .rateLimited: "Too many requests. Wait as long as `Retry-After` says."
        case .headersTooLarge: "A header section may have 32 KiB and 100 fields."
        case .internalError: "The fault is the service's. Tell its operator the `requestId`."
        case .notImplemented: "The service does not know this method or transfer coding."
        case .unavailable: "The service is full or stopping. Try again after `Retry-After`."
        case .storageUnavailable: "Nothing was changed. Try again after `Retry-After`."
        case .versionNotSupported: "Speak HTTP/1.1 or HTTP/1.0."
        }
    }

    /// The `type` of the problem.
    var type: String { "/problems/\(rawValue)" }
}
