import Glibc

/// A thread of its own for code that blocks on the disk, which the threads of Swift's pool must not do.
package final class Thread: Sendable {
    private let ended = BlockingQueue<Never>()

    /// Starts `body`. Traps when the system has no thread left to give: nothing here can work without.
    package init(_ body: sending @escaping () -> Void) {
        let start = unsafe Unmanaged.passRetained(Start(body, ended))
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, nil, runThread, start.toOpaque())
        precondition(code == 0, "cannot start a thread: errno \(code)")
        precondition(pthread_detach(thread) == 0, "cannot detach a thread")
    }

    /// Waits until the body has returned and all that it alone held is gone, connections closed.
    package func join() {
        _ = ended.pop()
    }
}

private final class Start {
    private var body: (() -> Void)?
    private let ended: BlockingQueue<Never>

    init(_ body: @escaping () -> Void, _ ended: BlockingQueue<Never>) {
        self.body = body
        self.ended = ended
    }

    func run() {
        body?()
        body = nil
        ended.close()
    }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
