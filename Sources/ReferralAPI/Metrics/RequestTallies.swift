import Synchronization

/// The requests of all loops, as `GET /metrics` shows them.
final class RequestTallies: Sendable {
    private let tallies = Mutex<[RequestTally]>([])

    /// The tally of one more loop.
    func make(for routes: [Route]) -> RequestTally {
        let tally = RequestTally(routes)
        tallies.withLock { $0.append(tally) }
        return tally
    }

    /// What all have counted. Routes and statuses that nobody had are left out.
    var families: [MetricFamily] {
        let all = tallies.withLock { $0 }
        guard let rows = all.first?.rows else { return [] }
        let sums = rows.indices.map { index in RowSum(all.map { $0.rows[index] }) }.filter { $0.count > 0 }
        return [
            MetricFamily(
                "referrals_http_requests_total", .counter, "Requests answered, by route and status.",
                sums.flatMap(\.requests)),
            MetricFamily(
                "referrals_http_request_handling_seconds_total", .counter,
                "Time from the first look at a request to the end of its answer, by route.", sums.map(\.time)),
            MetricFamily(
                "referrals_http_request_duration_seconds", .histogram,
                "How long answers took, by what requests are for.",
                RequestKind.allCases.indices.map { index in Self.durations(all.map { $0.durations[index] }, index) }),
            .counter(
                "referrals_http_rate_limited_requests_total",
                all.reduce(0) { $0 + $1.limited.load(ordering: .relaxed) },
                "Requests refused because their key or address had made too many."),
        ]
    }

    private static func durations(_ histograms: [Histogram], _ index: Int) -> MetricFamily.Sample {
        var spread = histograms[0].spread(in: 1e9)
        for histogram in histograms.dropFirst() { spread += histogram.spread(in: 1e9) }
        return MetricFamily.Sample([("kind", RequestKind.allCases[index].rawValue)], .spread(spread))
    }
}

/// A row of all loops.
private struct RowSum {
    private let labels: [MetricFamily.Label]
    private let statuses: [Int]
    private let nanoseconds: Int

    init(_ rows: [RequestTally.Row]) {
        labels = [("method", rows[0].method), ("route", rows[0].route)]
        statuses = RequestTally.statuses.indices.map { index in
            rows.reduce(0) { $0 + $1.statuses[index].load(ordering: .relaxed) }
        }
        nanoseconds = rows.reduce(0) { $0 + $1.nanoseconds.load(ordering: .relaxed) }
    }

    var count: Int { statuses.reduce(0, +) }

    var requests: [MetricFamily.Sample] {
        zip(RequestTally.statuses, statuses).filter { $0.1 > 0 }.map { status, count in
            MetricFamily.Sample(labels + [("status", "\(status)")], .integer(count))
        }
    }

    var time: MetricFamily.Sample { MetricFamily.Sample(labels, .number(Double(nanoseconds) / 1e9)) }
}
