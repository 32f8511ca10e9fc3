import HTTP
import Referrals
import Synchronization

/// How many requests of one key wait for news at the same time. Each holds a connection for as long, and connections
/// are everybody's.
final class WaitingRoom: Sendable {
    enum Kind: Hashable {
        case poll, stream

        /// How many of a key may wait.
        var maximum: Int {
            switch self {
            // A stream for each process of an integration, with room for those that have not noticed yet that they are
            // cut off.
            case .stream: 20
            // A poll for each screen of a partner that is open, for it ends within 30 seconds.
            case .poll: 2_000
            }
        }

        fileprivate var words: String {
            switch self {
            case .poll: "requests that wait for events"
            case .stream: "streams of events"
            }
        }
    }

    /// The operator key of the environment has no id.
    fileprivate struct Owner: Hashable {
        let key: ID<APIKey>?
        let kind: Kind
    }

    fileprivate let counts = Mutex<[Owner: Int]>([:])

    /// Takes one in, for as long as the seat lives.
    /// - Throws: 429 when too many of the caller's wait already.
    func enter(_ kind: Kind, _ caller: Caller) throws -> Seat {
        let owner = Owner(key: caller.keyID, kind: kind)
        let isAdmitted = counts.withLock { counts in
            let count = counts[owner, default: 0]
            guard count < kind.maximum else { return false }
            counts[owner] = count + 1
            return true
        }
        if isAdmitted { return Seat(self, owner) }
        var problem = Problem(.rateLimited, "A key may have \(kind.maximum) \(kind.words); end one first.")
        problem.fields.append("Retry-After", "5")
        throw problem
    }

    /// The place of one request that waits; it is free again when nobody holds it any more, also of an answer that is
    /// never sent.
    final class Seat: Sendable {
        private let room: WaitingRoom
        private let owner: Owner

        fileprivate init(_ room: WaitingRoom, _ owner: Owner) {
            self.room = room
            self.owner = owner
        }

        deinit {
            room.counts.withLock { counts in
                let count = counts[owner, default: 1] - 1
                counts[owner] = count == 0 ? nil : count
            }
        }
    }
}
