import Synchronization

/// A clock that only tells how long ago something was, and stands until a test moves it.
package final class Uptime: Sendable {
    private let time = Atomic<Int64>(0)

    package init() {}

    package var milliseconds: Int64 { time.load(ordering: .relaxed) }

    package func advance(by milliseconds: Int64) { time.add(milliseconds, ordering: .relaxed) }
}
