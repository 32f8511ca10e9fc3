import HTTP
import Referrals

/// One request on its way through the routes: what was asked, by whom, and what the route needs to answer it.
struct Exchange: Sendable {
    let request: Request
    /// Echoed in the answer, the log and problems.
    let requestID: String
    /// What the route takes as a body.
    let consumes: Consumes
    /// Who asks; on open routes an operator key may be absent.
    let caller: Caller?
    /// The dynamic segments of the path, in order.
    let pathParameters: [String]
    let session: any ReferralSession
    let services: APIServices

    /// The caller of a route that needs a key.
    func authenticated() throws -> Caller {
        guard let caller else { throw Problem(.unauthenticated, "This route needs a key.") }
        return caller
    }

    /// Throws the problem that refuses the key unless it is as good as it was when the request came: for answers that
    /// take their time. Tells when it ends; nil for never.
    @discardableResult
    func confirmCaller() throws -> Timestamp? {
        try session.refresh()
        switch try services.authenticator.judge(request, session, at: services.environment.now) {
        case .caller(let present, _, let end) where present == caller: return end
        case .refused(let problem): throw problem
        case .caller, .anonymous: throw Problem(.unauthenticated, "The key has ended.")
        }
    }

    /// What history and events record.
    func cause() throws -> Cause {
        Cause(actor: Actor(try authenticated()), requestID: requestID)
    }

    /// The id in the path. A segment that is no id names nothing.
    func id<Entity>(_ index: Int = 0) throws -> ID<Entity> {
        guard index < pathParameters.count, let id = ID<Entity>(pathParameters[index]) else {
            throw Problem.notFound
        }
        return id
    }

    /// Whose data the request may touch: the caller's own, for a reviewer the registrations that were submitted,
    /// or for an operator everybody's.
    func scope() throws -> Scope {
        let caller = try authenticated()
        switch caller.role {
        case .operator: return .operator
        case .partner(let id): return .partner(id)
        case .marketplace(let id): return .marketplace(id)
        case .reviewer: return .reviewer
        }
    }

    /// The scope of a list, which an operator narrows with `partnerId`.
    func listScope(_ query: QueryParameters) throws -> Scope {
        guard let text = query["partnerId"] else { return try scope() }
        guard try authenticated().role == .operator else {
            throw Problem.parameter("partnerId", "Only operators narrow a list to a partner.")
        }
        guard let id = ID<Partner>(text) else {
            throw Problem.parameter("partnerId", "Must be the id of a partner.")
        }
        return .partner(id)
    }

    /// The query parameters of the route; their names were checked before.
    var query: QueryParameters { QueryParameters(request.target.query) }

    /// The path of the request, as `Location` and `Link` continue it.
    var path: String { request.target.path }
}

/// What all requests share besides the store.
struct APIServices: Sendable {
    let environment: Environment
    let authenticator: Authenticator
    let cursors: CursorSeal
    let addresses: AddressJudge
    /// Prepended to paths in `Location` and `Link`; empty for relative references.
    let publicURL: String
    let status: ServiceStatus
    let metrics: ServiceMetrics
    let requestIDs: RequestIDs
    let waitingRoom: WaitingRoom
}
