// RFC 9112, section 9; epoll(7).

// One thread, one epoll instance, one listening socket, and the connections that came in through it. The loop
// is also the executor of its requests' tasks: a handler starts and resumes here, so what belongs to a
// connection is touched by one thread only and needs no lock.

internal import CSystem
internal import Glibc
internal import HTTP
internal import Synchronization

/// An event loop that serves the connections of one listener.
///
/// `@unchecked`: all variables belong to the loop's thread. Other threads reach `enqueue`, `start` and `stop`
/// alone, which touch none of them: they go through `inbox` and `thread`, or by a task that runs here.
final class EventLoop: TaskExecutor, @unchecked Sendable {
    let configuration: ServerConfiguration
    let handler: any RequestHandler
    private let thread = Atomic<pthread_t>(0)
    private let inbox: Inbox
    /// What others may read of the loop.
    let counts = LoopCounts()

    // What follows belongs to the loop's thread.

    /// The instant of the current turn: one reading of the clock serves all that happens in it.
    var now = Instant.now
    var deadlines = Deadlines()
    var date = DateField()
    /// Where answers are encoded before they are sent.
    var encoded: [UInt8] = []
    var connections = ConnectionTable()
    let admission: Admission
    let budget: BufferBudget
    let poller: Poller
    /// The listening socket, until the server stops.
    var listener: Listener?
    /// When accepting goes on after the system ran out of descriptors.
    var acceptsAgainAt: Instant?
    /// Connections that are being turned away.
    var turnedAway = 0
    /// Requests whose handlers have not returned.
    var running = 0 { didSet { counts.running.store(running, ordering: .relaxed) } }
    private var stopping: Stopping?
    private var jobs: [UnownedJob] = []
    private var runningJobs: [UnownedJob] = []
    var receiver = Receiver()

    private struct Stopping {
        /// Until when is waited for what is in flight; nil once that is over.
        var pendingDeadline: Instant?
        /// Called when all is done or the deadline is reached.
        var done: @Sendable () -> Void
    }

    /// A loop that serves `listener` once it is started.
    init(
        _ configuration: ServerConfiguration, handler: any RequestHandler, admission: Admission,
        budget: BufferBudget, listener: Listener
    ) throws(SocketError) {
        self.configuration = configuration
        self.handler = handler
        let waker = try Waker()
        inbox = Inbox(waker: waker)
        poller = try Poller(waker: waker)
        self.admission = admission
        self.budget = budget
        self.listener = listener
        try poller.add(listener: listener.number)
    }

    /// Starts the loop's thread, once.
    func run(named name: String) throws(SocketError) {
        try startThread(named: name) { self.run() }
    }

    /// Begins to accept.
    func start() {
        Task(executorPreference: self) { self.listen(true) }
    }

    /// Begins to stop: `done` is called when all in flight is answered, or at the deadline.
    func stop(by deadline: Instant, _ done: @escaping @Sendable () -> Void) {
        Task(executorPreference: self) { self.beginToStop(by: deadline, done) }
    }

    /// Takes a job of a task that prefers this loop, from any thread.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent { jobs.append(job) } else { inbox.add(job) }
    }

    /// Whether the caller runs on the loop's thread.
    var isCurrent: Bool { thread.load(ordering: .relaxed) == pthread_self() }

    private func run() {
        thread.store(pthread_self(), ordering: .relaxed)
        while !isDone {
            handler.turnEnded()
            let count = poller.wait(milliseconds: patience())
            now = .now
            for index in 0..<count { handle(poller.event(index)) }
            inbox.take(into: &jobs)
            runJobs()
            expire()
        }
        finish()
    }

    private func handle(_ event: (token: UInt64, flags: UInt32)) {
        switch event.token {
        case Poller.wakeUp: break
        case Poller.listener: accept()
        default: connections[event.token]?.handle(event.flags)
        }
    }

    private func runJobs() {
        swap(&jobs, &runningJobs)
        for job in runningJobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
        runningJobs.removeAll(keepingCapacity: true)
    }

    // MARK: Time

    /// How long the next wait may last, in milliseconds; -1 without end.
    private func patience() -> Int32 {
        guard jobs.isEmpty, inbox.sleeps() else { return 0 }
        guard var next = deadlines.nearest ?? acceptsAgainAt ?? stopping?.pendingDeadline else { return -1 }
        if let acceptsAgainAt { next = min(next, acceptsAgainAt) }
        if let deadline = stopping?.pendingDeadline { next = min(next, deadline) }
        // Rounded up, or the loop would spin through the last millisecond.
        let (seconds, attoseconds) = (next - now).components
        return Int32(clamping: max(seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1, 0))
    }

    private func expire() {
        while let slot = deadlines.takeExpired(at: now) { connections.inSlot(slot)?.advance() }
        if let at = acceptsAgainAt, at <= now { resumeAccepting() }
        if let deadline = stopping?.pendingDeadline, deadline <= now { giveUp() }
    }

    // MARK: Stop

    private var isDone: Bool { stopping != nil && connections.count == 0 && running == 0 }

    private func beginToStop(by deadline: Instant, _ done: @escaping @Sendable () -> Void) {
        stopping = Stopping(pendingDeadline: deadline, done: done)
        // What waits in the queue was connected before the stop: it is served.
        accept(atMost: Int(SOMAXCONN))
        // Other loops may have it open still: without this it would report for ever.
        listen(false)
        listener = nil
        acceptsAgainAt = nil
        for connection in connections.all { connection.drain() }
    }

    /// Ends what has not ended in time. The thread goes on until the cancelled tasks have returned.
    private func giveUp() {
        for connection in connections.all { connection.cutOff() }
        finish()
    }

    private func finish() {
        stopping?.done()
        stopping = Stopping(pendingDeadline: nil, done: {})
    }
}
