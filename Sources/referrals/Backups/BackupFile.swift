import HTTPServer
import ReferralStore

/// The file of a backup, judged from outside.
enum BackupFile {
    /// What SQLite puts beside a database.
    static let companions = ["-wal", "-shm", "-journal"]

    /// Those that hold commits which are not in the file, and would be taken for those of another file of the name
    /// (https://www.sqlite.org/howtocorrupt.html, 1.4).
    static let logs = ["-wal", "-journal"]

    /// The logs beside a file that something is in.
    static func usedLogs(beside path: String) -> [String] {
        logs.map { path + $0 }.filter { System.fileSize($0) ?? 0 > 0 }
    }

    /// Whether a file is a database without a log and as long as its header says: a backup has its name only when it is
    /// whole, but who copies files about may cut one short
    /// (https://www.sqlite.org/fileformat.html, 1.3). Not for a database that this process has open: closing the file
    /// would drop its locks.
    static func isWhole(_ path: String) -> Bool {
        guard let status = System.statusOfName(path), status.kind == .file,
            let head = try? System.readFile(path), head.count >= 100, head.starts(with: "SQLite format 3\0".utf8)
        else { return false }
        let half = Int(head[16]) << 8 | Int(head[17])
        let pages = head[28..<32].reduce(0) { $0 << 8 | Int($1) }
        return head[18] == 1 && head[19] == 1 && status.size == (half == 1 ? 65_536 : half) * pages
    }

    /// Looks whether a file may become a backup of a database. A backup may be replaced by a newer one, which is done
    /// at once and not before that one is verified, as `pg_dump --file` replaces it; nothing else may.
    ///
    /// - Throws: `StartError` with what stands in the way.
    static func expectFree(_ path: String, for database: String) throws {
        let folder = FilePath.folder(of: path)
        guard let place = System.status(folder), place.kind == .folder else {
            throw StartError("There is no folder \(folder): make it, or name another file.")
        }
        try expectOther(path, than: database, in: place)
        guard let status = System.statusOfName(path) else { return try expectNoLog(path) }
        switch status.kind {
        case .link: throw StartError("\(path) is a link: name the file that it leads to.")
        case .folder: throw StartError("\(path) is a folder: name a file in it.")
        case .other: throw StartError("\(path) is no file: name another one.")
        case .file: try status.size > 0 ? expectBackup(path) : expectNoLog(path)
        }
    }

    /// Of a database that was removed its log may be left.
    private static func expectNoLog(_ path: String) throws {
        guard let log = usedLogs(beside: path).first else { return }
        throw StartError("\(log) is the log of another database, and would spoil this one: move it away.")
    }

    /// Neither the database nor what stands beside it, by whatever name.
    private static func expectOther(_ path: String, than database: String, in place: FileStatus) throws {
        let resolved = System.resolved(database) ?? database
        let files = ([""] + companions + [".lock"]).map { resolved + $0 } + [OperatorKeyFile.path(beside: resolved)]
        let status = System.status(path)
        let isInFolder = System.status(FilePath.folder(of: resolved))?.isSameFile(as: place) ?? false
        for file in files {
            let isSame = System.status(file).flatMap { status?.isSameFile(as: $0) } ?? false
            if isSame || isInFolder && FilePath.name(of: file) == FilePath.name(of: path) {
                throw StartError("\(path) is the database itself, or belongs to it: name another file.")
            }
        }
    }

    private static func expectBackup(_ path: String) throws {
        let neighbours = (companions + [".lock"]).map { path + $0 }
        if let neighbour = neighbours.first(where: System.fileExists) {
            throw StartError("\(path) is a database in use, for there is \(neighbour): name another file.")
        }
        guard isWhole(path), (try? DatabaseContents(of: path)) != nil else {
            throw StartError("There is a file \(path) that is no backup of Referrals: move it away, or name another.")
        }
    }
}
