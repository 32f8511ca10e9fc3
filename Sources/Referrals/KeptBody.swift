/// JSON as it may be kept: an answer for replays, or what was sent to a webhook. Secrets and the customer's person are
/// cut out of it; the person is put in again, as the reader may see them then, when it is shown.
public struct KeptBody: Hashable, Sendable {
    /// The place where a customer's person was cut out.
    public struct PersonGap: Hashable, Sendable {
        /// The byte offset.
        public let offset: Int
        /// The engagement in whose view the person stood; nil for the view of the RFI.
        public let engagementID: ID<Engagement>?

        /// Makes a gap.
        public init(offset: Int, engagementID: ID<Engagement>?) {
            self.offset = offset
            self.engagementID = engagementID
        }
    }

    /// The bytes without what may not be kept.
    public let bytes: [UInt8]
    /// The RFI whose customer the bytes may speak of.
    public let rfiID: ID<RFI>?
    /// Where the person was.
    public let personGap: PersonGap?

    /// Makes a body.
    public init(_ bytes: [UInt8], rfiID: ID<RFI>? = nil, personGap: PersonGap? = nil) {
        self.bytes = bytes
        self.rfiID = rfiID
        self.personGap = personGap
    }
}
