/// A value whose text is ASCII that needs no escape anywhere, such as an identifier or an instant.
public protocol ASCIIText: CustomStringConvertible {
    /// How many bytes the text has at most.
    static var textCapacity: Int { get }

    /// Appends the text.
    func write(to output: inout OutputSpan<UInt8>)
}

extension ASCIIText {
    /// Appends the text.
    public func append(to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: Self.textCapacity) { output in write(to: &output) }
    }

    /// The text.
    public var description: String {
        String(decoding: [UInt8](capacity: Self.textCapacity, initializingWith: write), as: UTF8.self)
    }
}
