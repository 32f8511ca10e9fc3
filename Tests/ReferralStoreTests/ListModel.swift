// What a list must show, worked out from all engagements the plain way.

import Referrals

/// Every engagement, in the order of its id.
struct ListModel {
    let views: [EngagementView]
    let now: Timestamp

    /// Reads every engagement on its own.
    init(_ work: RandomWork) throws {
        now = work.test.environment.now
        views = try work.ids.sorted().compactMap { id in
            try work.test.read { reader throws(ReferralError) in try reader.engagementView(id, .operator) }
        }
    }

    /// The whole list.
    func list(_ query: EngagementQuery, _ scope: Scope) -> [ID<Engagement>] {
        let matching = views.enumerated().filter { matches($0.element, query, scope) }
        let sorted = matching.sorted { left, right in
            let (first, second) = (value(left.element, query.sort), value(right.element, query.sort))
            guard first != second else {
                return query.descending ? left.offset > right.offset : left.offset < right.offset
            }
            guard let first else { return false }
            guard let second else { return true }
            return query.descending ? second.precedes(first) : first.precedes(second)
        }
        return sorted.map(\.element.engagement.id)
    }

    private func matches(_ view: EngagementView, _ query: EngagementQuery, _ scope: Scope) -> Bool {
        let engagement = view.engagement
        let shownExpiry =
            [.new, .archived(.expired)].contains(engagement.state) ? engagement.clocks.expiresAt : nil
        return (scope == .operator || scope == .partner(engagement.partnerID))
            && query.states.contains(engagement.state)
            && (query.sources?.contains(view.inquiry.source) ?? true)
            && (query.country.map { $0 == view.inquiry.customer.address.country } ?? true)
            && (query.hot.map { $0 == engagement.isHot(at: now) } ?? true)
            && (query.overdue.map { $0 == engagement.isOverdue(at: now) } ?? true)
            && (query.crmID.map { $0 == engagement.terms.crmID } ?? true)
            && (query.rfiID.map { $0 == engagement.rfiID } ?? true)
            && query.created.contains(engagement.clocks.createdAt)
            && query.updated.contains(engagement.updatedAt)
            && (query.expiresBefore.map { limit in shownExpiry.map { $0 < limit } ?? false } ?? true)
    }

    private func value(_ view: EngagementView, _ sort: EngagementQuery.Sort) -> SortValue? {
        let engagement = view.engagement
        switch sort {
        case .createdAt: return .number(engagement.clocks.createdAt.milliseconds)
        case .updatedAt: return .number(engagement.updatedAt.milliseconds)
        case .expiresAt:
            guard [.new, .archived(.expired)].contains(engagement.state) else { return nil }
            return .number(engagement.clocks.expiresAt.milliseconds)
        case .estimatedPurchaseDate:
            return engagement.terms.estimatedPurchaseDate.map { .number(Int64($0.number)) }
        case .estimatedValue:
            return engagement.terms.estimatedValue.map {
                .money(currency: $0.currency.code, minorUnits: $0.minorUnits)
            }
        case .hot:
            guard engagement.isHot(at: now) else { return nil }
            return engagement.clocks.hotUntil.map { .number($0.milliseconds) }
        case .name: return engagement.terms.name.map { .text(CaseFolding.folded($0)) }
        }
    }
}

extension SortValue {
    fileprivate func precedes(_ other: SortValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): left < right
        case (.text(let left), .text(let right)):
            Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8))
        case (.money(let left, let units), .money(let right, let otherUnits)):
            (left, units) < (right, otherUnits)
        default: false
        }
    }
}
