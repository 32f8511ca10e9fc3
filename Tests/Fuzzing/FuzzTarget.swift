/// A reader of bytes that come from outside, and what must hold whatever they are.
///
/// `make fuzz` calls each with inputs that libFuzzer thinks up; the tests call it with every file of `Corpus`, which
/// are the seeds and all that was ever found.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// Requests behind each other on one connection.
    case request
    /// A chunked body.
    case chunks
    /// A request target.
    case target
    /// A JSON text.
    case json
    /// A cursor, sealed and opened.
    case cursor

    /// Reads the bytes.
    /// - Throws: `Finding` when something does not hold. A defect may trap as well.
    package func check(_ bytes: [UInt8]) throws(Finding) {
        switch self {
        case .request: try checkRequests(bytes)
        case .chunks: try checkChunks(bytes)
        case .target: try checkTarget(bytes)
        case .json: try checkJSON(bytes)
        case .cursor: try checkCursor(bytes)
        }
    }
}

/// What did not hold.
package struct Finding: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// - Throws: `Finding`, with what did not hold, when it does not.
func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws(Finding) {
    guard holds else { throw Finding(otherwise()) }
}
