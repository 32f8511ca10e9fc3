import Referrals

/// What an event is about, as the owner of a feed may see it now; nil what is gone.
struct EventData {
    enum Resource {
        case engagement(EngagementView?)
        case contact(Contact?)
        case note(Note?)
        case profile(Profile?)
        case rfi(RFIView?)
        case webhook
        case registration(Registration?)
    }

    /// What the owner of the feed is told that it is about.
    let subject: Subject
    let resource: Resource
    /// The engagement that it belongs to, which only partners and operators know.
    let engagementID: ID<Engagement>?
}

/// The resources of the events of one page, each looked up once.
struct EventResources {
    /// The feed whose owner sees them.
    let feed: Scope
    private let reader: any ReferralReader
    private var known: [Subject: EventData.Resource] = [:]
    private var requests: [ID<Engagement>: ID<RFI>] = [:]

    init(_ feed: Scope, _ reader: any ReferralReader) {
        self.feed = feed
        self.reader = reader
    }

    /// The instant at which they are as they are shown.
    var now: Timestamp { reader.now }

    /// What an event is about. Of an engagement a customer knows what the RFI tells.
    mutating func data(of event: FeedEvent) throws(ReferralError) -> EventData {
        guard case .marketplace = feed, let id = event.engagementID else {
            let resource = try resource(event.subject, of: event.engagementID)
            return EventData(subject: event.subject, resource: resource, engagementID: event.engagementID)
        }
        let subject = Subject.rfi(try request(of: id))
        return EventData(subject: subject, resource: try resource(subject), engagementID: nil)
    }

    /// The RFI that an engagement is of.
    mutating func request(of id: ID<Engagement>) throws(ReferralError) -> ID<RFI> {
        if let request = requests[id] { return request }
        guard let engagement = try reader.engagement(id, .operator) else {
            throw .internalFault("an event is of the engagement \(id), which does not exist")
        }
        requests[id] = engagement.rfiID
        return engagement.rfiID
    }

    private mutating func resource(
        _ subject: Subject, of engagement: ID<Engagement>? = nil
    ) throws(ReferralError) -> EventData.Resource {
        if let resource = known[subject] { return resource }
        let resource = try read(subject, of: engagement)
        known[subject] = resource
        return resource
    }

    private func read(
        _ subject: Subject, of engagement: ID<Engagement>?
    ) throws(ReferralError) -> EventData.Resource {
        switch (subject, engagement) {
        case (.engagement(let id), _): .engagement(try reader.engagementView(id, feed))
        case (.contact(let id), let engagement?): .contact(try reader.contact(id, of: engagement))
        case (.contact, nil): .contact(nil)
        case (.note(let id), let engagement?): .note(try reader.note(id, of: engagement))
        case (.note, nil): .note(nil)
        case (.profile(let id), _): .profile(try reader.profile(id, feed))
        case (.rfi(let id), _): .rfi(try reader.rfiView(id, feed))
        case (.webhook, _): .webhook
        case (.registration, let engagement?): .registration(try reader.registration(of: engagement, feed))
        case (.registration, nil): .registration(nil)
        }
    }
}
