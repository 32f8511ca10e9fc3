// Figures of insights as columns, alike in both tables.

import Referrals
import SQLite

extension InsightFigures {
    static let columns = ColumnList(
        "insight_figures",
        """
        received accepted declined expired won lost answered_within_day response_times decline_reasons loss_reasons
        won_values
        """)

    /// - Throws: `internalFault` when a column holds what it can't.
    init(_ row: borrowing Row, _ at: inout ColumnCursor) throws(ReferralError) {
        self.init()
        received = row.int(&at)
        accepted = row.int(&at)
        declined = row.int(&at)
        expired = row.int(&at)
        won = row.int(&at)
        lost = row.int(&at)
        answeredWithin24h = row.int(&at)
        responseTimes = ResponseTimes(
            try row.pairs(&at).map { ResponseTimes.Bucket(number: $0.number, count: $0.count) })
        declineReasons = try row.reasons(&at)
        lossReasons = try row.reasons(&at)
        wonValues = try row.amounts(&at)
    }

    /// In the order of the columns.
    var values: [Value] {
        [
            Value(received), Value(accepted), Value(declined), Value(expired), Value(won), Value(lost),
            Value(answeredWithin24h),
            .blob(TallyCoding.bytes(responseTimes.buckets.map { ($0.number, $0.count) })),
            .blob(declineReasons.bytes), .blob(lossReasons.bytes), .text(wonValues.lines),
        ]
    }

    /// Whether no count is below zero: more can't be taken away than was added.
    var isPossible: Bool {
        [received, accepted, declined, expired, won, lost, answeredWithin24h].allSatisfy { $0 >= 0 }
            && responseTimes.buckets.allSatisfy { $0.count > 0 } && declineReasons.sums.values.allSatisfy { $0 > 0 }
            && lossReasons.sums.values.allSatisfy { $0 > 0 } && wonValues.sums.values.allSatisfy { $0 > 0 }
    }
}

extension Row {
    fileprivate func pairs(_ at: inout ColumnCursor) throws(ReferralError) -> [(number: Int, count: Int)] {
        guard let pairs = TallyCoding.pairs(blob(at.next())) else { throw at.damage }
        return pairs
    }

    fileprivate func reasons(_ at: inout ColumnCursor) throws(ReferralError) -> Tally<Refusal.Reason> {
        var tally = Tally<Refusal.Reason>()
        for pair in try pairs(&at) {
            guard let reason = Refusal.Reason(number: pair.number) else { throw at.damage }
            tally.add(Int128(pair.count), to: reason)
        }
        return tally
    }

    fileprivate func amounts(_ at: inout ColumnCursor) throws(ReferralError) -> Tally<Currency> {
        var tally = Tally<Currency>()
        for line in text(&at).split(separator: "\n") {
            guard let currency = Currency(line.prefix(3)), let amount = Int128(line.dropFirst(4)) else {
                throw at.damage
            }
            tally.add(amount, to: currency)
        }
        return tally
    }
}

extension Tally where Key == Refusal.Reason {
    fileprivate var bytes: [UInt8] {
        let pairs = sums.map { (number: $0.key.number, count: Int($0.value)) }
        return TallyCoding.bytes(pairs.sorted { $0.number < $1.number })
    }
}

extension Tally where Key == Currency {
    fileprivate var lines: String {
        sums.map { "\($0.key.code) \($0.value)" }.sorted().joined(separator: "\n")
    }
}

extension Refusal.Reason {
    /// The number of a reason in the figures.
    fileprivate var number: Int {
        switch self {
        case .budgetInadequate: 0
        case .customerUnresponsive: 1
        case .choseAnotherVendor: 2
        case .requirementNotMet: 3
        case .notACustomer: 4
        case .timelineTooShort: 5
        case .spam: 6
        case .other: 7
        }
    }

    private static let byNumber = Dictionary(uniqueKeysWithValues: allCases.map { ($0.number, $0) })

    fileprivate init?(number: Int) {
        guard let reason = Self.byNumber[number] else { return nil }
        self = reason
    }
}
