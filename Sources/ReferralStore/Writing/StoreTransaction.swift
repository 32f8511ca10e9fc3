// One job of a batch. What it touches is kept beside the batch until the job is done, so that one that fails touches
// nothing. The writes of each table stand in the table's file.

import Referrals
import SQLite

/// A transaction as the rules see it, for the time of one job on the writer's thread.
final class StoreTransaction: TableReader, ReferralTransaction {
    let connection: Connection
    let policy: Policy
    /// Whether a clock was set or stopped.
    var clocksChanged = false
    private var batch: Batch
    private let environment: Environment

    init(_ connection: Connection, _ batch: Batch, _ environment: Environment, _ policy: Policy) {
        self.connection = connection
        self.policy = policy
        self.batch = batch
        self.environment = environment
    }

    var now: Timestamp { batch.now }

    /// What is due and can't be recorded.
    var setAside: SetAside { batch.setAside }

    func newID<Entity>() -> ID<Entity> { environment.newID(at: now) }

    func touch(_ partner: ID<Partner>) { batch.touched.partners.insert(partner) }

    func touch(_ marketplace: MarketplaceID) { batch.touched.marketplaces.insert(marketplace) }

    func touchDirectory() { batch.touched.directory = true }

    func touchSignals() { batch.touched.signals = true }

    func touchOperators() { batch.touched.operators = true }

    /// Something that is on its way to somebody is new or stands otherwise. `news` adds what whoever sends must know.
    func touchOutbox(_ news: (inout OutboxNews) -> Void = { _ in }) {
        batch.touched.outboxMoved = true
        news(&batch.touched.outbox)
    }

    func touchKeys() { batch.touched.keys = true }

    func touchRegistrations() { batch.touched.registrations = true }

    func touchSolutions() { batch.touched.solutions = true }

    /// An event has come into the feeds of an audience.
    func touchFeeds(of audience: Audience) {
        batch.recorded += 1
        batch.touched.feeds.formUnion(audience.feeds)
        if let partner = audience.partnerID { touch(partner) }
        if let marketplace = audience.marketplaceID { touch(marketplace) }
    }

    /// An event has gone from the feeds of an audience, which wakes nobody.
    func touchPruned(_ audience: Audience) {
        touchOperators()
        if let partner = audience.partnerID { touch(partner) }
        if let marketplace = audience.marketplaceID { touch(marketplace) }
    }

    /// Notes a change of full text.
    func changeTexts(_ change: (inout TextChanges) -> Void) { change(&batch.texts) }

    /// The batch after the job, with the next clock as the job leaves it.
    func finished() throws(ReferralError) -> Batch {
        if clocksChanged { batch.nextDue = try connection.nextDue(without: setAside) }
        return batch
    }

    /// Runs `body` in a savepoint: when it throws, nothing of it remains, neither written nor touched.
    func nested(_ body: () throws(ReferralError) -> Void) throws(ReferralError) {
        let before = batch
        do {
            try connection.savepoint { _ in try body() }
        } catch {
            batch = before
            throw ReferralError(error)
        }
    }
}
