import HTTPServer
import ReferralStore

/// The file that a copy of a database comes to be in, before it gets its name.
struct Draft {
    let path: String
    /// The bytes that a copy has left there which was cut short.
    let leftBytes: Int
    private let source: String

    /// Looks whether the file is free for a copy of `source`: what a copy has left that was cut short is written over.
    ///
    /// - Throws: `StartError` when something else is there.
    init(_ path: String, of source: String) throws {
        self.path = path
        self.source = source
        let status = System.statusOfName(path)
        leftBytes = status?.size ?? 0
        guard let status else { return }
        guard System.status(source)?.isSameFile(as: status) != true else {
            throw StartError("\(path) is where the copy comes to be: give what you want to copy another name.")
        }
        let isOurs = status.kind == .file && status.owner == System.user && status.names == 1
        guard isOurs, status.permissions & 0o077 == 0 else {
            throw StartError("\(path) is in the way: move it away.")
        }
    }

    /// Makes the copy and has `use` give it its name: the copy holds the file until then, so that no other begins to
    /// write over it. When either throws, the file is gone, unless another copy to it is under way.
    func filled<R>(while goesOn: @escaping @Sendable () -> Bool, _ use: (DatabaseCopy) throws -> R) throws -> R {
        let copy: DatabaseCopy
        do throws(StoreError) {
            copy = try DatabaseCopy(of: source, as: path, while: goesOn)
        } catch {
            if error.kind != .locked { remove() }
            throw error
        }
        do {
            return try use(copy)
        } catch {
            remove()
            throw error
        }
    }

    /// Gives the file its name, in place of what has it.
    func rename(to name: String) throws {
        do throws(SystemError) { try System.rename(path, to: name) } catch {
            throw StartError("\(path) can't become \(name): \(error).")
        }
    }

    /// Waits until the name is on disk that the file was given.
    func confirm(_ name: String) throws {
        do throws(SystemError) { try System.syncFolder(FilePath.folder(of: name)) } catch {
            throw StartError("\(name) is whole and in its place, but its folder can't be synced: \(error).")
        }
    }

    /// Removes the file, and what SQLite has put beside it. What can't be removed is written over by the next copy.
    private func remove() {
        for suffix in [""] + BackupFile.companions { try? System.remove(path + suffix) }
    }
}
