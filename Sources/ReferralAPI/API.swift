// The way of one request: key, rate limit, route, role, parameters, answer, in the contract's order of checks. Framing
// and size were checked before by the HTTP parser; existence, media type, idempotency, body, precondition, validation
// and state follow in `Change`.

public import HTTP
import Logging
public import Referrals

/// The HTTP interface of the service on one event loop: requests in, responses out.
public struct API: Sendable {
    private let router: Router
    private let limiter: RateLimiter?
    private let cors: CORS
    private let session: any ReferralSession
    private let services: APIServices
    private let logger: Logger
    private let notes: RequestNotes

    /// Makes the interface of one loop from what all loops share.
    public init(_ shared: SharedAPI, session: any ReferralSession) {
        router = shared.router
        limiter = shared.limiter
        cors = shared.cors
        services = shared.services
        logger = shared.logger
        self.session = session
        notes = RequestNotes(
            tally: shared.services.metrics.requests.make(for: shared.router.routes), log: shared.requestLog,
            nanoseconds: shared.nanoseconds)
    }

    /// Answers a request. Never throws: what goes wrong is a problem in the answer, and unexpected faults in the log.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - address: The client's address, for the log and, by its network, for the rate limit of anonymous callers.
    /// - Returns: The response, to be encoded as it is.
    public func respond(to request: Request, from address: String) async -> Response {
        let began = notes.nanoseconds()
        let requestID = services.requestIDs.id(of: request)
        var record = RequestRecord(id: requestID, address: address, began: began)
        var fields = ResponseFields()
        fields.append("X-Request-Id", requestID)
        cors.describe(request, in: &fields)
        var response: Response
        do {
            let reply = try await answer(request, &fields, &record)
            response = Rendering.response(reply, fields, publicURL: services.publicURL)
        } catch {
            response = refuse(Self.problem(of: error), request.target.path, requestID, fields)
        }
        // What was refused before its route was looked for is told of that, too.
        record.route = record.route ?? router.route(of: request)?.number
        notes.finish(record, request, &response)
        return response
    }

    /// The answer to a message that was refused before it was a request.
    public func refusal(of error: ProtocolError) -> Response {
        let requestID = services.requestIDs.next()
        var fields = ResponseFields()
        fields.append("X-Request-Id", requestID)
        var response = refuse(Problem(error), nil, requestID, fields)
        response.closesConnection = true
        notes.tally.countRefusal(response.status)
        return response
    }

    private func answer(
        _ request: Request, _ fields: inout ResponseFields, _ record: inout RequestRecord
    ) async throws -> Reply {
        try checkMethod(request)
        if request.method == .options { return try options(request, &fields) }
        let isOpen = request.target.segments.first != "v1"
        try identify(request, isOpen: isOpen, &fields, &record)
        if !isOpen { try await session.settle() }
        guard let match = router.match(request.target.segments) else { throw Problem.notFound }
        guard let route = match.resource.route(for: request.method) else {
            throw Self.notAllowed(request.method, match.resource.allow)
        }
        record.route = route.number
        try Self.check(route, record.caller)
        let exchange = Exchange(
            request: request, requestID: record.id, consumes: route.consumes, caller: record.caller,
            pathParameters: match.pathParameters,
            session: session, services: services)
        try exchange.query.check(allowed: route.parameters)
        try Self.checkAccept(request, route)
        return try await route.answer(exchange)
    }

    /// Finds out who calls and takes the request out of their bucket. Open routes know an operator when one calls, and
    /// refuse nobody for a bad key.
    private func identify(
        _ request: Request, isOpen: Bool, _ fields: inout ResponseFields, _ record: inout RequestRecord
    ) throws {
        let now = services.environment.now
        switch try verdict(request, at: now, isOpen: isOpen) {
        case .caller(let caller, let digest, _):
            record.caller = caller
            try take(.key(digest), for: request, &fields)
        case .anonymous:
            try take(.network(of: record.address), for: request, &fields)
            if !isOpen { throw Authenticator.missing }
        case .refused(let problem):
            try take(.network(of: record.address), for: request, &fields)
            if !isOpen { throw problem }
        }
    }

    /// Open routes are answered also when keys can't be looked up: that is when their answers are wanted most.
    private func verdict(_ request: Request, at now: Timestamp, isOpen: Bool) throws -> Authenticator.Verdict {
        guard request.target.path != "/livez" else { return .anonymous }
        do {
            try session.refresh()
            return try services.authenticator.judge(request, session, at: now)
        } catch {
            guard isOpen else { throw error }
            return .anonymous
        }
    }

    /// Probes of a supervisor cost nothing.
    private static func isProbe(_ request: Request) -> Bool {
        request.target.path == "/livez" || request.target.path == "/readyz"
    }

    private func take(
        _ owner: @autoclosure () -> RateLimiter.Owner, for request: Request, _ fields: inout ResponseFields
    ) throws {
        guard let limiter, !Self.isProbe(request) else { return }
        let standing = limiter.take(owner())
        limiter.describe(standing, in: &fields)
        guard !standing.isAllowed else { return }
        notes.tally.countLimited()
        var problem = Problem(.rateLimited, "Too many requests: try again in \(standing.retryAfter) s.")
        problem.fields.append("Retry-After", integer: standing.retryAfter)
        throw problem
    }

    /// What is served nowhere is refused before all else, with the methods of the service where there is no such path.
    private func checkMethod(_ request: Request) throws {
        switch request.method {
        case .trace, .other: break
        default: return
        }
        let allow = router.match(request.target.segments)?.resource.allow ?? Router.allMethods
        throw Self.notAllowed(request.method, allow)
    }

    private func options(_ request: Request, _ fields: inout ResponseFields) throws -> Reply {
        var allow = Router.allMethods
        if request.target.path != "*" {
            guard let match = router.match(request.target.segments) else { throw Problem.notFound }
            allow = match.resource.allow
            try QueryParameters(request.target.query).check(allowed: match.resource.parameters)
        }
        fields.append("Allow", allow)
        cors.describePreflight(request, allow: allow, in: &fields)
        return .noContent
    }

    private static func check(_ route: Route, _ caller: Caller?) throws {
        guard case .roles(let roles) = route.access else { return }
        guard let caller else { throw Authenticator.missing }
        guard roles.contains(caller.role.kind) else { throw Problem(ReferralError.forbidden) }
    }

    /// A method that nobody knows is 501, and one that is only not served here 405 (RFC 9110, section 9.1).
    private static func notAllowed(_ method: HTTP.Method, _ allow: String) -> Problem {
        let code: ProblemCode = if case .other = method { .notImplemented } else { .methodNotAllowed }
        var problem = Problem(code, "Here one can use \(allow).")
        problem.fields.append("Allow", allow)
        return problem
    }

    private static func checkAccept(_ request: Request, _ route: Route) throws {
        guard !route.produces.isEmpty, request.fields.contains("accept") else { return }
        guard Accept(request.fields.ascii("accept")).best(of: route.produces) != nil else {
            let names = route.produces.map(\.rawValue).joined(separator: ", ")
            throw Problem(.notAcceptable, "This route can give \(names).")
        }
    }

    private static func problem(of error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as ReferralError: Problem(error)
        default: Problem(.internalFault("\(error)"))
        }
    }

    private func refuse(
        _ problem: Problem, _ path: String?, _ requestID: String, _ fields: ResponseFields
    ) -> Response {
        if let detail = problem.logDetail {
            logger.error(
                "\(problem.code.rawValue)",
                metadata: ["requestId": "\(requestID)", "path": "\(path ?? "")", "fault": "\(detail)"])
        }
        return Rendering.response(problem, fields, path: path, requestID: requestID)
    }
}
