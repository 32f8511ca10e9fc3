/// The last checkpoint, and how many commits had been noted when it began and when it was done.
package struct LastCheckpoint {
    let done: Checkpoint
    private let before: Int
    private let after: Int

    package init(done: Checkpoint, before: Int, after: Int) {
        self.done = done
        self.before = before
        self.after = after
    }

    /// Tells whether it has copied all there is. A commit may then make the log begin anew at any time, and a passive
    /// checkpoint that begins at that very moment damages the database with a SQLite before 3.51.3: decision 11
    /// (docs/decisions/0011-wal-reset.md). Nothing is left for it to do anyway.
    ///
    /// Without a commit since it began there is nothing new, whatever other programs have added before, which is not
    /// noted. After commits the length tells: one may be noted late, so one alone says nothing; after a second one the
    /// log is another one.
    /// - Parameters:
    ///   - pages: The length of the log after the last commit that was noted.
    ///   - commits: How many were noted.
    /// - Returns: True when nothing is known that it has not copied.
    package func hasCopied(all pages: Int, after commits: Int) -> Bool {
        guard done.copiedPages == done.walPages, done.error?.isBusy ?? true else { return false }
        return commits == before || (pages == done.walPages && commits - after <= 1)
    }
}
