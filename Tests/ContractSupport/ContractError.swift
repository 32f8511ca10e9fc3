/// Why `openapi.yaml` cannot be used as a contract: what is wrong with it, and where.
public struct ContractError: Error, CustomStringConvertible {
    /// A JSON pointer into the document, or the name of the file.
    public let place: String
    /// What is wrong, and what to write instead.
    public let detail: String

    /// Makes an error from a place and what is wrong there.
    public init(_ place: String, _ detail: String) {
        self.place = place
        self.detail = detail
    }

    /// Both in one line.
    public var description: String { "openapi.yaml, \(place): \(detail)" }
}
