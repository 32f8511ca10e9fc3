import HTTP
import JSON
import Referrals

/// The decoded query of a request, read by name. Names were checked against the route's before.
struct QueryParameters: Sendable {
    private let pairs: [(name: String, value: String)]

    init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

    /// Throws unless every name is one of `allowed` and stands once.
    func check(allowed: [String]) throws {
        for (index, pair) in pairs.enumerated() {
            guard allowed.contains(pair.name) else {
                throw Problem.parameter(pair.name, "There is no such parameter here.\(Self.hint(allowed))")
            }
            guard !pairs[..<index].contains(where: { $0.name == pair.name }) else {
                throw Problem.parameter(pair.name, "Is repeated; give several values separated by commas.")
            }
        }
    }

    private static func hint(_ allowed: [String]) -> String {
        allowed.isEmpty ? "" : " There are: \(allowed.joined(separator: ", "))."
    }

    subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// Converts a value if it is given.
    func value<T>(_ name: String, _ expected: String, _ convert: (String) -> T?) throws -> T? {
        guard let text = self[name] else { return nil }
        guard let value = convert(text) else { throw Problem.parameter(name, expected) }
        return value
    }

    /// One line of text, as it is stored: trimmed and in NFC.
    func line(_ name: String, maximum: Int) throws -> String? {
        guard let text = self[name] else { return nil }
        do throws(TextFault) {
            return try Text.line(text, maximum: maximum)
        } catch {
            throw Problem.parameter(name, Invalid(error).detail)
        }
    }

    /// `q`: words to search for.
    func search() throws -> SearchQuery? {
        guard let text = try line("q", maximum: SearchQuery.maximumLength) else { return nil }
        do throws(SearchFault) {
            return try SearchQuery(text)
        } catch {
            switch error {
            case .tooLong: throw Problem.parameter("q", "Must have at most \(SearchQuery.maximumLength) characters.")
            case .tooManyWords: throw Problem.parameter("q", "Must have at most \(SearchQuery.maximumWords) words.")
            }
        }
    }

    /// Converts each of the comma-separated values.
    func values<T>(_ name: String, _ expected: String, _ convert: (String) -> T?) throws -> [T]? {
        try value(name, expected) { text in
            let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            let values = parts.compactMap { convert(String(Substring($0))) }
            return values.count == parts.count ? values : nil
        }
    }

    /// Members of an enumeration.
    func cases<T: RawRepresentable & CaseIterable>(_ name: String, _ type: T.Type) throws -> [T]?
    where T.RawValue == String {
        let names = T.allCases.map(\.rawValue).joined(separator: ", ")
        return try values(name, "Must be one or more of: \(names).", T.init)
    }

    /// `true` or `false`.
    func flag(_ name: String) throws -> Bool? {
        try value(name, "Must be true or false.") { $0 == "true" ? true : $0 == "false" ? false : nil }
    }

    /// An instant.
    func instant(_ name: String) throws -> Timestamp? {
        try value(name, "Must be a time by RFC 3339, such as 2026-11-23T02:00:00Z; write + as %2B.") {
            Timestamp($0)
        }
    }

    /// A stretch of time from two parameters.
    func range(after: String, before: String) throws -> TimeRange {
        TimeRange(after: try instant(after), before: try instant(before))
    }

    /// `limit`: 1 to 200, 50 when left out; more is lowered to 200.
    func limit() throws -> Int {
        let limit = try value("limit", "Must be a whole number of 1 or more; 200 at most are given.") {
            text -> Int? in
            guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
            let digits = text.drop { $0 == "0" }
            return digits.count > 9 ? 200 : Int(digits).flatMap { $0 > 0 ? min($0, 200) : nil }
        }
        return limit ?? 50
    }

    /// Everything but the parameters that only choose the page, in the order of their names: what a cursor is bound to.
    var filters: String {
        pairs.filter { $0.name != "limit" && $0.name != "cursor" }
            .sorted { $0.name < $1.name }
            .map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            .joined(separator: "&")
    }
}
