// pthread_cond_wait(3) for tasks.

internal import Synchronization

/// Lets tasks wait until a number of arrivals has been counted, or until somebody opens it.
final class Latch: Sendable {
    private struct State {
        var missing: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(missing: count))
    }

    /// Counts one arrival.
    func arrive() { lower { $0 - 1 } }

    /// Lets all go on, whatever is missing.
    func open() { lower { _ in 0 } }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if state.missing > 0 { state.waiting.append(continuation) }
                return state.missing <= 0
            }
            if isOpen { continuation.resume() }
        }
    }

    private func lower(_ change: @Sendable (Int) -> Int) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.missing = change(state.missing)
            guard state.missing <= 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
