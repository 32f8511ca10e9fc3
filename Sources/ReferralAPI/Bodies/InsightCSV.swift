import HTTP
import Referrals

/// The figures of months and other groups as CSV.
enum InsightCSV {
    private static let columns =
        ",received,answered,answeredWithin24h,medianSeconds,p90Seconds,accepted,declined,expired,won,lost,"
        + "acceptanceRate,expiryRate,winRate,wonValue\r\n"

    /// The header row, which begins with the name of the grouping.
    static func header(_ grouping: InsightGrouping) -> [UInt8] { Array((grouping.rawValue + columns).utf8) }

    /// A row a group.
    static func rows(_ groups: [InsightGroup]) -> [UInt8] {
        var bytes: [UInt8] = []
        for group in groups { CSV.append(cells(group), to: &bytes) }
        return bytes
    }

    static func reply(_ groups: [InsightGroup], by grouping: InsightGrouping) -> Reply {
        var reply = Reply(.ok, body: .bytes(header(grouping) + rows(groups)))
        reply.mediaType = .csv
        return reply
    }

    private static func cells(_ group: InsightGroup) -> [String?] {
        let figures = group.figures
        let counts = [
            figures.received, figures.answered, figures.answeredWithin24h,
            figures.responseTimes.seconds(percentile: 50), figures.responseTimes.seconds(percentile: 90),
            figures.accepted, figures.declined, figures.expired, figures.won, figures.lost,
        ]
        let rates = [figures.acceptanceRate, figures.expiryRate, figures.winRate]
        let value = figures.wonValue.map { "\($0.amount) \($0.currency.code)" }.joined(separator: "; ")
        return [CSV.harmless(group.name)] + counts.map { $0.map(String.init) }
            + rates.map { InsightBody.rounded($0).map(\.description) } + [value]
    }
}
