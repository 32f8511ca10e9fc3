import SQLite
import Testing

@Suite struct Values {
    @Test(
        arguments: [
            nil, 0, 1, .integer(.min), .integer(.max), 0.0, -1.5, .real(.infinity), "", "x", "naïve 漢字",
            "a\0b",
            .text(String(repeating: "long", count: 10_000)), .blob([]), .blob([0, 255]),
            .blob([UInt8](repeating: 7, count: 100_000)),
        ] as [Value])
    func `a value comes back as it was`(value: Value) throws {
        let connection = try Connection.inMemory()
        try connection.run("INSERT INTO t VALUES (?)", [value])
        let found = try connection.first("SELECT a FROM t") { row in row.value(0) }
        #expect(found == value)
    }

    @Test func `a 16-byte value is a big-endian blob`() throws {
        let connection = try Connection.inMemory()
        try connection.run(
            "INSERT INTO t VALUES (?)", [.bytes16(0x0102_0304_0506_0708, 0x090a_0b0c_0d0e_0f10)])
        let blob = try connection.first("SELECT a FROM t") { row in row.blob(0) }
        #expect(blob == [UInt8](1...16))
        let pair = try #require(try connection.first("SELECT a FROM t") { row in row.bytes16(0) })
        #expect(pair == (0x0102_0304_0506_0708, 0x090a_0b0c_0d0e_0f10))
    }

    @Test(
        arguments: [
            (nil, []), ("", []), ("\n", []), ("a", ["a"]), ("a\nbc\n漢", ["a", "bc", "漢"]), ("\na\n\nb\n", ["a", "b"]),
        ] as [(String?, [String])])
    func `a list is read in pieces`(text: String?, pieces: [String]) throws {
        let connection = try Connection.inMemory()
        let found = try connection.first("SELECT ?", [Value(text)]) { row in
            row.texts(0, separatedBy: UInt8(ascii: "\n")) { $0 }
        }
        #expect(found == pieces)
    }

    @Test func `several 16-byte values of one statement do not mix`() throws {
        let connection = try Connection.inMemory()
        let read = { (row: borrowing Row) in [row.bytes16(0).1, row.bytes16(1).1, row.bytes16(2).1] }
        for round in 0..<3 as Range<UInt64> {
            let values: [Value] = [.bytes16(1, round), .bytes16(2, round + 1), .bytes16(3, round + 2)]
            #expect(try connection.first("SELECT ?, ?, ?", values, read) == [round, round + 1, round + 2])
        }
    }

    @Test func `columns of another type are converted and null is nothing`() throws {
        let connection = try Connection.inMemory()
        try connection.forEach("SELECT NULL, '12', 7, x'0102'") { row in
            #expect(row.count == 4)
            #expect(row.isNull(0) && !row.isNull(1))
            #expect(row.int(0) == 0 && row.text(0).isEmpty && row.blob(0).isEmpty && row.bytes16(0) == (0, 0))
            #expect(row.optionalInt(0) == nil && row.optionalText(0) == nil && row.optionalBlob(0) == nil)
            #expect(row.optionalBytes16(0) == nil && row.optionalBytes16(3) == nil)
            #expect(row.int(1) == 12 && row.text(2) == "7" && row.bool(2) && row.real(2) == 7)
            #expect(row.optionalInt(2) == 7 && row.optionalText(1) == "12" && row.optionalBlob(3) == [1, 2])
            #expect(row.isNull(99) && row.value(0) == .null)
            return true
        }
    }

    @Test func `an optional that is nil binds null`() {
        #expect(Value(nil as Int?) == .null && Value(5 as Int?) == .integer(5))
        #expect(Value(nil as Int64?) == .null && Value(nil as Double?) == .null && Value(1.5) == .real(1.5))
        #expect(Value(nil as String?) == .null && Value("a" as String?) == .text("a"))
        #expect(Value(nil as Bool?) == .null && Value(true as Bool?) == .integer(1))
        #expect(Value(nil as [UInt8]?) == .null && Value([1]) == .blob([1]))
        #expect(Value(nil as (UInt64, UInt64)?) == .null && Value((1, 2)) == .bytes16(1, 2))
    }

    @Test func `bytes that are no UTF-8 are replaced`() throws {
        let connection = try Connection.inMemory()
        #expect(try connection.first("SELECT CAST(x'61FF62' AS TEXT)") { row in row.text(0) } == "a\u{fffd}b")
    }
}
