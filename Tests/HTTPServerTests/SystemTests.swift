import Glibc
import HTTPServer
import Testing

@Suite struct `The system` {
    @Test func `gives the environment`() throws {
        #expect(try #require(System.environment()["PATH"]).hasPrefix("/"))
    }

    @Test func `reads a file to its end`() throws {
        #expect(try System.readFile("/dev/null").isEmpty)
        #expect(try System.readFile("/proc/self/status").starts(with: Array("Name:".utf8)))
    }

    @Test func `reads no more than 64 KiB of a file without end`() throws {
        #expect(try System.readFile("/dev/zero").count == 65_536)
    }

    @Test(arguments: [
        ("/nowhere/at/all", ENOENT, "No such file or directory"), ("/", EISDIR, "Is a directory"),
    ])
    func `says why a file can't be read`(path: String, code: Int32, words: String) {
        let error = #expect(throws: SystemError.self) { try System.readFile(path) }
        #expect(error?.code == code)
        #expect(error?.description == words)
    }
}
