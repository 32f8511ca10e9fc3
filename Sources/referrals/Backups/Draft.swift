import HTTPServer

/// The file that a copy of a database comes to be in, before it gets its name.
struct Draft {
    let path: String

    /// Looks whether the file is free: what a copy has left that was cut short is written over.
    ///
    /// - Throws: `StartError` when something else is there.
    init(_ path: String) throws {
        self.path = path
        guard let status = System.statusOfName(path) else { return }
        let isOurs = status.kind == .file && status.owner == System.user && status.names == 1
        guard isOurs, status.permissions & 0o077 == 0 else {
            throw StartError("\(path) is in the way: move it away.")
        }
    }

    /// Gives the file its name and waits until that is on disk.
    func publish(as name: String) throws {
        do throws(SystemError) {
            try System.rename(path, to: name)
            try System.syncFolder(FilePath.folder(of: name))
        } catch {
            throw StartError("\(path) can't become \(name): \(error).")
        }
    }

    /// Removes the file, and what SQLite has put beside it. What can't be removed is written over by the next copy.
    func remove() {
        for suffix in [""] + BackupFile.companions { try? System.remove(path + suffix) }
    }
}
