import Logging
import Referrals

/// A record of the log as the bytes of its line.
struct LogLine {
    /// When it happened.
    let time: Timestamp
    /// How severe it is.
    let level: Logger.Level
    /// What happened.
    let message: String
    /// The particulars, in order.
    let metadata: [(key: String, value: Logger.MetadataValue)]

    /// The line in a format, with its line feed.
    func bytes(in format: LogFormat) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        switch format {
        case .text: appendText(to: &bytes)
        case .json: appendJSON(to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private func appendText(to bytes: inout [UInt8]) {
        time.append(to: &bytes)
        bytes.append(contentsOf: " \(level) ".utf8)
        LogText.appendEscaped(Redacted(message), to: &bytes)
        for (key, value) in metadata {
            bytes.append(UInt8(ascii: " "))
            LogText.appendWord(Redacted(key), to: &bytes)
            bytes.append(UInt8(ascii: "="))
            switch value {
            case .string(let text): LogText.appendWord(Redacted(text), to: &bytes)
            case .stringConvertible(let convertible): LogText.appendWord(Redacted(convertible.description), to: &bytes)
            case .array, .dictionary: appendValue(value, to: &bytes)
            }
        }
    }

    private func appendJSON(to bytes: inout [UInt8]) {
        let head: [(key: String, value: Logger.MetadataValue)] = [
            ("time", .string("\(time)")), ("level", .string(level.rawValue)), ("message", .string(message)),
        ]
        let own = metadata.map { pair in
            (key: head.contains { $0.key == pair.key } ? pair.key + "_" : pair.key, value: pair.value)
        }
        appendObject(head + own, to: &bytes)
    }

    private func appendValue(_ value: Logger.MetadataValue, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text): LogText.appendQuoted(Redacted(text), to: &bytes)
        case .stringConvertible(let value) where value is any BinaryInteger || value is Bool:
            bytes.append(contentsOf: value.description.utf8)
        case .stringConvertible(let value): LogText.appendQuoted(Redacted(value.description), to: &bytes)
        case .array(let values):
            appendList("[", values, "]", to: &bytes) { appendValue($0, to: &$1) }
        case .dictionary(let members): appendObject(members.sorted { $0.key < $1.key }, to: &bytes)
        }
    }

    private func appendObject(
        _ members: [(key: String, value: Logger.MetadataValue)], to bytes: inout [UInt8]
    ) {
        appendList("{", members, "}", to: &bytes) { member, bytes in
            LogText.appendQuoted(Redacted(member.key), to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            appendValue(member.value, to: &bytes)
        }
    }

    private func appendList<Element>(
        _ open: Unicode.Scalar, _ elements: [Element], _ close: Unicode.Scalar, to bytes: inout [UInt8],
        _ append: (Element, inout [UInt8]) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(element, &bytes)
        }
        bytes.append(UInt8(ascii: close))
    }
}
