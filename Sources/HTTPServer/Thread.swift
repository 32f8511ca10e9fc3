// pthread_create(3).

// Threads by hand: an event loop, an alarm and a signal wait each block a thread for good, which the
// threads of Swift's cooperative pool must never do.

internal import CSystem
internal import Glibc

/// Starts a detached thread that runs `body`; its name shows in debuggers and `top` (15 bytes at most).
func startThread(named name: String, _ body: @escaping @Sendable () -> Void) throws(SocketError) {
    let start = unsafe Unmanaged.passRetained(ThreadStart(name: name, body: body))
    var thread = pthread_t()
    let code = unsafe pthread_create(&thread, nil, runThread, start.toOpaque())
    guard code == 0 else {
        unsafe start.release()
        throw SocketError(code, in: "pthread_create")
    }
    _ = pthread_detach(thread)
}

private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    unsafe csystem_name_thread(start.name)
    start.body()
    return nil
}
