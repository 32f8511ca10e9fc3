import CCurl
import Synchronization

/// A transfer that somebody waits for.
struct TransferOrder: Sendable {
    let number: Int
    let transfer: Transfer
    let continuation: CheckedContinuation<TransferResult, Never>
}

/// What the thread of the transfers is told.
final class TransferOrders: Sendable {
    struct News {
        var added: [TransferOrder] = []
        var cancelled: [Int] = []
        var ended: (@Sendable () -> Void)?
    }

    private let news = Mutex(News())

    /// False once the end was ordered.
    func add(_ order: TransferOrder) -> Bool {
        news.withLock { news in
            guard news.ended == nil else { return false }
            news.added.append(order)
            return true
        }
    }

    func cancel(_ number: Int) { news.withLock { $0.cancelled.append(number) } }

    /// The thread ends, and calls this last.
    func end(_ ended: @escaping @Sendable () -> Void) { news.withLock { $0.ended = ended } }

    /// What has come since the last call. The order to end stays.
    func take() -> News {
        news.withLock { news in
            defer { (news.added, news.cancelled) = ([], []) }
            return news
        }
    }
}

/// What the thread of the transfers does.
struct TransferLoop {
    private let configuration: Transfers.Configuration
    private let multi: MultiHandle
    private let orders: TransferOrders
    /// What waits for its turn, oldest first.
    private var waiting: [TransferOrder] = []
    /// What is under way, by the number of its handle.
    private var running: [Int: (handle: EasyHandle, order: TransferOrder)] = [:]

    init(_ configuration: Transfers.Configuration, _ multi: MultiHandle, _ orders: TransferOrders) {
        self.configuration = configuration
        self.multi = multi
        self.orders = orders
    }

    /// Runs until the end is ordered.
    mutating func run() {
        while true {
            let news = orders.take()
            waiting += news.added
            cancel(news.cancelled)
            if let ended = news.ended {
                cancel(waiting.map(\.number) + running.values.map(\.order.number))
                return ended()
            }
            start()
            for (number, code) in multi.perform() { finish(number, code) }
            if waiting.isEmpty || running.count >= configuration.maximum { multi.wait() }
        }
    }

    private mutating func start() {
        while running.count < configuration.maximum, !waiting.isEmpty {
            let order = waiting.removeFirst()
            guard let handle = EasyHandle.make(order.transfer, configuration), multi.add(handle) else {
                order.continuation.resume(
                    returning: TransferResult(.failed(TransferFailure(.unavailable)), milliseconds: 0))
                continue
            }
            running[handle.number] = (handle, order)
        }
    }

    private mutating func finish(_ number: Int, _ code: CURLcode) {
        guard let (handle, order) = running.removeValue(forKey: number) else { return }
        let result = handle.result(code)
        multi.remove(handle)
        order.continuation.resume(returning: result)
    }

    private mutating func cancel(_ numbers: [Int]) {
        guard !numbers.isEmpty else { return }
        let numbers = Set(numbers)
        let ended = running.filter { numbers.contains($1.order.number) }
        for (number, transfer) in ended {
            multi.remove(transfer.handle)
            running[number] = nil
            transfer.order.continuation.resume(
                returning: TransferResult(.cancelled, milliseconds: transfer.handle.milliseconds))
        }
        for order in waiting where numbers.contains(order.number) {
            order.continuation.resume(returning: TransferResult(.cancelled, milliseconds: 0))
        }
        waiting.removeAll { numbers.contains($0.number) }
    }
}
