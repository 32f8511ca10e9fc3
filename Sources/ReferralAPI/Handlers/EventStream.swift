// Server-sent events (HTML Standard, section 9.2): a feed as it grows.

import HTTP
import Referrals

/// A feed on its way to one reader.
struct EventStream: Sendable {
    /// Events of a piece: about 150 KB. None of them is read before the piece in front of it is on its way.
    private static let pieceEvents = 50
    /// How long nothing is written: less than it takes proxies to cut off what they think is dead.
    private static let heartbeat = TimeSpan.seconds(15)
    /// After a cut the reader comes back in so many milliseconds.
    private static let greeting = Array("retry: 2000\n\n".utf8)

    let follower: FeedFollower
    /// The number that it begins after.
    let first: Int

    /// Goes on until the reader is gone, the key ends or the service stops. When what the reader has not read is pruned
    /// it breaks off: the reader comes back, and learns why.
    func write(to writer: any BodyWriter) async throws {
        let session = follower.exchange.session
        var seq = first
        try await writer.write(Self.greeting)
        var nextBeat = session.uptime + Self.heartbeat.milliseconds
        while true {
            let counter = session.feedCounter(follower.feed)
            guard let key = try callerIsGood() else { return }
            let part = try await follower.part(after: seq, limit: Self.pieceEvents)
            seq = part.last
            if !part.events.isEmpty || session.uptime >= nextBeat {
                try await writer.write(part.events.isEmpty ? beat(seq) : Self.piece(part))
                nextBeat = session.uptime + Self.heartbeat.milliseconds
            }
            guard !part.hasMore else { continue }
            let limit = WaitLimit(uptime: nextBeat, instant: key.end)
            switch await session.nextChange(of: follower.feed, since: counter, until: limit) {
            case .changed, .elapsed: continue
            case .stopped: return
            case .cancelled: throw CancellationError()
            }
        }
    }

    private struct Key {
        let end: Timestamp?
    }

    /// The key while it is good; nil when it has ended.
    private func callerIsGood() throws -> Key? {
        do { return Key(end: try follower.exchange.confirmCaller()) } catch is Problem { return nil }
    }

    /// No name of a type: so `onmessage` gets them all.
    private static func piece(_ part: FeedFollower.Part) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(part.events.reduce(0) { $0 + $1.json.count + 32 })
        for event in part.events {
            bytes += "id: \(event.seq)\ndata: ".utf8
            bytes += event.json
            bytes += "\n\n".utf8
        }
        return bytes
    }

    /// A comment, which no reader is told of. With a filter it also says how far the feed was looked at, so that nobody
    /// who comes back has it looked at again.
    private func beat(_ seq: Int) -> [UInt8] {
        Array((follower.filter == .everything ? ":\n\n" : "id: \(seq)\n:\n\n").utf8)
    }
}
