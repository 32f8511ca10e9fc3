// eventfd(2).

internal import Synchronization

/// The jobs that other threads hand to a loop.
///
/// The loop is woken only when it sleeps: a group commit that resumes thirty callers costs one system call,
/// and a busy loop none.
final class Inbox: Sendable {
    private struct State {
        var jobs: [UnownedJob] = []
        var isAsleep = false
    }

    private let state = Mutex(State())
    private let waker: Waker

    init(waker: Waker) {
        self.waker = waker
    }

    /// Adds a job, from any thread.
    func add(_ job: UnownedJob) {
        let mustWake = state.withLock { state in
            state.jobs.append(job)
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if mustWake { waker.wake() }
    }

    /// Notes that the loop goes to sleep; false when there is work.
    func sleeps() -> Bool {
        state.withLock { state in
            state.isAsleep = state.jobs.isEmpty
            return state.isAsleep
        }
    }

    /// Moves what waits to the end of `jobs` and notes that the loop is awake.
    func take(into jobs: inout [UnownedJob]) {
        state.withLock { state in
            state.isAsleep = false
            guard !state.jobs.isEmpty else { return }
            jobs.append(contentsOf: state.jobs)
            state.jobs.removeAll(keepingCapacity: true)
        }
    }
}
