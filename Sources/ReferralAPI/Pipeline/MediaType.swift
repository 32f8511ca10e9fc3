import HTTP

/// What bodies are made of.
enum MediaType: String, Sendable {
    case json = "application/json"
    case problem = "application/problem+json"
    case mergePatch = "application/merge-patch+json"
    case csv = "text/csv"
    case yaml = "application/yaml"
    case html = "text/html"
    case eventStream = "text/event-stream"
    /// The text format of Prometheus.
    case metrics = "text/plain"

    /// The value of `Content-Type`.
    var contentType: StaticString {
        switch self {
        case .json: "application/json; charset=utf-8"
        case .problem: "application/problem+json; charset=utf-8"
        case .mergePatch: "application/merge-patch+json; charset=utf-8"
        case .csv: "text/csv; charset=utf-8; header=present"
        case .yaml: "application/yaml; charset=utf-8"
        case .html: "text/html; charset=utf-8"
        case .eventStream: "text/event-stream"
        case .metrics: "text/plain; version=0.0.4; charset=utf-8"
        }
    }
}

/// The `Accept` of a request (RFC 9110, section 12.5.1).
struct Accept {
    private struct Range {
        let type: Substring
        let subtype: Substring
        let quality: Int
    }

    private let ranges: [Range]

    /// `*/*`, which most programs send, leaves the choice to the service as no field does.
    init(_ text: String?) {
        ranges = text == "*/*" ? [] : (text ?? "").split(separator: ",").compactMap(Self.range)
    }

    /// The first of the greatest quality among what is offered; nil when all are left out. No field accepts everything.
    func best(of offered: [MediaType]) -> MediaType? {
        guard !ranges.isEmpty else { return offered.first }
        var best: (type: MediaType, quality: Int)?
        for type in offered {
            let quality = quality(of: type.rawValue)
            if quality > best?.quality ?? 0 { best = (type, quality) }
        }
        return best?.type
    }

    /// The quality of the most precise range that the type is in.
    private func quality(of type: String) -> Int {
        let parts = type.split(separator: "/")
        var best = (precision: -1, quality: 0)
        for range in ranges {
            let precision = range.subtype != "*" ? 2 : range.type != "*" ? 1 : 0
            guard range.type == "*" || range.type == parts[0],
                range.subtype == "*" || range.subtype == parts[1],
                precision > best.precision
            else { continue }
            best = (precision, range.quality)
        }
        return best.quality
    }

    private static func range(_ member: Substring) -> Range? {
        let parts = member.split(separator: ";", omittingEmptySubsequences: false).map {
            $0.trimmed.lowercased()
        }
        let type = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        guard type.count == 2 else { return nil }
        let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Self.thousandths($0.dropFirst(2)) }
        return Range(type: type[0], subtype: type[1], quality: quality ?? 1_000)
    }

    /// `0.25` as 250. A weight that is none counts as nothing.
    private static func thousandths(_ text: Substring) -> Int {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = Int(parts[0]), whole == 0 || whole == 1, parts.count <= 2 else { return 0 }
        let digits = parts.count == 2 ? parts[1].prefix(3) : ""
        let fraction = Int(digits + String(repeating: "0", count: 3 - digits.count)) ?? 0
        return min(whole * 1_000 + fraction, 1_000)
    }
}

extension Substring {
    /// Without white space at either end.
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}

/// What a route takes as a body.
enum Consumes: Sendable {
    /// No body; one that comes is passed over.
    case nothing
    /// JSON; where every member is optional, no body is `{}`.
    case json(emptyIsObject: Bool)
    /// A merge patch (RFC 7396), also under the name of plain JSON.
    case mergePatch

    /// Whether no body means `{}`: where every member is optional, as in every patch.
    var takesEmptyAsObject: Bool {
        switch self {
        case .nothing, .mergePatch: true
        case .json(let emptyIsObject): emptyIsObject
        }
    }

    /// The types that are taken, as `Accept-Post` and `Accept-Patch` list them.
    var types: [MediaType] {
        switch self {
        case .nothing: []
        case .json: [.json]
        case .mergePatch: [.mergePatch, .json]
        }
    }

    /// Whether a body of this `Content-Type` is taken. Most callers send exactly the name, which needs no look at its
    /// parts.
    private func takes(_ given: String) -> Bool {
        if types.contains(where: { $0.rawValue == given }) { return true }
        let essence = given.split(separator: ";").first.map { $0.trimmed.lowercased() }
        return types.contains { $0.rawValue == essence }
    }

    /// Throws 415 unless the body is of a type that is taken. Without a body no type is needed.
    func check(_ request: Request) throws {
        guard !types.isEmpty else { return }
        let given = request.fields.ascii("content-type")
        if given == nil, request.body.isEmpty { return }
        guard !takes(given ?? "") else { return }
        let names = types.map(\.rawValue).joined(separator: ", ")
        var problem = Problem(.unsupportedMediaType, "Send the body as \(names).")
        switch request.method {
        case .patch: problem.fields.append("Accept-Patch", names)
        case .post: problem.fields.append("Accept-Post", names)
        // There is no field of its own for PUT (RFC 9110, section 15.5.16).
        default: problem.fields.append("Accept", names)
        }
        throw problem
    }
}
