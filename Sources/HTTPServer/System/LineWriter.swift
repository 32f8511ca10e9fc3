// write(2), eventfd(2), poll(2).

internal import CSystem
internal import Glibc
internal import Synchronization

/// Writes lines on a thread of its own, so that whoever has something to say waits for no reader of it.
///
/// Lines wait in a buffer of a fixed size; one that finds no room is dropped, and how many were dropped is told where
/// they are missing. A line that comes alone is written at once, those that come close behind each other with one call;
/// while none comes, nothing runs. A process that is killed loses what it wrote within the last 20 milliseconds.
public final class LineWriter: Sendable {
    /// For how long lines are gathered behind one that was written.
    private static let gathering: Int32 = 20

    private struct State {
        var bytes: [UInt8] = []
        /// Lines that were dropped since that was last told.
        var dropped = 0
        var isAsleep = false
        var isEnded = false
    }

    private let descriptor: Int32
    private let capacity: Int
    private let notice: @Sendable (_ dropped: Int) -> [UInt8]
    private let state = Mutex(State())
    private let total = Atomic(0)
    private let waker: Waker
    private let ended = Latch(count: 1)

    /// Starts the thread. It runs until the writer is ended.
    ///
    /// - Parameters:
    ///   - descriptor: Where lines go.
    ///   - capacity: How many bytes may wait.
    ///   - notice: The line that tells how many were dropped.
    /// - Throws: `SocketError` when the system has no descriptor or thread left.
    public init(
        to descriptor: Int32 = 2, capacity: Int = 1 << 20, notice: @escaping @Sendable (_ dropped: Int) -> [UInt8]
    ) throws(SocketError) {
        self.descriptor = descriptor
        self.capacity = capacity
        self.notice = notice
        waker = try Waker()
        try startThread(named: "log") { self.run() }
    }

    /// How many lines were dropped by now.
    public var dropped: Int { total.load(ordering: .relaxed) }

    /// Takes a line with its line feed, from any thread, and waits for nobody. Once the writer is ended it writes the
    /// line itself.
    public func write(_ line: [UInt8]) {
        var mustWake = false
        let isTaken = state.withLock { state in
            guard !state.isEnded else { return false }
            guard state.bytes.count + line.count <= capacity else {
                state.dropped += 1
                total.wrappingAdd(1, ordering: .relaxed)
                return true
            }
            let before = state.bytes.count
            state.bytes.append(contentsOf: line)
            mustWake = state.isAsleep || before < capacity / 2 && state.bytes.count >= capacity / 2
            state.isAsleep = false
            return true
        }
        if mustWake { waker.wake() }
        if !isTaken { System.write(line, to: descriptor) }
    }

    /// Returns when everything is written, or when the time is up, since nobody reads.
    public func end(within limit: Duration) async {
        state.withLock { $0.isEnded = true }
        waker.wake()
        let watchdog = Task { [ended] in
            try await Task.sleep(for: limit)
            ended.open()
        }
        await ended.wait()
        watchdog.cancel()
    }

    private func run() {
        var batch: [UInt8] = []
        while true {
            let (dropped, isEnded) = take(into: &batch)
            if batch.isEmpty, dropped == 0 {
                if isEnded { break }
                waker.wait(milliseconds: -1)
            } else {
                System.write(batch, to: descriptor)
                if dropped > 0 { System.write(notice(dropped), to: descriptor) }
                batch.removeAll(keepingCapacity: batch.capacity <= 65_536)
                if !isEnded { waker.wait(milliseconds: Self.gathering) }
            }
        }
        ended.arrive()
    }

    /// Takes what waits; when that is nothing, whoever comes next has to wake the thread.
    private func take(into batch: inout [UInt8]) -> (dropped: Int, isEnded: Bool) {
        state.withLock { state in
            swap(&batch, &state.bytes)
            defer { state.dropped = 0 }
            state.isAsleep = batch.isEmpty && state.dropped == 0
            return (state.dropped, state.isEnded)
        }
    }
}

extension Waker {
    /// Blocks the calling thread until it is woken, or was since the last wait; -1: however long that takes.
    fileprivate func wait(milliseconds: Int32) {
        var poll = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        _ = unsafe Glibc.poll(&poll, 1, milliseconds)
        var count = eventfd_t()
        _ = unsafe eventfd_read(number, &count)
    }
}
