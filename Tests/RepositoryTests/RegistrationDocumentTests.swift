import Referrals
import Testing

@Suite struct `docs/registration.md` {
    /// The cells of the rows of a table whose first cell is one of these words in backticks.
    private static func rows(of words: [String]) throws -> [[String]] {
        try Tree.text(of: "docs/registration.md").split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.filter { $0 != "`" } }
                .map { $0.trimmingPrefix(" ").reversed().trimmingPrefix(" ").reversed() }.map { String($0) }
            return words.contains(cells.first ?? "") ? cells : nil
        }
    }

    @Test func `lists every rule in its order, with its pointer and its limit`() throws {
        let rules = RegistrationRule.allCases
        let rows = try Self.rows(of: rules.map(\.rawValue))
        #expect(rows.map(\.first) == rules.map(\.rawValue))
        for (row, rule) in zip(rows, rules) {
            #expect(row[1] == rule.pointer)
            #expect(row[2].contains("First submission only.") == rule.isOfFirstSubmission)
        }
        let limits = [
            RegistrationRule.submittedTooLate: RegistrationRule.daysAfterSignature,
            .startedTooLongAgo: RegistrationRule.daysAfterStart,
        ]
        for (rule, days) in limits {
            #expect(rows.contains { $0[0] == rule.rawValue && $0[2].contains("At most \(days) days") })
        }
    }

    @Test func `shows the states as they are`() throws {
        let states = RegistrationState.allCases
        let rows = try Self.rows(of: states.map(\.rawValue))
        #expect(rows.map(\.first) == states.map(\.rawValue))
        for (row, state) in zip(rows, states) {
            #expect(row.dropFirst() == RegistrationCommand.allCases.map { state.after($0)?.rawValue ?? "" }[...])
        }
    }

    @Test func `names every reason of a conflict`() throws {
        let reasons = RegistrationConflict.Reason.allCases.map(\.rawValue)
        #expect(try Self.rows(of: reasons).map(\.first) == reasons)
    }
}
