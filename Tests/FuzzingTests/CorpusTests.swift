import ContractSupport
import Foundation
import Fuzzing
import Testing

@Suite struct `What was ever found by fuzzing` {
    /// A file of a corpus, and who reads it.
    struct Input: CustomTestStringConvertible {
        let target: FuzzTarget
        let url: URL
        var testDescription: String { "\(target) \(url.lastPathComponent)" }
    }

    private static let corpus = URL(filePath: Repository.root).appending(path: "Tests/Fuzzing/Corpus")

    private static func inputs(of target: FuzzTarget) throws -> [Input] {
        try FileManager.default.contentsOfDirectory(
            at: corpus.appending(path: target.rawValue), includingPropertiesForKeys: nil
        ).map { Input(target: target, url: $0) }
    }

    @Test(arguments: try FuzzTarget.allCases.flatMap(inputs)) func `stays mended`(_ input: Input) throws {
        try input.target.check(Array(Data(contentsOf: input.url)))
    }

    @Test(arguments: FuzzTarget.allCases) func `begins with seeds`(_ target: FuzzTarget) throws {
        #expect(try Self.inputs(of: target).count >= 5)
    }

    @Test func `is read by a target that exists`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        #expect(folders.sorted() == FuzzTarget.allCases.map(\.rawValue).sorted())
    }
}
