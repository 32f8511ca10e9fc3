import ContractSupport
import Foundation
import Testing

/// The files of the repository.
enum Tree {
    /// The Swift files of `Sources` and `Tests`.
    static let swift = sources(under: "Sources") + sources(under: "Tests")

    /// The text of a file.
    static func text(of path: String) throws -> String {
        try String(contentsOfFile: "\(Repository.root)/\(path)", encoding: .utf8)
    }

    /// The files under a folder whose names end in one of the extensions, sorted.
    static func files(under folder: String, _ extensions: String...) -> [String] {
        let names = try? FileManager.default.subpathsOfDirectory(atPath: "\(Repository.root)/\(folder)")
        return (names ?? []).filter { name in extensions.contains { name.hasSuffix("." + $0) } }
            .sorted().map { "\(folder)/\($0)" }
    }

    /// Whether the tests write what is derived instead of comparing it: `make openapi`.
    static let isUpdating = ProcessInfo.processInfo.environment["REFERRALS_UPDATE"] == "1"

    /// Writes a file.
    static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(Repository.root)/\(path)"))
    }

    private static func sources(under folder: String) -> [SwiftSource] {
        files(under: folder, "swift").compactMap { path in
            (try? text(of: path)).map { SwiftSource(path: path, text: $0) }
        }
    }
}

extension SwiftSource {
    /// The module that the file belongs to.
    var module: Substring { path.split(separator: "/")[1] }
}

/// Records one issue with all places and the cure; nothing when there is no place.
func expectNone(
    of places: some Collection<String>, _ cure: Comment, at location: SourceLocation = #_sourceLocation
) {
    guard !places.isEmpty else { return }
    Issue.record("\(cure.rawValue)\n\(places.sorted().joined(separator: "\n"))", sourceLocation: location)
}
