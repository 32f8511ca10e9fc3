import HTTP
import JSON
import Referrals

/// `/v1/solutions`.
enum SolutionHandlers {
    static let routes: [Route] = [
        .get("/v1/solutions", .everybody, parameters: ["limit", "cursor"]) { exchange in
            try await exchange.list(
                Listing(scope: try exchange.scope()) { reader, page throws(ReferralError) in
                    try reader.solutions(page)
                } write: { solution, _, json in
                    SolutionBody.write(solution, to: &json)
                })
        },
        .get("/v1/solutions/{solutionId}", .everybody) { exchange in
            let id = try id(exchange)
            return try exchange.item(
                { reader throws(ReferralError) in try reader.solution(id) }, tag: \.tag, render: SolutionBody.bytes)
        },
        .put("/v1/solutions/{solutionId}", .operators, put),
        .delete("/v1/solutions/{solutionId}", .operators) { exchange in
            let (id, condition) = (try id(exchange), exchange.condition)
            return try await exchange.remove { reader throws(ReferralError) in
                guard let solution = try reader.solution(id) else { throw .notFound }
                return solution.tag
            } _: { store throws(ReferralError) in
                try SolutionService(store).delete(id, if: condition)
            }
        },
    ]

    private static func put(_ exchange: Exchange) async throws -> Reply {
        let (id, condition) = (try id(exchange), exchange.putCondition)
        return try await exchange.change { reader throws(ReferralError) in
            try reader.solution(id)?.tag
        } body: { fields in
            fields.solution(id)
        } apply: { store, new throws(ReferralError) in
            let (solution, isNew) = try SolutionService(store)
                .put(id, if: condition, name: new.name, isRegistrationEligible: new.isEligible)
            return .resource(
                isNew ? .created : .ok, SolutionBody.bytes(solution), tag: solution.tag,
                location: isNew ? "/v1/solutions/\(id)" : nil)
        }
    }

    /// A segment that is no slug names nothing.
    private static func id(_ exchange: Exchange) throws -> SolutionID {
        guard let text = exchange.pathParameters.first, let id = SolutionID(text) else { throw Problem.notFound }
        return id
    }
}
