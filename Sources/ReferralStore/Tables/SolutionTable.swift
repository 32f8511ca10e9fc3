import Referrals
import SQLite

extension Solution {
    static let columns = ColumnList("solutions", "id name eligible version created_at updated_at")

    init(_ row: borrowing Row) throws(ReferralError) {
        var at = ColumnCursor(Self.columns)
        guard let id = SolutionID(row.text(&at)) else { throw at.damage }
        self.init(
            id: id, name: row.text(&at), isRegistrationEligible: row.bool(&at), version: row.int(&at),
            createdAt: row.time(&at), updatedAt: row.time(&at))
    }

    fileprivate var values: [Value] {
        [
            .text(id.description), .text(name), Value(isRegistrationEligible), Value(version), Value(createdAt),
            Value(updatedAt),
        ]
    }
}

extension TableReader {
    func solution(_ id: SolutionID) throws(ReferralError) -> Solution? {
        try connection.one(SolutionSQL.byID, [.text(id.description)]) { row in try Solution(row) }
    }

    func solutions(_ page: PageRequest<SolutionID>) throws(ReferralError) -> Page<Solution, SolutionID> {
        try connection.page(
            SolutionSQL.page, [.text(page.after?.description ?? "")], limit: page.limit, key: \.id,
            read: { try Solution($0) })
    }
}

extension StoreTransaction {
    func put(_ solution: Solution) throws(ReferralError) {
        try connection.change(SolutionSQL.put, solution.values)
        touchSolutions()
    }

    func deleteSolution(_ id: SolutionID) throws(ReferralError) {
        try connection.change(SolutionSQL.delete, [.text(id.description)])
        touchSolutions()
    }
}

private enum SolutionSQL {
    static let byID = SQL(constant: "SELECT \(Solution.columns.selected) FROM solutions WHERE id = ?1")
    static let page = SQL(constant: "SELECT \(Solution.columns.selected) FROM solutions WHERE id > ?1 ORDER BY id")
    static let put = SQL(
        constant: """
            INSERT INTO solutions \(Solution.columns.inserted)
            ON CONFLICT (id) DO UPDATE SET name = ?2, eligible = ?3, version = ?4, created_at = ?5, updated_at = ?6
            """)
    static let delete: SQL = "DELETE FROM solutions WHERE id = ?1"
}
