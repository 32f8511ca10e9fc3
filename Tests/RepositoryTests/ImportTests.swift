import Testing

/// The arrows between modules, as ARCHITECTURE.md draws them: what each may import.
private let arrows: [Substring: Set<String>] = [
    "HTTP": ["Synchronization"],
    "JSON": ["Synchronization"],
    "Referrals": ["Synchronization"],
    "SQLite": ["CSQLite", "Crypto", "Glibc", "Synchronization"],
    "HTTPServer": ["HTTP", "CSystem", "Glibc", "Synchronization"],
    "ReferralStore": ["Referrals", "SQLite", "JSON", "CResources", "Synchronization"],
    "ReferralAPI": ["Referrals", "HTTP", "JSON", "CResources", "Crypto", "Logging", "Synchronization"],
    "referrals": [
        "HTTPServer", "HTTP", "ReferralAPI", "ReferralStore", "Referrals", "ArgumentParser", "Crypto",
        "Logging",
        "Glibc", "Synchronization",
    ],
]

@Suite struct `Imports` {
    @Test func `follow the arrows between modules`() {
        let found = Tree.swift.filter { $0.path.hasPrefix("Sources/") }.flatMap { file in
            file.imports.filter { $0.text != "Swift" && arrows[file.module]?.contains($0.text) != true }
                .map { "\(file.path):\($0.line) \($0.text)" }
        }
        expectNone(
            of: found,
            """
            no arrow leads there. Move the code to a module that may import it, or pass in what it needs; a new arrow \
            needs a decision page and its place in ARCHITECTURE.md and here.
            """)
    }

    @Test func `are drawn for modules that exist`() {
        let modules = Set(Tree.swift.filter { $0.path.hasPrefix("Sources/") }.map(\.module))
        #expect(Set(arrows.keys) == modules, "remove from ImportTests.swift what is no module any more")
    }
}
