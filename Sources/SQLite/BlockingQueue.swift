import Glibc

/// A first-in first-out queue whose takers wait on their own threads: how jobs reach threads that block on
/// SQLite.
///
/// `@unchecked Sendable`: every access to `state` happens under the POSIX mutex, which the compiler cannot
/// see. The `Mutex` of `Synchronization` would do but for its lack of a condition to wait on.
@safe package final class BlockingQueue<Element>: @unchecked Sendable {
    /// What became of an element that was pushed.
    package enum Admission {
        case accepted, full, closed
    }

    private struct State {
        var incoming: [Element] = []
        /// The oldest elements, the very oldest last: turned around once, so that no removal moves others.
        var outgoing: [Element] = []
        var isClosed = false
        var waiters = 0

        var count: Int { incoming.count + outgoing.count }

        mutating func removeFirst() -> Element? {
            if outgoing.isEmpty {
                outgoing.append(contentsOf: incoming.reversed())
                incoming.removeAll(keepingCapacity: true)
            }
            return outgoing.popLast()
        }
    }

    private let capacity: Int
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var state = State()

    /// An empty queue for at most so many elements.
    package init(capacity: Int = .max) {
        self.capacity = capacity
        unsafe mutex = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        check(unsafe pthread_mutex_init(mutex, nil))
        check(unsafe pthread_cond_init(changed, nil))
    }

    deinit {
        check(unsafe pthread_cond_destroy(changed))
        check(unsafe pthread_mutex_destroy(mutex))
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    /// Adds an element unless the queue is full or closed. Never waits.
    package func push(_ element: sending Element) -> Admission {
        lock()
        defer { unlock() }
        guard !state.isClosed else { return .closed }
        guard state.count < capacity else { return .full }
        state.incoming.append(element)
        check(unsafe pthread_cond_signal(changed))
        return .accepted
    }

    /// The oldest element, as soon as there is one; nil once the queue is closed and empty.
    package func pop() -> Element? {
        lock()
        defer { unlock() }
        while state.count == 0, !state.isClosed {
            state.waiters += 1
            check(unsafe pthread_cond_wait(changed, mutex))
            state.waiters -= 1
        }
        return state.removeFirst()
    }

    /// The oldest element, or nil when there is none now.
    package func popIfAny() -> Element? {
        lock()
        defer { unlock() }
        return state.removeFirst()
    }

    /// The number of elements that wait.
    package var count: Int {
        lock()
        defer { unlock() }
        return state.count
    }

    /// The number of threads that wait in `pop`.
    package var waiters: Int {
        lock()
        defer { unlock() }
        return state.waiters
    }

    /// Refuses further elements; those that wait are still handed out.
    package func close() {
        lock()
        defer { unlock() }
        state.isClosed = true
        check(unsafe pthread_cond_broadcast(changed))
    }

    private func lock() { check(unsafe pthread_mutex_lock(mutex)) }

    private func unlock() { check(unsafe pthread_mutex_unlock(mutex)) }

    /// These calls fail only when they are misused.
    private func check(_ code: Int32) {
        precondition(code == 0, "a lock is used wrongly")
    }
}
