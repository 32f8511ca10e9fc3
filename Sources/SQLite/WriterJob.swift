/// What waits for the writer's thread.
enum WriterJob<Batch: Sendable>: Sendable {
    case write(WriteJob<Batch>)
    case perform(PerformJob)

    func fail(_ error: any Error) {
        switch self {
        case .write(let job): job.fail(error)
        case .perform(let job): job.fail(error)
        }
    }
}

/// A job of a batch. Running it and answering its caller are two steps, with the commit between them.
struct WriteJob<Batch: Sendable>: Sendable {
    typealias Run = @Sendable (Connection, inout Batch) throws -> @Sendable () -> Void

    /// Does the work and returns what resumes the caller with its result.
    let run: Run
    /// Resumes the caller with an error instead.
    let fail: @Sendable (any Error) -> Void
}

/// A job outside any transaction. Running it answers its caller.
struct PerformJob: Sendable {
    typealias Run = @Sendable (Connection) -> Void

    let run: Run
    let fail: @Sendable (any Error) -> Void
}
