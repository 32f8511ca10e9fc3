import Referrals

/// What libcurl tells of one transfer while it is under way, and what it asks for. Used by the transfers' thread alone.
final class Exchange {
    /// The status of the answer, once its head is complete.
    private(set) var status: Int?
    /// The first bytes of the content.
    private(set) var content: [UInt8] = []
    /// The field of that name.
    private(set) var retryAfter: String?

    private let check: ((_ address: [UInt8]) -> AddressVerdict)?
    private let upload: [UInt8]
    private var sent = 0
    private var headCount = 0
    private var contentCount = 0
    /// The status of the head that is being read: of an interim answer (RFC 9110, section 15.2), or of the answer.
    private var coming: Int?

    /// - Parameters:
    ///   - upload: What is sent by and by.
    ///   - check: Judges addresses; nil lets all pass.
    init(upload: [UInt8] = [], check: ((_ address: [UInt8]) -> AddressVerdict)?) {
        self.upload = upload
        self.check = check
    }

    /// What may be done with an address.
    func verdict(on address: [UInt8]) -> AddressVerdict {
        check?(address) ?? .allowed
    }

    /// Takes a line of a head; false ends the transfer.
    func takeHead(_ line: [UInt8]) -> Bool {
        headCount += line.count
        guard headCount <= TransferAnswer.maximumHead else { return false }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            (coming, retryAfter) = (Self.status(in: text), nil)
        } else if line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) {
            if let coming, coming >= 200, status == nil { status = coming }
        } else if status == nil, let value = Self.value(of: "retry-after", in: text) {
            retryAfter = value
        }
        return true
    }

    /// Takes a part of the content; false ends the transfer.
    func takeContent(_ bytes: [UInt8]) -> Bool {
        contentCount += bytes.count
        content += bytes.prefix(TransferAnswer.keptContent - content.count)
        return contentCount <= TransferAnswer.maximumContent
    }

    /// The next bytes of what is sent, at most so many; none at its end.
    func next(_ count: Int) -> ArraySlice<UInt8> {
        let part = upload[sent...].prefix(count)
        sent = part.endIndex
        return part
    }

    /// Sends again from there on; false when there is no such place.
    func seek(to offset: Int) -> Bool {
        guard (0...upload.count).contains(offset) else { return false }
        sent = offset
        return true
    }

    private static func status(in line: String) -> Int? {
        line.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0.prefix(3)) }
    }

    private static func value(of name: String, in line: String) -> String? {
        guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { return nil }
        let value = line[line.index(after: colon)...].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return value.isEmpty ? nil : value
    }
}
