import Testing

/// The arrows between modules, as ARCHITECTURE.md draws them: what each may import.
private let arrows: [Substring: Set<String>] = [
    "HTTP": ["Synchronization"],
    "JSON": ["Synchronization"],
    "Referrals": ["Synchronization"],
    "SQLite": ["CSQLite", "Crypto", "Glibc", "Synchronization"],
    "HTTPServer": ["HTTP", "CSystem", "Glibc", "Synchronization"],
    "ReferralStore": ["Referrals", "SQLite", "JSON", "CResources", "Synchronization"],
    "Delivery": ["Referrals", "CCurl", "CResources", "Crypto", "Glibc", "Synchronization"],
    "ReferralAPI": ["Referrals", "HTTP", "JSON", "CResources", "Crypto", "Logging", "Synchronization"],
    "referrals": [
        "HTTPServer", "HTTP", "JSON", "ReferralAPI", "ReferralStore", "Delivery", "Referrals", "ArgumentParser",
        "Crypto", "Logging", "Glibc", "Synchronization",
    ],
]

/// What single files may import besides, by a decision page.
private let exceptions: [String: Set<String>] = [
    "Sources/Referrals/Values/GreatCircle.swift": ["Glibc"]
]

@Suite struct `Imports` {
    @Test func `follow the arrows between modules`() {
        let found = Tree.swift.filter { $0.path.hasPrefix("Sources/") }.flatMap { file in
            file.imports.filter { $0.text != "Swift" && arrows[file.module]?.contains($0.text) != true }
                .filter { exceptions[file.path]?.contains($0.text) != true }
                .map { "\(file.path):\($0.line) \($0.text)" }
        }
        expectNone(
            of: found,
            """
            no arrow leads there. Move the code to a module that may import it, or pass in what it needs; a new arrow \
            needs a decision page and its place in ARCHITECTURE.md and here.
            """)
    }

    @Test func `are excepted for files that need it`() {
        for (path, names) in exceptions {
            let imports = Tree.swift.first { $0.path == path }?.imports.map { String($0.text) } ?? []
            #expect(names.isSubset(of: imports), "remove \(path) from the exceptions in ImportTests.swift")
        }
    }

    @Test func `are drawn for modules that exist`() {
        let modules = Set(Tree.swift.filter { $0.path.hasPrefix("Sources/") }.map(\.module))
        #expect(Set(arrows.keys) == modules, "remove from ImportTests.swift what is no module any more")
    }
}
