// A row of a list as filters and orders see it: a few columns, without what the customer asks.

import Referrals
import SQLite

/// What a list looks at before it reads the whole engagement.
struct EngagementRow {
    let row: Int64
    let state: EngagementState
    let source: String
    let country: String
    let createdAt: Timestamp
    let updatedAt: Timestamp
    let respondBy: Timestamp
    let hotUntil: Timestamp?
    /// The expiry as it is shown: of new and of expired ones.
    let openUntil: Timestamp?
    private let isOutcomeOverdue: Bool
    private let outcomeClock: Timestamp?
    private let hasValue: Bool
    private let hasDate: Bool
    private let hasContacts: Bool
    let value: SortValue

    /// Where a list that ends here goes on.
    var key: EngagementKey { EngagementKey(value: value, row: row) }

    static let columns = ColumnList(
        "engagements",
        """
        row state source country created_at updated_at respond_by hot_until open_until outcome_overdue
        outcome_clock estimated_currency estimated_purchase_date contact_count
        """)

    /// Whether the outcome is missed, be it recorded or not.
    func isOutcomeOverdue(at now: Timestamp) -> Bool { isOutcomeOverdue || outcomeClock.map { $0 <= now } ?? false }

    /// Whether it lacks that, whatever its state.
    func lacks(_ gap: OpenGaps.Gap) -> Bool {
        switch gap {
        case .estimatedValue: !hasValue
        case .estimatedPurchaseDate: !hasDate
        case .contacts: !hasContacts
        }
    }

    /// Reads the columns above and those of the sort.
    init(_ columns: borrowing Row, _ sort: EngagementQuery.Sort) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        row = columns.int(at.next())
        state = try EngagementState(columns, &at)
        source = columns.text(&at)
        country = columns.text(&at)
        createdAt = columns.time(&at)
        updatedAt = columns.time(&at)
        respondBy = columns.time(&at)
        hotUntil = columns.optionalTime(&at)
        openUntil = columns.optionalTime(&at)
        isOutcomeOverdue = columns.bool(&at)
        outcomeClock = columns.optionalTime(&at)
        hasValue = !columns.isNull(at.next())
        hasDate = !columns.isNull(at.next())
        hasContacts = columns.int(&at) > 0
        value = SortValue(columns, at: Self.columns.names.count, sort)
    }
}

extension EngagementQuery.Sort {
    /// The columns of the value, in their order.
    var columns: [String] {
        switch self {
        case .createdAt: ["created_at"]
        case .updatedAt: ["updated_at"]
        case .expiresAt: ["open_until"]
        case .estimatedPurchaseDate: ["estimated_purchase_date"]
        case .estimatedValue: ["estimated_currency", "estimated_value"]
        case .name: ["name_key"]
        case .hot: ["hot_shown"]
        }
    }

    /// Whether there are rows without a value.
    var isOptional: Bool { self != .createdAt && self != .updatedAt }
}

extension SortValue {
    fileprivate init(_ row: borrowing Row, at index: Int, _ sort: EngagementQuery.Sort) {
        guard !row.isNull(index) else {
            self = .none
            return
        }
        self =
            switch sort {
            case .createdAt, .updatedAt, .expiresAt, .estimatedPurchaseDate, .hot: .number(row.int(index))
            case .estimatedValue: .money(currency: row.text(index), minorUnits: row.int(index + 1))
            case .name: .text(row.text(index))
            }
    }

    /// Whether a list of this sort can have the value.
    func fits(_ sort: EngagementQuery.Sort) -> Bool {
        switch (self, sort) {
        case (.none, _): sort.isOptional
        case (.number, .createdAt), (.number, .updatedAt), (.number, .expiresAt), (.number, .estimatedPurchaseDate),
            (.number, .hot):
            true
        case (.text, .name), (.money, .estimatedValue): true
        default: false
        }
    }
}

extension EngagementKey {
    /// Whether a row with this key comes before the other in a list. Without a value comes last either way; ties go by
    /// row in the direction of the list. Text is compared by bytes, as the database does.
    func isBefore(_ other: EngagementKey, descending: Bool) -> Bool {
        switch (value, other.value) {
        case (.none, .none): return ordered(row, other.row, descending)
        case (.none, _): return false
        case (_, .none): return true
        case (.number(let left), .number(let right)) where left != right: return ordered(left, right, descending)
        case (.text(let left), .text(let right)) where left != right: return ordered(left, right, descending)
        case (.money(let left, let leftUnits), .money(let right, let rightUnits))
        where (left, leftUnits) != (right, rightUnits):
            return left == right ? ordered(leftUnits, rightUnits, descending) : ordered(left, right, descending)
        default: return ordered(row, other.row, descending)
        }
    }

    private func ordered(_ left: Int64, _ right: Int64, _ descending: Bool) -> Bool {
        descending ? left > right : left < right
    }

    private func ordered(_ left: String, _ right: String, _ descending: Bool) -> Bool {
        let (first, second) = descending ? (right, left) : (left, right)
        return first.utf8.lexicographicallyPrecedes(second.utf8)
    }
}
