// A list as a walk on an index: one arm for each state, which SQLite merges in order, from a key on, first the rows
// with a value and then those without. An arm sees only rows of its owner and state between two bounds of the
// sort's value.

import Referrals
import SQLite

/// One stretch of a list: all rows that have a value, or all that have none.
struct EngagementWalk {
    private let query: EngagementQuery
    private let owner: ID<Partner>?
    private let hasValue: Bool
    private let after: EngagementKey?

    /// The stretches of a list after a key.
    static func stretches(
        _ query: EngagementQuery, owner: ID<Partner>?, after: EngagementKey?
    ) -> [EngagementWalk] {
        var stretches: [EngagementWalk] = []
        if after?.value != SortValue.none {
            stretches.append(EngagementWalk(query: query, owner: owner, hasValue: true, after: after))
        }
        if query.sort.isOptional, query.expiresBefore == nil || query.sort != .expiresAt {
            let goesOn = after?.value == SortValue.none
            stretches.append(
                EngagementWalk(query: query, owner: owner, hasValue: false, after: goesOn ? after : nil))
        }
        return stretches
    }

    /// The statement; the same text for every key, so that it is prepared once.
    var sql: SQL {
        let direction = query.descending ? " DESC" : ""
        let sortColumns = query.sort.columns.indices.map { EngagementRow.columns.names.count + 1 + $0 }
        let order = ((hasValue ? sortColumns : []) + [1]).map { "\($0)\(direction)" }.joined(separator: ", ")
        let arms = query.possibleStates.map { arm($0) }
        return SQL(
            arms.joined(separator: " UNION ALL ")
                + " ORDER BY \(order) LIMIT \(PageFilling<EngagementRow, EngagementKey>.budget)")
    }

    private func arm(_ state: EngagementState) -> String {
        let columns = EngagementRow.columns.names + query.sort.columns
        let ownerTerm = owner == nil ? "" : "partner_id = ?\(ownerParameter) AND "
        return "SELECT \(columns.joined(separator: ", ")) FROM engagements "
            + "WHERE \(ownerTerm)state = \(state.number) AND \(bounds)"
    }

    /// From where the walk starts to where it ends.
    private var bounds: String {
        let beyond = query.descending ? "<" : ">"
        guard hasValue else {
            return query.sort.columns.map { "\($0) IS NULL AND " }.joined() + "row \(beyond) ?1"
        }
        let columns = query.sort.columns + ["row"]
        let start = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let from = "(\(columns.joined(separator: ", "))) \(beyond) (\(start))"
        guard query.range != nil else { return from }
        return "\(from) AND \(columns[0]) \(query.descending ? ">=" : "<=") ?\(columns.count + 1)"
    }

    /// Behind those of the bounds.
    private var ownerParameter: Int {
        guard hasValue else { return 2 }
        return query.sort.columns.count + (query.range == nil ? 2 : 3)
    }

    /// The values of the statement's parameters.
    var values: [Value] {
        let owner = owner.map { [Value($0)] } ?? []
        guard hasValue else { return [.integer(after?.row ?? beforeFirstRow)] + owner }
        return start + (query.range.map { [.integer(query.descending ? $0.lowerBound : $0.upperBound)] } ?? []) + owner
    }

    private var beforeFirstRow: Int64 { query.descending ? .max : 0 }

    /// The key after which the walk starts. Of the values of a column, an empty blob comes after every text.
    private var start: [Value] {
        if let after { return after.value.values + [.integer(after.row)] }
        let descending = query.descending
        if let range = query.range {
            return [.integer(descending ? range.upperBound : range.lowerBound), .integer(beforeFirstRow)]
        }
        let outermost: Value = descending ? .blob([]) : ""
        return switch query.sort {
        case .name: [outermost, .integer(beforeFirstRow)]
        default: [outermost, .integer(beforeFirstRow), .integer(beforeFirstRow)]
        }
    }
}

extension EngagementQuery {
    /// The values that the sort's number can have, narrowed by the filters on the same column; nil where the value
    /// is no number. The bounds are inside.
    fileprivate var range: ClosedRange<Int64>? {
        switch sort {
        case .createdAt: closed(created)
        case .updatedAt: closed(updated)
        case .expiresAt: closed(TimeRange(before: expiresBefore))
        case .estimatedPurchaseDate, .hot: Int64.min...Int64.max
        case .estimatedValue, .name: nil
        }
    }

    private func closed(_ range: TimeRange) -> ClosedRange<Int64> {
        let lower = range.after.map { $0.milliseconds + 1 } ?? .min
        let upper = range.before.map { $0.milliseconds - 1 } ?? .max
        return min(lower, upper)...upper
    }
}

extension SortValue {
    fileprivate var values: [Value] {
        switch self {
        case .none: []
        case .number(let number): [.integer(number)]
        case .text(let text): [.text(text)]
        case .money(let currency, let units): [.text(currency), .integer(units)]
        }
    }
}
