import CSQLite

/// One prepared statement. Its life is a circle: bound, stepped, then reset and cleared by `finish`.
@safe @usableFromInline final class Statement {
    private let handle: OpaquePointer
    private let database: OpaquePointer
    private let parameterCount: Int
    /// 16 bytes a parameter, so that binding an identifier copies into place instead of allocating.
    private let scratch: UnsafeMutableRawBufferPointer
    /// Between `begin` and `finish`. The cache gives a statement to nobody else meanwhile.
    private(set) var isRunning = false
    /// When it was last used, in uses of the cache.
    var lastUse = 0

    /// Prepares `text`, which must be exactly one statement. `isKept` tells SQLite that it will live long.
    init(_ text: String, isKept: Bool, in database: OpaquePointer) throws(SQLiteError) {
        var prepared: OpaquePointer?
        var isWhole = true
        let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let code = unsafe text.withCString { start in
            var tail = unsafe Optional(start)
            let code = unsafe sqlite3_prepare_v3(database, start, -1, flags, &prepared, &tail)
            while let byte = unsafe tail?.pointee, byte != 0 {
                isWhole = isWhole && Self.isFiller(UInt8(bitPattern: byte))
                unsafe tail = unsafe tail?.successor()
            }
            return code
        }
        guard code == SQLITE_OK else { throw unsafe SQLiteError(database, code: code, sql: text) }
        guard let handle = unsafe prepared, isWhole else {
            unsafe sqlite3_finalize(prepared)
            throw SQLiteError(code: SQLITE_MISUSE, message: "not exactly one statement", sql: text)
        }
        unsafe self.handle = unsafe handle
        unsafe self.database = unsafe database
        parameterCount = Int(unsafe sqlite3_bind_parameter_count(handle))
        unsafe scratch = .allocate(byteCount: parameterCount * 16, alignment: 8)
    }

    deinit {
        unsafe sqlite3_finalize(handle)
        unsafe scratch.deallocate()
    }

    /// The row that the last `step` arrived at.
    @usableFromInline var row: Row { unsafe Row(statement: handle) }

    /// Binds one value to each parameter. Whoever calls this calls `finish`, also when it throws.
    func begin(_ values: [Value]) throws(SQLiteError) {
        isRunning = true
        guard values.count == parameterCount else {
            let message = "\(values.count) values for \(parameterCount) parameters"
            throw SQLiteError(code: SQLITE_RANGE, message: message, sql: text)
        }
        for index in values.indices {
            try check(bind(values[index], at: index))
        }
    }

    /// Goes to the next row; false at the end.
    @usableFromInline func step() throws(SQLiteError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw unsafe SQLiteError(database, code: code, sql: text)
    }

    /// Makes the statement ready for its next use. Both calls only repeat the code of a step that failed.
    @usableFromInline func finish() {
        unsafe sqlite3_reset(handle)
        if parameterCount > 0 { unsafe sqlite3_clear_bindings(handle) }
        isRunning = false
    }

    private func bind(_ value: Value, at index: Int) -> Int32 {
        let place = Int32(index + 1)
        switch value {
        case .null:
            return unsafe sqlite3_bind_null(handle, place)
        case .integer(let number):
            return unsafe sqlite3_bind_int64(handle, place, number)
        case .real(let number):
            return unsafe sqlite3_bind_double(handle, place, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                unsafe csqlite_bind_text(handle, place, bytes.baseAddress, UInt64(bytes.count))
            }
        case .blob(let bytes):
            return unsafe bytes.withUnsafeBytes { bytes in
                unsafe csqlite_bind_blob(handle, place, bytes.baseAddress, UInt64(bytes.count))
            }
        case .bytes16(let high, let low):
            let offset = index * 16
            unsafe scratch.storeBytes(of: high.bigEndian, toByteOffset: offset, as: UInt64.self)
            unsafe scratch.storeBytes(of: low.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
            let bytes = unsafe UnsafeRawPointer(scratch.baseAddress)?.advanced(by: offset)
            return unsafe csqlite_bind_blob_in_place(handle, place, bytes, 16)
        }
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        if code != SQLITE_OK { throw unsafe SQLiteError(database, code: code, sql: text) }
    }

    /// The statement as it was prepared.
    var text: String? {
        unsafe sqlite3_sql(handle).map { unsafe String(cString: $0) }
    }

    /// What may stand behind the statement: blanks and semicolons.
    private static func isFiller(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: ";") || (9...13).contains(byte)
    }
}
