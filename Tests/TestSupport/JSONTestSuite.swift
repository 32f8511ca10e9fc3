/// The texts of Nicolas Seriot's JSONTestSuite (https://github.com/nst/JSONTestSuite, `test_parsing`, MIT), by its file
/// names, and what becomes of each here. In the tables a character stands for one byte.
package struct JSONTestSuite: Sendable, CustomStringConvertible {
    /// What the suite, or where it leaves it open the contract, asks for.
    package enum Expectation: Sendable {
        case taken
        case refused
    }

    package let name: String
    package let bytes: [UInt8]
    package let expectation: Expectation

    package var description: String { name }

    /// The whole suite.
    package static let all =
        cases("y_", mustBeTaken, .taken) + cases("y_", duplicateNames, .refused) + cases("n_", mustBeRefused, .refused)
        + cases("i_", leftOpenAndTaken, .taken) + cases("i_", leftOpenAndRefused, .refused)

    private static func cases(
        _ prefix: String, _ table: [(String, String)], _ expectation: Expectation
    ) -> [JSONTestSuite] {
        table.map { name, text in
            let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
            return JSONTestSuite(name: prefix + name, bytes: bytes, expectation: expectation)
        }
    }
}
