import Glibc
import HTTPServer
import Testing

@Suite struct Files {
    /// A folder of its own, gone with what is in it.
    private final class Folder {
        let path: String

        init() throws {
            var template = [CChar]("/tmp/referrals-files-XXXXXX".utf8CString)
            try #require(unsafe mkdtemp(&template) != nil)
            path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }

        deinit {
            for name in (try? System.names(in: path)) ?? [] { try? System.remove(file(name)) }
            _ = unsafe rmdir(path)
        }

        func file(_ name: String) -> String { "\(path)/\(name)" }
    }

    @Test func `are told apart by what they are, not by their names`() throws {
        let folder = try Folder()
        let (a, b, c, link) = (folder.file("a"), folder.file("b"), folder.file("c"), folder.file("link"))
        for path in [a, b] { try System.createPrivateFile(path, [1, 2, 3]) }
        #expect(try System.addName(c, to: a))
        #expect(unsafe symlink(a, link) == 0)
        let status = try #require(System.status(a))
        #expect(status.kind == .file && status.size == 3 && status.permissions == 0o600 && status.names == 2)
        #expect(status.owner == System.user && System.status(folder.path)?.kind == .folder)
        #expect([c, link].allSatisfy { System.status($0)?.isSameFile(as: status) == true })
        #expect(System.status(b)?.isSameFile(as: status) == false)
        #expect(System.statusOfName(link)?.kind == .link && System.statusOfName(folder.file("none")) == nil)
        #expect(System.resolved(link) == System.resolved(a) && System.resolved(folder.file("none")) == nil)
    }

    @Test func `get names, and lose them`() throws {
        let folder = try Folder()
        let (a, b) = (folder.file("a"), folder.file("b"))
        try System.createPrivateFile(a, [1])
        try System.createPrivateFile(b, [2])
        #expect(try !System.addName(b, to: a), "there is a file of that name")
        try System.rename(a, to: b)
        #expect(try System.readFile(b) == [1] && System.names(in: folder.path) == ["b"])
        try System.syncFolder(folder.path)
        try System.remove(b)
        try System.remove(b)
        #expect(try System.names(in: folder.path).isEmpty)
    }

    @Test func `say why not`() throws {
        let folder = try Folder()
        let none = folder.file("none")
        let errors = [
            #expect(throws: SystemError.self) { try System.rename(none, to: folder.file("b")) },
            #expect(throws: SystemError.self) { try System.addName(folder.file("b"), to: none) },
            #expect(throws: SystemError.self) { try System.names(in: none) },
            #expect(throws: SystemError.self) { try System.syncFolder(none) },
            #expect(throws: SystemError.self) { try System.makePrivateFolder(none + "/a") },
        ]
        #expect(errors.allSatisfy { $0?.code == ENOENT })
        let removal = #expect(throws: SystemError.self) { try System.remove(folder.path) }
        #expect(removal?.code == EISDIR)
    }
}
