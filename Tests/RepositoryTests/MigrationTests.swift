import Crypto
import Testing

/// One file of `migrations`.
private struct MigrationFile {
    let path: String
    /// The file's name without `.sql`, such as `0001_main_job`.
    let stem: String
    let number: Int?
    let name: String

    init(path: String) {
        self.path = path
        stem = String(path.split(separator: "/").last?.dropLast(".sql".count) ?? "")
        number = Int(stem.prefix(4))
        name = String(stem.dropFirst(5))
    }

    func checksum() throws -> String {
        let digits = Array("0123456789abcdef")
        let digest = SHA256.hash(data: Array(try Tree.text(of: path).utf8))
        return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

@Suite struct `Migrations` {
    private let files = Tree.files(under: "migrations", "sql").map(MigrationFile.init)

    @Test func `are numbered from 1 without a gap`() {
        #expect(files.map(\.number) == (1...max(files.count, 1)).map(Optional.some))
        for file in files {
            #expect(file.stem.wholeMatch(of: /[0-9]{4}_[a-z0-9_]+/) != nil, "call it NNNN_what_it_does.sql")
        }
    }

    @Test func `are embedded in the binary, in order`() throws {
        let source = try Tree.text(of: "Sources/CResources/resources.c")
        let embedded = source.matches(of: /#embed \W\.\.\/\.\.\/(migrations\/[\w.]+)\W/).map { String($0.1) }
        #expect(embedded == files.map(\.path), "list every migration in resources.c with #embed")
        let header = try Tree.text(of: "Sources/CResources/include/CResources.h")
        let entries = header.matches(of: /\bResourceMigration([0-9]+)\b/).map { Int($0.1) }
        #expect(entries == files.map(\.number), "list every migration in CResources.h as ResourceMigrationN")
        for number in files.compactMap(\.number) {
            let entry = "[ResourceMigration\(number)] = {migration_\(number), sizeof migration_\(number)}"
            #expect(source.contains(entry), "resources.c lacks it in its table")
        }
    }

    @Test func `are in the store's list, in order`() throws {
        let source = try Tree.text(of: "Sources/ReferralStore/Schema.swift")
        let entry =
            /Migration\(\s*number: ([0-9]+), name: \W([a-z0-9_]+)\W, sql: text\(of: \.[mM]igration([0-9]+)\)\)/
        let listed = source.matches(of: entry).map { "\($0.1) \($0.2) \($0.3)" }
        let expected = files.map { "\($0.number ?? 0) \($0.name) \($0.number ?? 0)" }
        #expect(
            listed == expected,
            "list every migration in Schema.migrations: number, name of the file, resource")
    }

    /// `Migrations.sha256` can be checked with `sha256sum --check` from the root, too.
    @Test func `never change once they are released`() throws {
        let list = "Tests/RepositoryTests/Migrations.sha256"
        var recorded: [String: String] = [:]
        for line in (try? Tree.text(of: list))?.split(separator: "\n") ?? [] {
            recorded[String(line.dropFirst(66))] = String(line.prefix(64))
        }
        if Tree.isUpdating {
            for file in files where recorded[file.path] == nil { recorded[file.path] = try file.checksum() }
            let lines = recorded.sorted { $0.key < $1.key }.map { "\($1)  \($0)\n" }
            try Tree.write(Array(lines.joined().utf8), to: list)
        }
        for file in files {
            let checksum = try file.checksum()
            #expect(
                recorded.removeValue(forKey: file.path) == checksum,
                """
                \(file.path) is new, or changed. A released migration never changes: put the change in a new one. If \
                it is in no release yet, take its line out of \(list) and run make openapi.
                """)
        }
        #expect(recorded.isEmpty, "a released migration is never removed: put it back")
    }
}
