import HTTPServer
import ReferralStore

/// Looks whether a file can be restored; changes nothing, and leaves nothing beside it.
struct BackupExam {
    /// The backup.
    let file: String
    /// Asked now and then; false ends it.
    var goesOn: @Sendable () -> Bool = { true }

    /// Does it, on the calling thread.
    ///
    /// - Returns: What the backup holds.
    /// - Throws: `StartError` with what is wrong.
    func run() throws -> DatabaseContents {
        guard let status = System.status(file) else { throw StartError("There is no file \(file).") }
        guard status.kind == .file else { throw StartError("\(file) is no file.") }
        // Of a file that uses a log, but has none, a connection that only reads leaves an empty one.
        let isAlone = !BackupFile.companions.contains { System.fileExists(file + $0) }
        defer { if isAlone { Store.tidyUp(file) } }
        var findings: [String] = []
        do throws(StoreError) {
            let contents = try DatabaseContents(of: file)
            // What is counted anew is that of this version; an older one has yet to be migrated.
            let checks: Checkup.Extent = contents.isOlder ? .file : .everything
            try Checkup.run(on: file, checks, while: goesOn) { result in
                findings += result.findings.map { "\(result.name): \($0)" }
            }
            if findings.isEmpty { return contents }
        } catch { throw StartError("\(error)") }
        let more = findings.count > 5 ? ["And \(findings.count - 5) more."] : []
        throw StartError(
            (["\(file) is damaged: take another backup."] + findings.prefix(5) + more).joined(separator: "\n"))
    }
}
