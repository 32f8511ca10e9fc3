import HTTP
import JSON
import Referrals

/// A refusal on its way to the caller (RFC 9457).
struct Problem: Error {
    /// What kind of member of `errors` names the place of a fault.
    enum Place {
        case pointer(String)
        case parameter(String)
        case header(String)
    }

    /// One entry of `errors`.
    struct Entry {
        let place: Place
        let code: String
        let detail: String
    }

    let code: ProblemCode
    let detail: String
    var errors: [Entry] = []
    /// The state of an engagement that forbids an action.
    var state: EngagementState?
    /// The current tag, where a precondition failed.
    var currentTag: EntityTag?
    /// The profile that is in the way.
    var profileID: ID<Profile>?
    /// The RFI that is in the way.
    var rfiID: ID<RFI>?
    /// The first event that still exists.
    var firstSeq: Int?
    /// Fields of the answer that belong to the refusal, such as `Allow`.
    var fields = ResponseFields()
    /// What the log is told beside the code; never the caller.
    var logDetail: String?

    init(_ code: ProblemCode, _ detail: String, errors: [Entry] = []) {
        self.code = code
        self.detail = detail
        self.errors = errors
    }

    static let notFound = Problem(.notFound, "There is nothing here, or it is not yours.")

    static func parameter(_ name: String, _ detail: String) -> Problem {
        Problem(
            .invalidParameter, "The query parameter \(name) can't be used so.",
            errors: [Entry(place: .parameter(name), code: "invalid_value", detail: detail)])
    }

    static func header(_ name: String, _ detail: String) -> Problem {
        Problem(
            .invalidHeader, "The header \(name) can't be used so.",
            errors: [Entry(place: .header(name), code: "invalid_value", detail: detail)])
    }

    static func invalid(_ faults: [Fault]) -> Problem {
        Problem(
            .validationFailed, "The content has \(faults.count) fault\(faults.count == 1 ? "" : "s").",
            errors: faults.map {
                Entry(place: .pointer($0.pointer), code: $0.code.rawValue, detail: $0.detail)
            })
    }
}

extension Problem {
    /// The one mapping from the service's refusals to the caller's.
    init(_ error: ReferralError) {
        switch error {
        case .notFound: self = .notFound
        case .forbidden: self.init(.forbidden, "This route is not for the role of your key.")
        case .stale(nil): self.init(.preconditionFailed, "If-Match asks for what is not there.")
        case .stale(let current?):
            self.init(
                .preconditionFailed,
                "The condition does not hold for the current version, which is \(current.version).")
            currentTag = current
            fields.append("ETag", "\"\(current)\"")
        case .invalid(let faults):
            self.init(.validationFailed, "The content breaks a rule.", errors: Self.entries(faults))
        case .engagementTransition(let state, let withdrawal):
            let place = state.outcome.map { "archived as \($0)" } ?? state.status.rawValue
            let reason = withdrawal.map { " \(Self.sentence($0))" } ?? ""
            self.init(.invalidTransition, "The engagement is \(place), which forbids this.\(reason)")
            self.state = state
        case .invalidTransition(let detail): self.init(.invalidTransition, detail)
        case .limitReached(let detail): self.init(.limitReached, detail)
        case .profileExists(let id):
            self.init(.profileExists, "The partner has a profile for this country already.")
            profileID = id
        case .profileIncomplete(let faults):
            self.init(
                .profileIncomplete, "An active profile would lack something.", errors: Self.entries(faults))
        case .recipientsUnavailable(let faults):
            self.init(
                .recipientUnavailable, "Nothing was sent: some recipients can't take it.",
                errors: Self.entries(faults))
        case .duplicateRFI(let earlier, let faults):
            self.init(
                .duplicateRFI, "Nothing was sent: the RFI \(earlier) asked the same within the last 24 hours.",
                errors: Self.entries(faults))
            rfiID = earlier
        case .idempotencyKeyReused:
            self.init(.idempotencyKeyReused, "This Idempotency-Key was used with another path or body.")
        case .storageUnavailable(let detail):
            self.init(
                .storageUnavailable, "The storage does not take or give data at present. Nothing was changed."
            )
            fields.append("Retry-After", "1")
            logDetail = detail
        case .overloaded(let detail):
            self.init(.unavailable, detail)
            fields.append("Retry-After", "1")
        case .internalFault(let detail):
            self.init(.internalError, "Something went wrong in the service.")
            logDetail = detail
        }
    }

    /// The refusal of a message that was not understood, came too slowly or found the server full.
    init(_ error: ProtocolError) {
        self.init(Self.code(of: error.status), error.detail)
        if error.status == .serviceUnavailable { fields.append("Retry-After", "1") }
        if error.status == .notImplemented { fields.append("Allow", Router.allMethods) }
    }

    private static func sentence(_ reason: WithdrawalReason) -> String {
        switch reason {
        case .requestWithdrawn: "The customer has withdrawn the request."
        case .enoughAccepted: "Enough other partners had accepted the request."
        case .personErased: "The customer's data was erased."
        }
    }

    private static func code(of status: Status) -> ProblemCode {
        switch status {
        case .requestTimeout: .requestTimeout
        case .contentTooLarge: .bodyTooLarge
        case .uriTooLong: .uriTooLong
        case .expectationFailed: .expectationFailed
        case .requestHeaderFieldsTooLarge: .headersTooLarge
        case .notImplemented: .notImplemented
        case .serviceUnavailable: .unavailable
        case .httpVersionNotSupported: .versionNotSupported
        default: .malformedRequest
        }
    }

    private static func entries(_ faults: [FieldFault]) -> [Entry] {
        faults.map { Entry(place: .pointer($0.pointer), code: $0.code, detail: $0.detail) }
    }
}

extension Problem {
    /// The body of the answer. `instance` is the path that was asked for.
    func body(instance: String?, requestID: String) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.object { json in
            json.member("type", code.type)
            json.member("title", code.title)
            json.member("status", code.status)
            json.member("detail", detail)
            json.member("instance", instance)
            json.member("code", code.rawValue)
            json.member("requestId", requestID)
            if let state { Self.write(state, to: &json) }
            if let currentTag { json.member("currentETag", "\"\(currentTag)\"") }
            if let profileID { json.member("profileId", profileID) }
            if let rfiID { json.member("rfiId", rfiID) }
            if let firstSeq { json.member("firstSeq", firstSeq) }
            if !errors.isEmpty { writeErrors(to: &json) }
        }
        return json.bytes
    }

    private static func write(_ state: EngagementState, to json: inout JSONWriter) {
        json.member("currentStatus", state.status.rawValue)
        json.member("currentOutcome", state.outcome?.rawValue)
        // What the lifecycle still leaves open: of an archived engagement that is nothing, though notes may be added.
        json.member("allowedActions", state.outcome == nil ? state.allowedActions.map(\.rawValue) : [])
    }

    private func writeErrors(to json: inout JSONWriter) {
        json.array("errors") { json in
            for entry in errors {
                json.object { json in
                    switch entry.place {
                    case .pointer(let pointer): json.member("pointer", pointer)
                    case .parameter(let name): json.member("parameter", name)
                    case .header(let name): json.member("header", name)
                    }
                    json.member("code", entry.code)
                    json.member("detail", entry.detail)
                }
            }
        }
    }
}
