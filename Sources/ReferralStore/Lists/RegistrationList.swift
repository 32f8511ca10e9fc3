// Registrations as reviewers go through them: by how long they wait, and by what they have in common.

import Referrals
import SQLite

extension TableReader {
    func registrations(
        _ query: RegistrationQuery, _ scope: Scope, _ page: PageRequest<RegistrationKey>
    ) throws(ReferralError) -> Page<RegistrationReview, RegistrationKey> {
        let states = Set(query.states ?? RegistrationState.submitted).subtracting([.incomplete])
        guard let owner = scope.registrationOwner, !states.isEmpty else { return Page(items: []) }
        let start = page.after ?? (query.descending ? .last : .first)
        let walk = RegistrationWalk(
            states: states.map(\.number).sorted(), isOfPartner: owner != nil, descending: query.descending)
        let values = [Value(start.submittedAt), .integer(start.row)] + (owner.map { [Value($0)] } ?? [])
        let found = try connection.page(walk.sql, values, limit: page.limit, key: { $0 }) { row in
            RegistrationKey(submittedAt: Timestamp(milliseconds: row.int(0)), row: row.int(1))
        }
        var (items, size): ([RegistrationReview], Int) = ([], 0)
        for key in found.items {
            let next = try review(row: key.row)
            items.append(next)
            size += next.registration.messages.reduce(0) { $0 + $1.body.utf8.count }
            // Messages are long: what they take bounds a page, too.
            if size >= RegistrationWalk.longestText, items.count < found.items.count {
                return Page(items: items, next: key)
            }
        }
        return Page(items: items, next: found.next)
    }

    func conflicts(
        with id: ID<Registration>, _ scope: Scope
    ) throws(ReferralError) -> [RegistrationConflict] {
        switch scope {
        case .operator, .reviewer: break
        case .partner, .marketplace: return []
        }
        guard try review(id, scope) != nil,
            let own = try connection.one(ConflictSQL.traits, [Value(id)], { ConflictTraits($0) })
        else { return [] }
        var others: [Int64: ConflictTraits] = [:]
        // A name of which part was erased is that of nobody.
        if !own.company.isEmpty { try add(ConflictSQL.ofCompany, .text(own.company), own, to: &others) }
        if let domain = own.domain { try add(ConflictSQL.ofDomain, .text(domain), own, to: &others) }
        var found = others.values.map { (row: $0.row, why: $0.shared(with: own)) }
        found.sort { ($0.why.count, $0.row) > ($1.why.count, $1.row) }
        var conflicts: [RegistrationConflict] = []
        for (row, why) in found.prefix(ConflictSQL.shown) {
            conflicts.append(RegistrationConflict(review: try self.review(row: row), why: why))
        }
        return conflicts
    }

    /// Adds the newest registrations that have a trait, but for the one that is compared.
    private func add(
        _ sql: SQL, _ trait: Value, _ own: ConflictTraits, to others: inout [Int64: ConflictTraits]
    ) throws(ReferralError) {
        let values = [trait, .integer(own.row), .integer(ConflictSQL.looked)]
        for other in try connection.list(sql, values, { ConflictTraits($0) }) { others[other.row] = other }
    }
}

/// By what a registration is compared to others.
private struct ConflictTraits {
    let row: Int64
    let company: String
    let domain: String?
    let solution: String?

    /// From the columns that `ConflictSQL` selects.
    init(_ row: borrowing Row) {
        self.row = row.int(0)
        company = row.text(1)
        domain = row.optionalText(2)
        solution = row.optionalText(3)
    }

    func shared(with other: ConflictTraits) -> [RegistrationConflict.Reason] {
        RegistrationConflict.Reason.allCases.filter { reason in
            switch reason {
            case .company: !company.isEmpty && company == other.company
            case .emailDomain: domain != nil && domain == other.domain
            case .solution: solution != nil && solution == other.solution
            }
        }
    }
}

extension RegistrationKey {
    /// Before and behind all others.
    fileprivate static let first = RegistrationKey(submittedAt: Timestamp(milliseconds: .min), row: 0)
    fileprivate static let last = RegistrationKey(submittedAt: .last, row: .max)
}

extension Scope {
    /// Whose registrations are in it: one partner's, or with `.some(nil)` everybody's; nil for nobody's.
    fileprivate var registrationOwner: ID<Partner>?? {
        switch self {
        case .operator, .reviewer: .some(nil)
        case .partner(let id): .some(id)
        case .marketplace: nil
        }
    }
}

/// The statement that walks registrations of some states in the order of their submission, behind the key in ?1 and ?2,
/// of the partner in ?3.
private struct RegistrationWalk {
    /// After so many bytes of messages a page ends.
    static let longestText = 1 << 20

    let states: [Int64]
    let isOfPartner: Bool
    let descending: Bool

    var sql: SQL {
        let (comparison, order) = descending ? ("<", " DESC") : (">", "")
        let owner = isOfPartner ? " AND partner_id = ?3" : ""
        let walks = states.map { state in
            """
            SELECT submitted_at, row FROM registrations
            WHERE state = \(state) AND state > 0 AND (submitted_at, row) \(comparison) (?1, ?2)\(owner)
            """
        }
        return SQL("\(walks.joined(separator: " UNION ALL ")) ORDER BY submitted_at\(order), row\(order)")
    }
}

private enum ConflictSQL {
    /// How many of each trait are looked at, and how many are shown.
    static let looked: Int64 = 200
    static let shown = 50

    private static let compared = "SELECT row, company_key, email_domain, solution_id FROM registrations"
    private static let newest = "state > 0 AND row <> ?2 ORDER BY row DESC LIMIT ?3"
    static let traits = SQL("\(compared) WHERE id = ?1")
    static let ofCompany = SQL("\(compared) WHERE company_key = ?1 AND \(newest)")
    static let ofDomain = SQL("\(compared) WHERE email_domain = ?1 AND \(newest)")
}
