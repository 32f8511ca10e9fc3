import Synchronization

/// Engagements whose due instant can't be recorded, since their rows are damaged: each is left as it is until the
/// service starts again, so that it stops nothing but itself.
final class SetAside: Sendable {
    private let state = Mutex<Set<Int64>>([])
    /// Tells the log.
    let report: @Sendable (String) -> Void

    /// `report` is told of each, on the writer's thread.
    init(report: @escaping @Sendable (String) -> Void) {
        self.report = report
    }

    /// The numbers of their rows.
    var rows: Set<Int64> { state.withLock { $0 } }

    func add(_ row: Int64, because fault: String) {
        state.withLock { _ = $0.insert(row) }
        report("what is due of the engagement in row \(row) can't be recorded: \(fault)")
    }
}
