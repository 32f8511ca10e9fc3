// What happens when a connection opens: the file's mode, the flags, and SQLite's defences against a schema
// that somebody else has written (https://www.sqlite.org/security.html).

import CSQLite
import Glibc

extension Connection {
    /// Opens without SQLite's own lock: a connection belongs to one thread at a time.
    static func open(
        _ path: String, _ mode: Mode, _ busyTimeout: Duration, cache: Int
    ) throws(SQLiteError) -> OpaquePointer {
        guard configured == SQLITE_OK else {
            throw SQLiteError(code: configured, message: "SQLite was in use before it was configured")
        }
        if mode != .readOnly { createPrivateFile(path) }
        let access = mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        var handle: OpaquePointer?
        var code = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        if code == SQLITE_OK { code = unsafe configure(handle, mode, busyTimeout, cache) }
        guard code == SQLITE_OK, let opened = unsafe handle else {
            let error = unsafe SQLiteError(handle, code: code)
            unsafe sqlite3_close_v2(handle)
            throw error
        }
        if mode == .readWriteCreate, unsafe !syncFolder(of: opened) {
            unsafe sqlite3_close_v2(opened)
            throw SQLiteError(code: SQLiteError.failedFolderSync, message: "its folder can't be synced")
        }
        return unsafe opened
    }

    /// Settings of the whole process, made before the first connection.
    private static let configured = csqlite_configure()

    /// Looks for a lock that somebody else has every half millisecond: SQLite's own `busy_timeout` sleeps for up to
    /// 100, and would hardly ever meet the moments in which a busy writer gives way.
    private static func wait(_ handle: OpaquePointer?, for milliseconds: Int32) -> Int32 {
        unsafe sqlite3_busy_handler(
            handle,
            { limit, count in
                guard Int(count) / 2 < Int(bitPattern: limit) else { return 0 }
                usleep(500)
                return 1
            }, UnsafeMutableRawPointer(bitPattern: Int(milliseconds)))
    }

    private static func configure(
        _ handle: OpaquePointer?, _ mode: Mode, _ busyTimeout: Duration, _ cache: Int
    ) -> Int32 {
        let options = [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
            (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_DQS_DDL, 0),
        ]
        for (option, value) in options {
            let code = unsafe csqlite_set_option(handle, option, Int32(value))
            if code != SQLITE_OK { return code }
        }
        let code = unsafe wait(handle, for: busyTimeout.wholeMilliseconds)
        if code != SQLITE_OK { return code }
        // The last one looks into the file, so that the log is there, too.
        let writing = """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA schema_version;
            """
        // What a savepoint may have to restore, and what a sort puts aside, is small: files for it cost system calls.
        let always = "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
        let own =
            switch mode {
            case .readOnly: ""
            case .readWriteCreate: writing
            case .plain: "PRAGMA synchronous = FULL;"
            }
        let pragmas = always + "PRAGMA cache_size = -\(cache);" + own
        return patiently(for: busyTimeout) { unsafe sqlite3_exec(handle, pragmas, nil, nil, nil) }
    }

    /// Tries again what finds the database locked. Of several connections that make the same new file one with a log,
    /// all but one are refused at once: SQLite asks no busy handler where two might wait for each other.
    private static func patiently(for limit: Duration, _ attempt: () -> Int32) -> Int32 {
        let end = ContinuousClock.now + limit
        while true {
            let code = attempt()
            guard code & 0xFF == SQLITE_BUSY, ContinuousClock.now < end else { return code }
            usleep(500)
        }
    }

    /// Waits until the names of the files are on disk; false when the system can't say so. SQLite does the same, but
    /// takes no notice of a failure, and what is in a file without a name is lost. As there, a folder that can't be
    /// opened, or be synced at all, is passed over.
    private static func syncFolder(of handle: OpaquePointer) -> Bool {
        guard let path = unsafe sqlite3_db_filename(handle, "main").map({ unsafe String(cString: $0) }),
            let end = path.lastIndex(of: "/")
        else { return true }
        let folder = unsafe Glibc.open(String(path[...end]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return true }
        defer { close(folder) }
        return fsync(folder) == 0 || errno == EINVAL
    }
}

extension Duration {
    /// Rounded towards zero, and at most what SQLite's timeout holds.
    fileprivate var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: Int64(Int32(clamping: seconds)) * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

/// Makes the file with mode 0600 when there is none: SQLite would make it readable to all, and gives the
/// -wal and -shm files the mode of the database. A file that exists is not even opened, since closing it
/// again would drop the locks of every other connection of the process
/// (https://www.sqlite.org/howtocorrupt.html, 2.2). Whatever goes wrong here, opening the database will say
/// better.
private func createPrivateFile(_ path: String) {
    guard !path.isEmpty, path != ":memory:" else { return }
    let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    if descriptor >= 0 { _ = close(descriptor) }
}
