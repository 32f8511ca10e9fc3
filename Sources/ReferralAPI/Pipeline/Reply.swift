import HTTP
import Referrals

/// An answer before the fields that every answer has are added: what an `Idempotency-Key` can store and replay.
struct Reply: Sendable {
    var status: Status
    /// The path of what was made.
    var location: String?
    /// The opaque tag, without quotes.
    var tag: String?
    var mediaType: MediaType = .json
    var body: ResponseBody
    /// The URL of the next page.
    var next: String?
    /// Seconds after which a 503 may be tried again.
    var retryAfter: Int?
    /// What is stored in place of the body, when a part of it is shown once or holds a person.
    var kept: KeptBody?
    var isReplay = false
    /// Whether the answer may be kept by shared caches, as documents without a tenant's data may.
    var isPublic = false

    init(_ status: Status, body: ResponseBody = .empty) {
        self.status = status
        self.body = body
    }

    /// A resource as it is now.
    static func resource(_ status: Status, _ json: [UInt8], tag: EntityTag, location: String? = nil) -> Reply {
        var reply = Reply(status, body: .bytes(json))
        reply.tag = tag.description
        reply.location = location
        return reply
    }

    static let noContent = Reply(.noContent)

    /// 304: what the caller has under the tag is what would be shown.
    static func notModified(_ tag: String) -> Reply {
        var reply = Reply(.notModified)
        reply.tag = tag
        return reply
    }
}

extension Reply {
    /// The answer as it is stored for replays.
    var stored: StoredReply {
        let whole: [UInt8] = if case .bytes(let bytes) = body { bytes } else { [] }
        return StoredReply(
            status: status.code, location: location, tag: tag, body: kept ?? KeptBody(whole))
    }

    /// A stored answer, with the customer's person as the reader may see it now.
    init(replaying stored: StoredReply, in reader: any ReferralReader) throws(ReferralError) {
        let bytes = try stored.body.whole(in: reader)
        self.init(Status(stored.status), body: bytes.isEmpty ? .empty : .bytes(bytes))
        location = stored.location
        tag = stored.tag
        isReplay = true
    }
}

extension KeptBody {
    /// The bytes with the customer's person as the reader may see them now.
    func whole(in reader: any ReferralReader) throws(ReferralError) -> [UInt8] {
        guard let gap = personGap, let id = rfiID else { return bytes }
        var whole = bytes
        whole.insert(contentsOf: try Self.person(of: id, gap.engagementID, in: reader), at: gap.offset)
        return whole
    }

    private static func person(
        of rfi: ID<RFI>, _ engagement: ID<Engagement>?, in reader: any ReferralReader
    ) throws(ReferralError) -> [UInt8] {
        let inquiry = try reader.rfi(rfi, .operator)?.inquiry
        guard let engagement else { return RFIBody.person(inquiry?.customer.contact, for: .marketplace) }
        let state = try reader.engagement(engagement, .operator)?.state
        let shown = state.flatMap { inquiry?.shown(in: $0) }
        return RFIBody.person(shown?.customer.contact, for: .partner)
    }
}
