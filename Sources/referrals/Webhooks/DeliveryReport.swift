import JSON
import Referrals

/// How a delivery is shown: to a person, or to a program.
enum DeliveryReport: Sendable {
    /// A line on the delivery, lines on what is remarkable, the payload with its members below each other, and an
    /// empty line.
    case text
    /// One JSON object a line.
    case json

    /// The first words: where deliveries are waited for.
    func opening(_ address: String) -> [UInt8] {
        switch self {
        case .text: return Array("Listening on \(address)\n".utf8)
        case .json:
            var writer = JSONWriter()
            writer.object { $0.member("url", address) }
            return writer.bytes + Array("\n".utf8)
        }
    }

    /// What is shown of a delivery that came at an endpoint with so many secrets, and was answered with a status.
    func bytes(_ delivery: ReceivedDelivery, secrets: Int, answered status: Int) -> [UInt8] {
        switch self {
        case .text: Array(Self.text(delivery, secrets: secrets).utf8)
        case .json: Self.line(delivery, answered: status)
        }
    }

    private static func text(_ delivery: ReceivedDelivery, secrets: Int) -> String {
        let words = [
            delivery.verdict.word, delivery.type, delivery.seq.map { "seq \($0)" }, delivery.id,
        ].compactMap(\.self).map(LogText.escaped)
        let lines = [
            "\(delivery.at)  \(words.joined(separator: "  "))",
            delivery.verdict.reason.map { "  \($0)" },
            secrets > 1 ? signers(delivery.verdict, of: secrets) : nil,
            delivery.remark.map { "  \($0)" },
            delivery.payload?.laidOut ?? LogText.quoted(String(decoding: delivery.body, as: UTF8.self)),
        ]
        return lines.compactMap(\.self).joined(separator: "\n") + "\n\n"
    }

    private static func signers(_ verdict: ReceivedDelivery.Verdict, of count: Int) -> String? {
        let places = verdict.signers.map(String.init).joined(separator: " and ")
        return places.isEmpty ? nil : "  signed with secret \(places) of \(count)"
    }

    private static func line(_ delivery: ReceivedDelivery, answered status: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("time", delivery.at.description)
            writer.member("verdict", delivery.verdict.word)
            writer.member("reason", delivery.verdict.reason)
            writer.member("webhookId", delivery.id)
            writer.member("type", delivery.type)
            writer.member("seq", delivery.seq)
            writer.array("signedBy") { for place in delivery.verdict.signers { $0.integer(Int64(place)) } }
            writer.member("remark", delivery.remark)
            writer.member("answered", status)
            writer.member("payload", delivery.payload ?? .string(String(decoding: delivery.body, as: UTF8.self)))
        }
        return writer.bytes + Array("\n".utf8)
    }
}

extension ReceivedDelivery.Verdict {
    /// The verdict in a word.
    var word: String {
        switch self {
        case .verified: "verified"
        case .duplicate: "duplicate"
        case .refused: "refused"
        }
    }

    /// Why it is refused.
    var reason: String? { if case .refused(let reason) = self { reason } else { nil } }

    /// The places of the secrets that signed, from 1.
    var signers: [Int] {
        switch self {
        case .verified(let places), .duplicate(let places): places
        case .refused: []
        }
    }
}
