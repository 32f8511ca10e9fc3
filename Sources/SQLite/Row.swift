import CSQLite

/// The current row of a query; it lives only inside the closure that it is passed to.
///
/// Columns count from 0. SQLite's conversions hold (https://www.sqlite.org/c3ref/column_blob.html): `NULL`
/// and columns that do not exist read as 0, "", or no bytes, and reading another type converts it.
@safe public struct Row: ~Copyable {
    @usableFromInline let statement: OpaquePointer

    @usableFromInline init(statement: OpaquePointer) {
        unsafe self.statement = unsafe statement
    }

    /// The number of columns.
    public var count: Int { Int(unsafe sqlite3_column_count(statement)) }

    /// Whether the column is `NULL`.
    public func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
    }

    /// An integer.
    public func int(_ column: Int) -> Int64 {
        unsafe sqlite3_column_int64(statement, Int32(column))
    }

    /// An integer, or nil for `NULL`.
    public func optionalInt(_ column: Int) -> Int64? {
        isNull(column) ? nil : int(column)
    }

    /// Whether an integer is other than 0.
    public func bool(_ column: Int) -> Bool {
        int(column) != 0
    }

    /// A floating point number.
    public func real(_ column: Int) -> Double {
        unsafe sqlite3_column_double(statement, Int32(column))
    }

    /// A text. Bytes that are no UTF-8 are replaced by U+FFFD.
    public func text(_ column: Int) -> String { optionalText(column) ?? "" }

    /// A text, or nil for `NULL`. Bytes that are no UTF-8 are replaced by U+FFFD.
    public func optionalText(_ column: Int) -> String? {
        guard let bytes = unsafe utf8(column) else { return nil }
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// What `item` makes of the pieces of a text between separators, without the empty ones.
    public func texts<Item>(
        _ column: Int, separatedBy separator: UInt8, _ item: (String) -> Item
    ) -> [Item] {
        guard let bytes = unsafe utf8(column) else { return [] }
        var items: [Item] = []
        var first = 0
        for index in 0...bytes.count {
            guard unsafe index == bytes.count || bytes[index] == separator else { continue }
            if index > first {
                let piece = unsafe UnsafeBufferPointer(rebasing: bytes[first..<index])
                items.append(item(unsafe String(decoding: piece, as: UTF8.self)))
            }
            first = index + 1
        }
        return items
    }

    /// The bytes of a text, nil for `NULL`. The value is looked up once: it may be asked itself by the one thread that
    /// uses the connection (https://www.sqlite.org/c3ref/column_blob.html).
    private func utf8(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
        let value = unsafe sqlite3_column_value(statement, Int32(column))
        guard let start = unsafe sqlite3_value_text(value) else { return nil }
        return unsafe UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    /// Bytes.
    public func blob(_ column: Int) -> [UInt8] {
        unsafe [UInt8](bytes(column))
    }

    /// Bytes, or nil for `NULL`.
    public func optionalBlob(_ column: Int) -> [UInt8]? {
        isNull(column) ? nil : blob(column)
    }

    /// A blob of 16 bytes as two big-endian numbers, the high half first. Anything else reads as (0, 0).
    public func bytes16(_ column: Int) -> (UInt64, UInt64) {
        optionalBytes16(column) ?? (0, 0)
    }

    /// A blob of 16 bytes as two big-endian numbers, the high half first, or nil for anything else.
    public func optionalBytes16(_ column: Int) -> (UInt64, UInt64)? {
        let bytes = unsafe bytes(column)
        guard bytes.count == 16 else { return nil }
        return unsafe (
            UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    /// The column as it is stored.
    public func value(_ column: Int) -> Value {
        switch unsafe sqlite3_column_type(statement, Int32(column)) {
        case SQLITE_INTEGER: .integer(int(column))
        case SQLITE_FLOAT: .real(real(column))
        case SQLITE_TEXT: .text(text(column))
        case SQLITE_BLOB: .blob(blob(column))
        default: .null
        }
    }

    private func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let start = unsafe sqlite3_column_blob(statement, Int32(column))
        let count = Int(unsafe sqlite3_column_bytes(statement, Int32(column)))
        return unsafe UnsafeRawBufferPointer(start: start, count: count)
    }
}
