import HTTPServer
import Synchronization

/// SIGINT and SIGTERM as a question that a command asks while it works. The first one asks it to end well, the second
/// one ends it.
final class StopRequest: Sendable {
    private let isAsked = Atomic(false)

    /// Catches signals from here on.
    init() {
        Signals.install()
        Signals.onNext { [weak self] _ in
            self?.isAsked.store(true, ordering: .relaxed)
            Signals.onNext { _ in System.exitAtOnce(1) }
        }
    }

    /// Whether nobody has asked to end.
    var goesOn: Bool { !isAsked.load(ordering: .relaxed) }
}
