import Testing

/// Functions that were longer than the limit when the limit came, with their lengths, which may only shrink. Nothing
/// is added here.
private let longFunctions: [String: Int] = [:]

@Suite struct `The code stays readable:` {
    @Test func `files have at most 400 lines, tests 600`() {
        let found = Tree.swift.filter { $0.lines.count > ($0.path.hasPrefix("Tests/") ? 600 : 400) }
        expectNone(of: found.map(\.path), "too long: give one of its ideas a file of its own")
    }

    @Test func `the server can be read in an hour: at most 3,500 lines of code`() {
        let files = Tree.swift.filter { ["HTTP", "HTTPServer"].contains($0.module) && $0.path.hasPrefix("Sources/") }
        let lines = files.flatMap(\.code).filter { !$0.allSatisfy(\.isWhitespace) }
        #expect(lines.count <= 3_500, "Sources/HTTP and Sources/HTTPServer do what docs/http-server.md says, not more")
    }

    @Test func `files of the server name their sources at the top`() {
        let files = Tree.swift.filter { ["HTTP", "HTTPServer"].contains($0.module) && $0.path.hasPrefix("Sources/") }
        let found = files.filter { !($0.lines.first ?? "").contains(/RFC \d{4}, section|[a-z_0-9]+\(\d\)/) }
        expectNone(of: found.map(\.path), "the first line is a comment with its RFC sections, or its manual pages")
    }

    @Test func `lines have at most 120 characters`() throws {
        let others = Tree.files(under: "migrations", "sql") + Tree.files(under: "Sources", "c", "h")
        let files = Tree.swift + (try others.map { SwiftSource(path: $0, text: try Tree.text(of: $0)) })
        let found = files.flatMap { file in
            file.lines.enumerated().filter { $1.count > 120 }.map { "\(file.path):\($0.offset + 1)" }
        }
        expectNone(of: found, "too long: run make format, and break what it leaves")
    }

    @Test func `functions have at most 70 lines`() {
        let found = Tree.swift.flatMap { file in
            file.functions.filter { $0.length > longFunctions["\(file.path) \($0.name)"] ?? 70 }
                .map { "\(file.path):\($0.line) \($0.name) has \($0.length)" }
        }
        expectNone(of: found, "too long: give its steps names")
    }

    @Test func `no exception is longer than it must be`() {
        var lengths: [String: Int] = [:]
        for file in Tree.swift {
            for function in file.functions {
                lengths["\(file.path) \(function.name)", default: 0].grow(to: function.length)
            }
        }
        for (key, listed) in longFunctions {
            let length = lengths[key] ?? 0
            #expect(length > 70, "\(key) is short enough: take it out of the exceptions")
            #expect(length == listed, "\(key) has shrunk: lower its number to \(length)")
        }
    }
}

extension Int {
    fileprivate mutating func grow(to other: Int) { self = Swift.max(self, other) }
}
