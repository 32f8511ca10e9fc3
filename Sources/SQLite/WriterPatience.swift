/// When the writer waits for the log to begin anew, told from the length of the log after each of its commits.
struct WriterPatience {
    private let maximumPages: Int
    /// The length above which it waits.
    private var limit: Int
    /// The length after the last commit.
    private var length = 0
    /// Whether the log is still to be cut off for somebody who has asked in vain.
    private var owesCut = false

    init(maximumPages: Int) {
        self.maximumPages = maximumPages
        limit = maximumPages
    }

    /// Takes note of a commit.
    /// - Parameters:
    ///   - pages: The length of the log after it.
    ///   - isCopyDue: Whether the log has grown by as much as starts a checkpoint.
    /// - Returns: How far the log is to be copied while the writer waits; nil when it does not wait.
    mutating func mode(at pages: Int, isCopyDue: Bool) -> Checkpoint.Mode? {
        let former = length
        length = pages
        // It has begun anew by itself, and its file is as long as it was.
        let beganAnew = pages < former
        if beganAnew { limit = maximumPages }
        if owesCut, beganAnew || isCopyDue { return .truncate }
        if beganAnew, former > 2 * maximumPages { return .truncate }
        guard pages > limit else { return nil }
        return owesCut || pages > 2 * maximumPages ? .truncate : .restart
    }

    /// Takes note of a wait: after one in vain the log may grow by a quarter more.
    mutating func waited(for mode: Checkpoint.Mode, inVain: Bool) {
        owesCut = inVain && (owesCut || mode == .truncate)
        limit = inVain ? length + maximumPages / 4 : maximumPages
        if !inVain { length = 0 }
    }
}
