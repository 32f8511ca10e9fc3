import SQLite
import Synchronization

/// Whether the write-ahead log can be copied into the database. While it can't, everything is stored in the log, which
/// grows.
final class CheckpointFault: Sendable {
    private let last = Mutex<SQLiteError?>(nil)
    private let report: @Sendable (String) -> Void

    /// `report` is told of each new fault, on the checkpointer's thread.
    init(report: @escaping @Sendable (String) -> Void) {
        self.report = report
    }

    /// What is wrong, in words for an operator; nil when the last checkpoint went as it should.
    var sentence: String? { last.withLock { $0 }.map(Self.sentence) }

    /// Takes note of a checkpoint. Readers in the way are no fault.
    func take(_ checkpoint: Checkpoint) {
        let fault = checkpoint.error
        if let fault, fault.isBusy { return }
        let isNew = last.withLock { last in
            defer { last = fault }
            return last != fault
        }
        if isNew, let fault { report(Self.sentence(fault)) }
    }

    private static func sentence(_ fault: SQLiteError) -> String {
        "the write-ahead log can't be copied into the database, and grows: \(fault)"
    }
}
