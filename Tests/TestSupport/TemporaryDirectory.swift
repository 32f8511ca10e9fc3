import Glibc

/// A directory of its own for a test, gone with its files when the last reference is.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        var template = [CChar]("/tmp/referrals-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure(code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        if let directory = unsafe opendir(path) {
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                    unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) {
                        unsafe String(cString: $0)
                    }
                }
                if name != ".", name != ".." { _ = unsafe unlink(path + "/" + name) }
            }
            _ = unsafe closedir(directory)
        }
        _ = unsafe rmdir(path)
    }

    /// The path of a file in it.
    package func file(_ name: String) -> String { path + "/" + name }

    package struct Failure: Error {
        package let code: Int32
    }
}
