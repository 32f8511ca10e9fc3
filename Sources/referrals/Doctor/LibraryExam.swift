import ReferralStore

/// Which SQLite the program has found.
enum LibraryExam {
    static func look(running: LibraryVersion = .running, compiled: LibraryVersion = .compiled) -> Diagnosis {
        var diagnosis = Diagnosis("sqlite", detail: "\(running), built with \(compiled).")
        if running < .oldest {
            diagnosis.fail("The library is \(running), and at least \(LibraryVersion.oldest) is needed: update it.")
        } else if running < compiled {
            diagnosis.warn("The library is \(running), older than the \(compiled) that this was built with: update it.")
        }
        if running.hasResetFault {
            diagnosis.warn(
                "\(running) may damage a database when two checkpoints meet a commit, which is hardly ever seen "
                    + "(https://www.sqlite.org/wal.html#walresetbug): use 3.51.3 or newer, or see whether the "
                    + "distribution has mended it. Keep backups.")
        }
        return diagnosis
    }
}
