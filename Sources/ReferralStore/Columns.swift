// How values become columns and columns values. A row is read from left to right by a cursor that knows the names
// of the columns, so that a damaged value can be named; it is checked where a value has a closed set, and taken as
// it was stored where the text was judged when it came in.

import Referrals
import SQLite

/// The columns of a noun, in the order in which they are read.
struct ColumnList: Sendable {
    let table: String
    let names: [String]

    /// Takes the names separated by white space.
    init(_ table: String, _ names: String) {
        self.table = table
        self.names = names.split { $0 == " " || $0 == "\n" }.map(String.init)
    }

    /// Where a column stands in a row.
    func index(of name: String) -> Int {
        guard let index = names.firstIndex(of: name) else { preconditionFailure("\(table) has no column \(name)") }
        return index
    }

    /// For a SELECT.
    var selected: String { names.joined(separator: ", ") }

    /// For an INSERT: every column and as many parameters.
    var inserted: String {
        "(\(selected)) VALUES (\(names.indices.map { "?\($0 + 1)" }.joined(separator: ", ")))"
    }
}

/// Where in a row reading has come to.
struct ColumnCursor {
    private let list: ColumnList
    private var index: Int

    init(_ list: ColumnList) {
        self.list = list
        index = 0
    }

    /// The next column's number.
    mutating func next() -> Int {
        defer { index += 1 }
        return index
    }

    /// The error that names the column last read.
    var damage: ReferralError { .damaged(list.table, list.names[index - 1]) }
}

extension Row {
    func id<Entity>(_ at: inout ColumnCursor) throws(ReferralError) -> ID<Entity> {
        guard let id: ID<Entity> = optionalID(&at) else { throw at.damage }
        return id
    }

    func optionalID<Entity>(_ at: inout ColumnCursor) -> ID<Entity>? {
        optionalBytes16(at.next()).map { ID(high: $0.0, low: $0.1) }
    }

    func int(_ at: inout ColumnCursor) -> Int { Int(int(at.next())) }

    func bool(_ at: inout ColumnCursor) -> Bool { bool(at.next()) }

    func text(_ at: inout ColumnCursor) -> String { text(at.next()) }

    func optionalText(_ at: inout ColumnCursor) -> String? { optionalText(at.next()) }

    func time(_ at: inout ColumnCursor) -> Timestamp { Timestamp(milliseconds: int(at.next())) }

    func optionalTime(_ at: inout ColumnCursor) -> Timestamp? {
        optionalInt(at.next()).map(Timestamp.init(milliseconds:))
    }

    func optionalDay(_ at: inout ColumnCursor) -> Day? { optionalInt(at.next()).map { Day(number: Int($0)) } }

    func country(_ at: inout ColumnCursor) throws(ReferralError) -> CountryCode {
        guard let country = CountryCode(text(at.next())) else { throw at.damage }
        return country
    }

    /// An amount and, in the next column, its currency.
    func optionalMoney(_ at: inout ColumnCursor) throws(ReferralError) -> Money? {
        let amount = optionalInt(at.next())
        let code = optionalText(at.next())
        guard let amount else { return nil }
        guard let code, let currency = Currency(code) else { throw at.damage }
        return Money(minorUnits: amount, currency: currency)
    }

    /// One of a closed set of words.
    func word<Word: RawRepresentable<String>>(_ at: inout ColumnCursor) throws(ReferralError) -> Word {
        guard let word = Word(rawValue: text(at.next())) else { throw at.damage }
        return word
    }

    /// One of a closed set of words, or nil.
    func optionalWord<Word: RawRepresentable<String>>(_ at: inout ColumnCursor) throws(ReferralError) -> Word? {
        guard let text = optionalText(at.next()) else { return nil }
        guard let word = Word(rawValue: text) else { throw at.damage }
        return word
    }

    /// A list, whose items stand on lines of their own.
    func lines<Item>(_ at: inout ColumnCursor, _ item: (String) -> Item) -> [Item] {
        texts(at.next(), separatedBy: UInt8(ascii: "\n"), item)
    }

    func optionalURL(_ at: inout ColumnCursor) throws(ReferralError) -> WebURL? {
        guard let text = optionalText(at.next()) else { return nil }
        guard let url = WebURL(text) else { throw at.damage }
        return url
    }

    func address(_ at: inout ColumnCursor) throws(ReferralError) -> Address {
        Address(
            addressLine1: optionalText(&at), addressLine2: optionalText(&at), city: text(&at),
            state: optionalText(&at), postalCode: optionalText(&at), country: try country(&at))
    }
}

extension Value {
    init<Entity>(_ id: ID<Entity>) { self = .bytes16(id.high, id.low) }

    init<Entity>(_ id: ID<Entity>?) { self = id.map { .bytes16($0.high, $0.low) } ?? .null }

    init(_ time: Timestamp) { self = .integer(time.milliseconds) }

    init(_ time: Timestamp?) { self.init(time?.milliseconds) }

    init(_ day: Day?) { self.init(day?.number) }

    init(lines items: [some CustomStringConvertible]) {
        self = .text(items.map(\.description).joined(separator: "\n"))
    }
}

extension [Value] {
    /// An amount and its currency.
    static func money(_ money: Money?) -> [Value] {
        [Value(money?.minorUnits), Value(money?.currency.code)]
    }

    static func address(_ address: Address) -> [Value] {
        [
            Value(address.addressLine1), Value(address.addressLine2), .text(address.city), Value(address.state),
            Value(address.postalCode), .text(address.country.code),
        ]
    }
}
