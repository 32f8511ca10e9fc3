/// A value to bind to a parameter of a statement, or the value of a column.
///
/// Literals stand for themselves: `connection.run("INSERT INTO t VALUES (?, ?, ?)", [1, "two", nil])`.
public enum Value: Sendable, Equatable {
    /// SQL `NULL`.
    case null
    /// A 64-bit integer.
    case integer(Int64)
    /// A binary floating point number. SQLite has no NaN: it is stored as `NULL`.
    case real(Double)
    /// A text in UTF-8.
    case text(String)
    /// Bytes.
    case blob([UInt8])
    /// A blob of 16 bytes, big endian and the high half first, such as a UUID; binding it allocates nothing.
    case bytes16(UInt64, UInt64)

    /// The number, or `NULL` when there is none.
    public init(_ value: Int64?) {
        self = value.map(Value.integer) ?? .null
    }

    /// The number, or `NULL` when there is none.
    public init(_ value: Int?) {
        self = value.map { .integer(Int64($0)) } ?? .null
    }

    /// The number, or `NULL` when there is none.
    public init(_ value: Double?) {
        self = value.map(Value.real) ?? .null
    }

    /// 1 or 0, or `NULL` when there is none.
    public init(_ value: Bool?) {
        self = value.map { .integer($0 ? 1 : 0) } ?? .null
    }

    /// The text, or `NULL` when there is none.
    public init(_ value: String?) {
        self = value.map(Value.text) ?? .null
    }

    /// The bytes, or `NULL` when there are none.
    public init(_ value: [UInt8]?) {
        self = value.map(Value.blob) ?? .null
    }

    /// The 16-byte blob, high half first, or `NULL` when there is none.
    public init(_ value: (UInt64, UInt64)?) {
        self = value.map { .bytes16($0.0, $0.1) } ?? .null
    }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByStringLiteral
{
    /// SQL `NULL`.
    public init(nilLiteral: ()) { self = .null }

    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// A floating point number.
    public init(floatLiteral value: Double) { self = .real(value) }

    /// 1 or 0.
    public init(booleanLiteral value: Bool) { self = .integer(value ? 1 : 0) }

    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
}
