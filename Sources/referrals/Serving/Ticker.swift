import Synchronization

/// Looks four times a second after what wakes no waiting reader by itself, and not at all while nobody waits.
final class Ticker: Sendable {
    private static let period = Duration.milliseconds(250)

    private let look = Mutex<(@Sendable () -> Bool)?>(nil)

    /// Sets what is called with each tick; it returns false to be called no more. Nil ends what ticks.
    func set(_ look: (@Sendable () -> Bool)?) {
        self.look.withLock { $0 = look }
    }

    /// Begins to tick. Must not be called again before a look has returned false.
    func start() {
        Task {
            repeat { try? await Task.sleep(for: Self.period) } while look.withLock({ $0 })?() ?? false
        }
    }
}
