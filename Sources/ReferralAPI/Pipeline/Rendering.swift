import HTTP

/// Turns replies and problems into responses: the fields that every answer has stand here and nowhere else.
enum Rendering {
    private static let dataFields = fields([
        ("Cache-Control", "private, no-cache"), ("Vary", "Authorization, Accept"),
        ("X-Content-Type-Options", "nosniff"),
    ])
    private static let documentFields = fields([
        ("Cache-Control", "public, max-age=300"), ("Vary", "Accept"), ("X-Content-Type-Options", "nosniff"),
    ])
    private static let problemFields = fields([
        ("Content-Type", "application/problem+json; charset=utf-8"), ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ])

    private static func fields(_ pairs: [(StaticString, StaticString)]) -> ResponseFields {
        pairs.reduce(into: ResponseFields()) { $0.append($1.0, $1.1) }
    }

    static func response(_ reply: Reply, _ first: ResponseFields, publicURL: String) -> Response {
        var fields = first
        fields.append(contentsOf: reply.isPublic ? documentFields : dataFields)
        if case .empty = reply.body {} else { fields.append("Content-Type", reply.mediaType.contentType) }
        if let tag = reply.tag { fields.append("ETag", "\"\(tag)\"") }
        if let location = reply.location { fields.append("Location", publicURL + location) }
        if let next = reply.next { fields.append("Link", "<\(publicURL)\(next)>; rel=\"next\"") }
        if let seconds = reply.retryAfter { fields.append("Retry-After", integer: seconds) }
        if reply.isReplay { fields.append("Idempotent-Replayed", "true") }
        return Response(reply.status, fields: fields, body: reply.body)
    }

    static func response(
        _ problem: Problem, _ first: ResponseFields, path: String?, requestID: String
    ) -> Response {
        var fields = first
        fields.append(contentsOf: problemFields)
        fields.append(contentsOf: problem.fields)
        let body = problem.body(instance: path, requestID: requestID)
        return Response(Status(problem.code.status), fields: fields, body: .bytes(body))
    }
}
