import Referrals
import SQLite

extension Checks {
    /// Whether what searches for providers read is what profiles and engagements give.
    static func directory(_ connection: Connection, _ result: inout CheckResult) throws {
        var check = DirectoryCheck(Look(connection: connection, now: .first, policy: Policy()))
        try check.run()
        for difference in check.differences { result.add(difference) }
    }
}
