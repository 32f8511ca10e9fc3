// accept(2), send(2), recv(2). Each loop counts what happens on it, so that no two write to one cache line; who reads
// adds the loops up.

internal import Synchronization

/// What has happened on one loop. Only its thread writes.
final class LoopCounts: Sendable {
    let accepted = Atomic(0)
    let turnedAway = Atomic(0)
    let received = Atomic(0)
    let sent = Atomic(0)
    let running = Atomic(0)
}

/// What a server has done since it was made.
public struct ServerFigures: Equatable, Sendable {
    /// Connections that are open.
    public var open = 0
    /// Connections that were taken.
    public var accepted = 0
    /// Connections that were turned away, for there were too many.
    public var turnedAway = 0
    /// Bytes that came.
    public var received = 0
    /// Bytes that went.
    public var sent = 0
    /// Requests that are being answered.
    public var running = 0
    /// Bytes of messages on their way that all connections hold beyond what is free for each.
    public var buffered = 0
}

extension Server {
    /// How the server stands, and what it has done. Costs some loads, from any thread.
    public var figures: ServerFigures {
        var figures = ServerFigures()
        figures.open = admission.open
        figures.buffered = budget.taken.load(ordering: .relaxed)
        for counts in loops.map(\.counts) {
            figures.accepted += counts.accepted.load(ordering: .relaxed)
            figures.turnedAway += counts.turnedAway.load(ordering: .relaxed)
            figures.received += counts.received.load(ordering: .relaxed)
            figures.sent += counts.sent.load(ordering: .relaxed)
            figures.running += counts.running.load(ordering: .relaxed)
        }
        return figures
    }
}
