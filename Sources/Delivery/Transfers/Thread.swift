internal import Glibc

/// Starts a detached thread that runs `body`; false when the system has none left. No signal reaches it: those that ask
/// the service to stop are for others, and a broken connection (SIGPIPE) is told by the call that meets it.
func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    let start = unsafe Unmanaged.passRetained(ThreadStart(body))
    var thread = pthread_t()
    guard unsafe pthread_create(&thread, nil, runThread, start.toOpaque()) == 0 else {
        unsafe start.release()
        return false
    }
    _ = pthread_detach(thread)
    return true
}

private final class ThreadStart: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().body()
    return nil
}
