import ContractSupport
import Foundation
import Testing

@testable import referrals

@Suite struct `The documents` {
    /// A row is `| `REFERRALS_PORT` | `8080` | … |`; `none` without backticks where there is no default.
    @Test func `list every setting with its default in README.md`() throws {
        let rows = try Tree.text(of: "README.md").split(separator: "\n").filter {
            $0.hasPrefix("| `REFERRALS_")
        }
        let expected = Setting.all.map {
            "| `\($0.variable)` | \($0.defaultText.map { "`\($0)`" } ?? "none") |"
        }
        expectNone(
            of: expected.filter { row in !rows.contains { $0.hasPrefix(row) } },
            "README.md lacks these rows, or has another default")
        let names = Setting.all.flatMap { [$0.variable, $0.fileVariable].compactMap(\.self) }
        expectNone(
            of: rows.filter { row in !names.contains { row.hasPrefix("| `\($0)` |") } }.map(String.init),
            "there are no such settings: take them out of README.md")
    }

    @Test func `tell how a secret is read from a file`() throws {
        let readme = try Tree.text(of: "README.md")
        for variable in Setting.all.compactMap(\.fileVariable) {
            #expect(readme.contains("`\(variable)`"), "README.md does not name it")
        }
    }

    @Test(arguments: ["make serve", "make test"]) func `name the two commands in README.md`(_ command: String)
        throws
    {
        let lines = try Tree.text(of: "README.md").split(separator: "\n").map {
            $0.drop { $0 == " " || $0 == "$" }
        }
        #expect(lines.contains { $0.hasPrefix(command) }, "put it in a code block, on a line of its own")
        let target = command.dropFirst("make ".count)
        #expect(try Tree.text(of: "Makefile").contains("\n\(target):"), "Makefile has no target \(target)")
    }

    @Test func `collect what is not released in CHANGELOG.md`() throws {
        let headings = try Tree.text(of: "CHANGELOG.md").split(separator: "\n").filter { $0.hasPrefix("## ") }
        #expect(
            headings.first == "## [Unreleased]", "the first section is ## [Unreleased], empty after a release"
        )
    }

    @Test func `link to files that exist`() throws {
        let pages = ["README", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG", "SECURITY"].map { "\($0).md" }
        for page in pages + Tree.files(under: "docs", "md") {
            let text = try Tree.text(of: page)
            let folder = page.split(separator: "/").dropLast().joined(separator: "/")
            for link in text.matches(of: /\]\(([^)#\s]+)[^)]*\)/) where !link.1.contains(":") {
                #expect(
                    Self.exists("\(folder)/\(link.1)"), "\(page) links to \(link.1), which does not exist")
            }
        }
    }

    @Test func `let the Dockerfile copy what exists`() throws {
        for line in try Tree.text(of: "Dockerfile").split(separator: "\n") where line.hasPrefix("COPY ") {
            let words = line.split(separator: " ").dropFirst().filter { !$0.hasPrefix("--") }
            guard !line.contains("--from=") else { continue }
            for source in words.dropLast() {
                #expect(
                    Self.exists(matching: String(source)), "Dockerfile copies \(source), which does not exist"
                )
            }
        }
    }

    private static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(Repository.root)/\(path)")
    }

    /// Whether a path is there; a star stands for any end of a name in the root.
    private static func exists(matching pattern: String) -> Bool {
        guard pattern.hasSuffix("*") else { return exists(pattern) }
        let names = try? FileManager.default.contentsOfDirectory(atPath: Repository.root)
        return names?.contains { $0.hasPrefix(pattern.dropLast()) } ?? false
    }
}
