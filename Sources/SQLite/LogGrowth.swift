import Synchronization

/// Watches the length of a write-ahead log, which only grows until a writer starts it anew from the
/// beginning, and asks for a checkpoint whenever it has grown by `step` pages since the last one was asked
/// for.
///
/// The length alone would not do: while a reader keeps the log from starting anew, every commit would ask.
package final class LogGrowth: Sendable {
    private struct Length {
        var now = 0
        var commits = 0
        var lastRequest = 0
        /// Who wants the log to begin anew, and to be told whether it does.
        var callers: [Caller] = []
        var isEnded = false
    }

    /// Who asks, for a restart or for the file to be cut off too, and is answered on the thread that does it.
    struct Caller: Sendable {
        let mode: Checkpoint.Mode
        let answer: @Sendable (Bool) -> Void
    }

    private let step: Int
    private let length = Mutex(Length())
    /// One request is enough, however many commits make it.
    private let requests = BlockingQueue<Void>(capacity: 1)

    /// Watches a log that is empty.
    package init(step: Int) {
        self.step = step
    }

    /// Takes note of the length in pages; true when it asks for a checkpoint.
    @discardableResult
    package func grew(to pages: Int) -> Bool {
        let isDue = length.withLock { length in
            if pages <= length.now { length.lastRequest = min(0, length.lastRequest) }
            length.now = pages
            length.commits += 1
            guard pages - length.lastRequest >= step else { return false }
            length.lastRequest = pages
            return true
        }
        if isDue { _ = requests.push(()) }
        return isDue
    }

    /// The length after the last commit that was noted, and how many were.
    package var mark: (pages: Int, commits: Int) { length.withLock { ($0.now, $0.commits) } }

    /// Makes the next commit ask, however little the log has grown.
    func askAtNextCommit() {
        length.withLock { $0.lastRequest = -step }
    }

    /// Waits for the next request; false once there will be none.
    func waitForGrowth() -> Bool {
        requests.pop() != nil
    }

    /// Asks for the log to begin anew, however short it is; `caller` is answered at once when there is no thread any
    /// more.
    func ask(_ caller: Caller) {
        let isEnded = length.withLock { length in
            if !length.isEnded { length.callers.append(caller) }
            return length.isEnded
        }
        if isEnded { caller.answer(false) } else { _ = requests.push(()) }
    }

    /// Who has asked since it was last taken.
    func takeCallers() -> [Caller] {
        length.withLock { length in
            defer { length.callers = [] }
            return length.callers
        }
    }

    /// The last who have asked; nobody can from now on.
    func end() -> [Caller] {
        length.withLock { length in
            length.isEnded = true
            defer { length.callers = [] }
            return length.callers
        }
    }

    func close() {
        requests.close()
    }
}
