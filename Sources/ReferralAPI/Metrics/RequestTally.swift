// A loop counts its own requests, so that it shares no cache line with another; who reads them adds the loops up.

import HTTP
import Synchronization

/// The requests of one loop, counted by route and status.
final class RequestTally: Sendable {
    /// Statuses that are counted one by one; what else there may be is counted as 0.
    static let statuses = [
        0, 200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 417, 422, 429,
        431, 500, 501, 503, 505,
    ]

    /// The requests of a route, or of those that are for none.
    final class Row: Sendable {
        let method: String
        let route: String
        let kind: RequestKind
        /// Whether it is one of those that come every few seconds.
        let isProbe: Bool
        let statuses = InlineArray<32, Atomic<Int>> { _ in Atomic(0) }
        let nanoseconds = Atomic(0)

        init(_ method: String, _ route: String, _ kind: RequestKind) {
            self.method = method
            self.route = route
            self.kind = kind
            isProbe = ["/livez", "/readyz", "/metrics"].contains(route)
        }
    }

    /// One a route, in the order of the table, and then those for none.
    let rows: [Row]
    /// How long answers took, by kind.
    let durations = RequestKind.allCases.map { _ in Histogram.ofDurations }
    /// Requests that were refused for the rate limit.
    let limited = Atomic(0)
    private let indices: [UInt8]
    private let options, unknown, refused: Row

    init(_ routes: [Route]) {
        options = Row("OPTIONS", "*", .service)
        unknown = Row("*", "unknown", .service)
        refused = Row("*", "refused", .service)
        rows = routes.map { Row($0.method.name, $0.pattern, RequestKind($0)) } + [options, unknown, refused]
        indices = (0..<600).map { UInt8(Self.statuses.firstIndex(of: $0) ?? 0) }
    }

    /// Counts a request that was answered, for the route of that number; gives the row that it is counted in.
    func count(_ method: Method, for route: Int?, _ status: Status, in time: Int64) -> Row {
        let row = route.map { rows[$0] } ?? (method == .options ? options : unknown)
        let nanoseconds = Int(time)
        row.statuses[Int(indices[status.code])].wrappingAdd(1, ordering: .relaxed)
        row.nanoseconds.wrappingAdd(nanoseconds, ordering: .relaxed)
        durations[row.kind.index].add(nanoseconds)
        return row
    }

    /// Counts a request that was refused for the rate limit.
    func countLimited() { limited.wrappingAdd(1, ordering: .relaxed) }

    /// Counts a message that was refused before it was a request.
    func countRefusal(_ status: Status) {
        refused.statuses[Int(indices[status.code])].wrappingAdd(1, ordering: .relaxed)
    }
}

extension RequestKind {
    /// Its place among all.
    fileprivate var index: Int {
        switch self {
        case .service: 0
        case .read: 1
        case .write: 2
        case .follow: 3
        }
    }
}
