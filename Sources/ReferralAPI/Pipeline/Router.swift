import HTTP

/// Finds routes by the segments of a path: a tree with one step a segment, so that the cost does not grow with the
/// number of routes.
struct Router: Sendable {
    /// The methods of the service, as `Allow` lists them where no path is meant.
    static let allMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

    /// What a path leads to.
    struct Match {
        let resource: Resource
        let pathParameters: [String]
    }

    /// The routes of one path, by method.
    struct Resource: Sendable {
        fileprivate(set) var routes: [Route] = []

        /// The route for a method; HEAD is answered wherever GET is.
        func route(for method: Method) -> Route? {
            let wanted: Method = method == .head ? .get : method
            return routes.first { $0.method == wanted }
        }

        /// The query parameters of any of its methods.
        var parameters: [String] { routes.flatMap(\.parameters) }

        /// The value of `Allow`.
        var allow: String {
            let names = routes.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.name] }
            return (names + ["OPTIONS"]).joined(separator: ", ")
        }
    }

    private final class Node: Sendable {
        let literals: [String: Node]
        let parameter: Node?
        let resource: Resource?

        init(_ entries: [(path: ArraySlice<Substring>, route: Route)]) {
            let here = entries.filter { $0.path.isEmpty }.map(\.route)
            resource = here.isEmpty ? nil : Resource(routes: here)
            var groups: [String: [(path: ArraySlice<Substring>, route: Route)]] = [:]
            for entry in entries {
                guard let head = entry.path.first else { continue }
                groups[head.hasPrefix("{") ? "{}" : String(head), default: []]
                    .append((entry.path.dropFirst(), entry.route))
            }
            parameter = groups.removeValue(forKey: "{}").map { Node($0) }
            literals = groups.mapValues { Node($0) }
        }
    }

    /// Every route, in the order of the table.
    let routes: [Route]
    private let root: Node

    init(_ routes: [Route]) {
        var routes = routes
        for number in routes.indices { routes[number].number = number }
        self.routes = routes
        root = Node(routes.map { ($0.pattern.split(separator: "/")[...], $0) })
    }

    /// The route of a request; nil when it leads to none.
    func route(of request: Request) -> Route? {
        match(request.target.segments)?.resource.route(for: request.method)
    }

    /// The resource at a path, given as its decoded segments.
    func match(_ segments: [String]) -> Match? {
        var node = root
        var pathParameters: [String] = []
        for segment in segments {
            if let next = node.literals[segment] {
                node = next
            } else if let next = node.parameter, !segment.isEmpty {
                node = next
                pathParameters.append(segment)
            } else {
                return nil
            }
        }
        return node.resource.map { Match(resource: $0, pathParameters: pathParameters) }
    }
}
