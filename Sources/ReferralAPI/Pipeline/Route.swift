import HTTP
import Referrals

/// One operation: which requests it is for, who may use it, and what answers it.
struct Route: Sendable {
    /// Who may use a route.
    enum Access: Sendable {
        /// No key is needed; one that is sent is judged by the route.
        case open
        case roles([Role.Kind])
    }

    let method: Method
    /// `/v1/keys/{id}`: segments in braces match any one segment.
    let pattern: String
    let access: Access
    let parameters: [String]
    /// What the answer may be made of; nothing where it has no body.
    let produces: [MediaType]
    let consumes: Consumes
    let answer: @Sendable (Exchange) async throws -> Reply
    /// Its place in the table, by which it is counted; set by the router.
    var number = 0

    /// A route that reads.
    static func get(
        _ pattern: String, _ access: Access, parameters: [String] = [], produces: [MediaType] = [.json],
        _ answer: @escaping @Sendable (Exchange) async throws -> Reply
    ) -> Route {
        Route(
            method: .get, pattern: pattern, access: access, parameters: parameters, produces: produces,
            consumes: .nothing, answer: answer)
    }

    /// A route that makes something or acts.
    static func post(
        _ pattern: String, _ access: Access, emptyIsObject: Bool = false,
        _ answer: @escaping @Sendable (Exchange) async throws -> Reply
    ) -> Route {
        Route(
            method: .post, pattern: pattern, access: access, parameters: [], produces: [.json],
            consumes: .json(emptyIsObject: emptyIsObject), answer: answer)
    }

    /// A route that makes something under a name of the caller's, or replaces it.
    static func put(
        _ pattern: String, _ access: Access, _ answer: @escaping @Sendable (Exchange) async throws -> Reply
    ) -> Route {
        Route(
            method: .put, pattern: pattern, access: access, parameters: [], produces: [.json],
            consumes: .json(emptyIsObject: false), answer: answer)
    }

    /// A route that changes something.
    static func patch(
        _ pattern: String, _ access: Access, _ answer: @escaping @Sendable (Exchange) async throws -> Reply
    ) -> Route {
        Route(
            method: .patch, pattern: pattern, access: access, parameters: [], produces: [.json],
            consumes: .mergePatch, answer: answer)
    }

    /// A route that removes something.
    static func delete(
        _ pattern: String, _ access: Access, _ answer: @escaping @Sendable (Exchange) async throws -> Reply
    ) -> Route {
        Route(
            method: .delete, pattern: pattern, access: access, parameters: [], produces: [], consumes: .nothing,
            answer: answer)
    }
}
