package import Referrals
import Synchronization

/// Sends over HTTP and SMTP: all transfers on one thread, which is started, and libcurl loaded, when the first one
/// begins.
///
/// Mail and webhooks have one each: libcurl waits for the farewell of a mail server without doing anything else.
public final class Transfers: Sendable {
    /// What holds for all transfers.
    public struct Configuration: Sendable {
        /// What requests say sent them, such as `referrals/1.0.0`.
        public var userAgent: String
        /// How many are under way at one time; the rest wait.
        public var maximum: Int
        /// Judges the addresses of POSTs.
        public var check: AddressCheck
        /// The addresses of a URL's host, asked for with every POST; nil asks the system. For tests.
        package var addresses: (@Sendable (WebURL) -> [String])?
        /// Why nothing can be sent, asked for before the first transfer; nil when it can. For tests.
        package var fault: @Sendable () -> String? = { CurlLibrary.fault }

        /// Makes a configuration.
        public init(userAgent: String, maximum: Int = 64, check: @escaping AddressCheck) {
            self.userAgent = userAgent
            self.maximum = maximum
            self.check = check
        }
    }

    private enum State {
        case idle(next: Int)
        case running(MultiHandle, TransferOrders, next: Int)
        case stopped
    }

    private let configuration: Configuration
    private let state = Mutex(State.idle(next: 0))

    /// Makes transfers; nothing runs yet.
    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Why nothing can be sent; nil when it can. Loads libcurl.
    public static var fault: String? { CurlLibrary.fault }

    /// Sends. Ends early, as cancelled, when the task is cancelled.
    public func perform(_ transfer: Transfer) async -> TransferResult {
        guard let number = begin() else { return TransferResult(unsentOutcome, milliseconds: 0) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let order = TransferOrder(number: number, transfer: transfer, continuation: continuation)
                let isTaken = tell { $0.add(order) }
                if !isTaken { continuation.resume(returning: TransferResult(.cancelled, milliseconds: 0)) }
                // Cancelled before there was something to cancel.
                if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    /// Cancels what is under way, and returns when nothing is. What is asked for later is cancelled at once.
    public func stop() async {
        let running = state.withLock { state in
            defer { state = .stopped }
            if case .running(let multi, let orders, _) = state { return Optional((multi, orders)) }
            return nil
        }
        guard let (multi, orders) = running else { return }
        await withCheckedContinuation { continuation in
            orders.end { continuation.resume() }
            multi.wake()
        }
    }

    private func cancel(_ number: Int) {
        tell {
            $0.cancel(number)
            return true
        }
    }

    /// Gives the thread something to do; false when there is none any more.
    @discardableResult
    private func tell(_ order: (TransferOrders) -> Bool) -> Bool {
        state.withLock { state in
            guard case .running(let multi, let orders, _) = state, order(orders) else { return false }
            multi.wake()
            return true
        }
    }

    /// A number for a transfer, once the thread runs; nil when nothing can be sent.
    private func begin() -> Int? {
        state.withLock { state in
            switch state {
            case .running(let multi, let orders, let next):
                state = .running(multi, orders, next: next + 1)
                return next
            case .idle(let next):
                guard let (multi, orders) = start() else { return nil }
                state = .running(multi, orders, next: next + 1)
                return next
            case .stopped: return nil
            }
        }
    }

    private var unsentOutcome: TransferResult.Outcome {
        state.withLock { state in
            if case .stopped = state { .cancelled } else { .failed(TransferFailure(.unavailable)) }
        }
    }

    private func start() -> (MultiHandle, TransferOrders)? {
        guard configuration.fault() == nil, let multi = MultiHandle(connections: configuration.maximum)
        else { return nil }
        let orders = TransferOrders()
        let isStarted = startThread { [configuration] in
            var loop = TransferLoop(configuration, multi, orders)
            loop.run()
        }
        return isStarted ? (multi, orders) : nil
    }
}
