// The calls of these tests block, and the threads of the pool belong to all tests of the process: so each of these
// tests runs on threads of its own.

import Glibc
import Testing

/// A thread for each job.
final class BlockingThreads: TaskExecutor {
    static let shared = BlockingThreads()

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let body = Body { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { address in
                guard let address = unsafe address else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(address).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(body).toOpaque())
        guard code == 0 else { fatalError("no thread for a test: \(code)") }
        pthread_detach(thread)
    }
}

/// Runs each test of a suite on threads of its own.
struct BlockingTrait: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(BlockingThreads.shared, operation: function)
    }
}

extension Trait where Self == BlockingTrait {
    /// The tests make calls that block.
    static var blocking: Self { Self() }
}
