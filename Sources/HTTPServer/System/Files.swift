// stat(2), rename(2), link(2), unlink(2), fsync(2), readdir(3).

internal import Glibc

/// What the system says of a file. Nothing is opened for it.
public struct FileStatus: Sendable, Equatable {
    /// What is at a path.
    public enum Kind: Sendable {
        case file, folder, link, other
    }

    /// What it is.
    public let kind: Kind
    /// Its length in bytes.
    public let size: Int
    /// The permissions, such as `0o600`.
    public let permissions: UInt32
    /// The number of its owner.
    public let owner: UInt32
    /// How many names it has.
    public let names: Int
    private let device: UInt64
    private let inode: UInt64

    fileprivate init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        size = Int(status.st_size)
        permissions = UInt32(status.st_mode & 0o7777)
        owner = UInt32(status.st_uid)
        names = Int(status.st_nlink)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// Whether both are the same file, by whatever names.
    public func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}

extension System {
    /// What is at a path, where its links lead; nil when nothing is there, or may not be looked at.
    public static func status(_ path: String) -> FileStatus? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? FileStatus(status) : nil
    }

    /// What is at a path itself, a link or what else; nil when nothing is there.
    public static func statusOfName(_ path: String) -> FileStatus? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? FileStatus(status) : nil
    }

    /// The path of a file without links in it; nil when there is none.
    public static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// The number of the user that the process runs as.
    public static var user: UInt32 { UInt32(geteuid()) }

    /// Gives a file another name in the same file system, in place of what has that name, at once for everybody who
    /// looks.
    public static func rename(_ path: String, to other: String) throws(SystemError) {
        if unsafe Glibc.rename(path, other) != 0 { throw SystemError(code: errno) }
    }

    /// Gives a file one name more.
    /// - Returns: False when there is something of that name.
    public static func addName(_ other: String, to path: String) throws(SystemError) -> Bool {
        if unsafe link(path, other) == 0 { return true }
        guard errno == EEXIST else { throw SystemError(code: errno) }
        return false
    }

    /// Removes a file; nothing when there is none.
    public static func remove(_ path: String) throws(SystemError) {
        if unsafe unlink(path) != 0, errno != ENOENT { throw SystemError(code: errno) }
    }

    /// Waits until the names in a folder are on disk. A file system that knows no such wait is passed over.
    public static func syncFolder(_ path: String) throws(SystemError) {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw SystemError(code: errno) }
        defer { _ = close(folder) }
        if fsync(folder) != 0, errno != EINVAL { throw SystemError(code: errno) }
    }

    /// The names in a folder, in no order.
    public static func names(in path: String) throws(SystemError) -> [String] {
        guard let folder = unsafe opendir(path) else { throw SystemError(code: errno) }
        defer { _ = unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Makes a folder for its owner alone.
    public static func makePrivateFolder(_ path: String) throws(SystemError) {
        if unsafe mkdir(path, 0o700) != 0 { throw SystemError(code: errno) }
    }

    /// Lets other threads of the machine go before the calling one. Nothing when the system does not allow it.
    public static func stepBack() {
        // In Linux it is a thread's (setpriority(2), "C library/kernel differences").
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    }
}
