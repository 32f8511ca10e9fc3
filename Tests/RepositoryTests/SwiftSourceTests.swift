import Testing

@Suite struct `The reader of Swift files` {
    @Test func `tells code from comments and strings`() {
        let source = SwiftSource(
            path: "a.swift",
            text: ##"""
                let a = 1 // unsafe
                /* unsafe /* nested */ unsafe */ let b = "un\"safe \(unsafe(x, ")")) unsafe"
                let c = #"raw \" \(unsafe) \#(try! d)"#
                func `never unsafe`() {}
                let e = """
                    unsafe "quoted"
                    """; unsafe
                """##)
        #expect(source.lines(with: "unsafe") == [2, 7])
        #expect(source.lines(with: "try!") == [3])
        #expect(source.comments.map(\.line) == [1, 2])
        #expect(source.strings.map(\.line) == [2, 2, 3, 5])
        #expect(source.strings.first?.text == "\")\"")
    }

    @Test func `finds whole tokens alone`() {
        let source = SwiftSource(path: "a.swift", text: "unsafeBytes\nnotunsafe\nx(unsafe)\nretry!\ntry!f()")
        #expect(source.lines(with: "unsafe") == [3])
        #expect(source.lines(with: "try!") == [5])
    }

    @Test func `lists imports`() {
        let source = SwiftSource(
            path: "a.swift",
            text: "import A\n@testable import B\npublic import struct C.D\n// import E\nlet important = 1")
        #expect(source.imports.map(\.text) == ["A", "B", "C"])
    }

    @Test func `knows SQL in strings from words in sentences`() {
        let source = SwiftSource(
            path: "a.swift",
            text: #"""
                let a = "SELECT 1"
                let b = """
                    UPDATE things
                    SET a = 1
                    """
                let c = "INSERT OR REPLACE INTO things VALUES (?)", d = "DELETE  FROM things", e = "PRAGMA user_version"
                let f = "Please select one", g = "UPDATE" // SELECT 1
                """#)
        #expect(source.statements.map(\.line) == [1, 2, 6, 6, 6])
    }

    @Test func `measures functions`() {
        let source = SwiftSource(
            path: "a.swift",
            text: """
                struct S {
                    let x = 1
                    enum E { case a }
                    func f(
                        a: Int
                    ) {
                        if a > 0 {
                        }
                    }
                    var y: Int { 1 }
                    init() {
                    }
                }
                """)
        #expect(
            source.functions.filter { $0.length > 1 } == [
                Function(name: "f", line: 6, length: 4), Function(name: "init", line: 11, length: 2),
            ])
    }
}
