import ReferralStore
import Referrals

extension DatabaseContents {
    /// What it holds, for people.
    func lines(now: Timestamp) -> [String] {
        [
            "\(Amount.size(bytes)), \(Amount.count(pages, "page")), \(Amount.count(engagements, "engagement")), "
                + "schema \(migrations) of \(knownMigrations).",
            lastEventAt.map { "The newest event is \(lastEvent), of \($0), \(Amount.age(now - $0)) ago." }
                ?? "No event is kept; the last one had the number \(lastEvent).",
        ]
    }
}
