// Which mail follows from what happens. It is queued in the transaction in which that happens, and says what is so when
// it is sent: nothing but ids and the address of a location's contact is kept until then.

/// Queues mail.
public struct MailQueue {
    private let store: any ReferralTransaction

    /// Works in one transaction.
    public init(_ store: any ReferralTransaction) { self.store = store }

    /// A location is asked.
    func asked(_ engagement: Engagement, _ contact: Person) throws(ReferralError) {
        try queue(.newRFI, of: engagement, to: .partner(contact.email, name: contact.name))
    }

    /// A customer has taken a request back, has found others, or was erased.
    func withdrawn(_ engagement: Engagement) throws(ReferralError) {
        try tellPartner(.withdrawn, of: engagement, unless: .withdrawn)
    }

    /// A partner has accepted.
    func accepted(_ engagement: Engagement) throws(ReferralError) {
        try tellCustomer(.customerAccepted, of: engagement)
    }

    /// A partner has declined.
    func declined(_ engagement: Engagement) throws(ReferralError) {
        try tellCustomer(.customerDeclined, of: engagement)
    }

    /// One of an engagement's own instants has come. A reminder that comes too late to help is none.
    public func reached(_ clock: ReachedClock) throws(ReferralError) {
        let engagement = clock.next
        if clock.reminds, store.now < engagement.clocks.expiresAt {
            try tellPartner(.expiryReminder, of: engagement, unless: .expiryReminder)
        }
        guard engagement.state == .archived(.expired) else { return }
        try tellPartner(.expired, of: engagement, unless: .expired)
        try tellCustomer(.customerExpired, of: engagement)
    }

    /// The outcome of a deal is missed. Who does without reminders does without this one.
    public func missed(_ engagement: Engagement) throws(ReferralError) {
        try tellPartner(.outcomeReminder, of: engagement, unless: .expiryReminder)
    }

    /// A registration has got where it stands; that a reviewer has decided, or asks, is told.
    func moved(_ registration: Registration, of engagement: Engagement) throws(ReferralError) {
        guard let kind = registration.state.news else { return }
        try tellPartner(kind, of: engagement, unless: .registrationDecided)
        let known = try contact(of: engagement)?.person.email
        guard let own = registration.fields.contact.email, own.folded != known?.folded else { return }
        try queue(kind, of: engagement, to: .registrationContact(engagement.id))
    }

    /// The service has turned off a webhook of a partner.
    public func disabled(_ webhook: ID<Webhook>, of partner: ID<Partner>) throws(ReferralError) {
        guard let partner = try store.partner(partner), let email = partner.email else { return }
        try queue(
            .webhookDisabled, about: Notification.Subject(webhookID: webhook),
            to: .partner(email, name: partner.name))
    }

    private func tellPartner(
        _ kind: Notification.Kind, of engagement: Engagement, unless optOut: MailOptOut
    ) throws(ReferralError) {
        guard let contact = try contact(of: engagement), !contact.optOuts.contains(optOut) else { return }
        try queue(kind, of: engagement, to: .partner(contact.person.email, name: contact.person.name))
    }

    /// Whom a partner has for an engagement, and what they do without; nil when nobody is left.
    private func contact(
        of engagement: Engagement
    ) throws(ReferralError) -> (person: MailRecipient, optOuts: [MailOptOut])? {
        let profile = try store.profile(engagement.profileID, .operator)
        if let location = profile?.locations.first(where: { $0.id == engagement.locationID }) {
            return (MailRecipient(location.details.contact), location.details.mailOptOuts)
        }
        // The location is gone, and what is left of the partner's people is the address that the operator has.
        guard let partner = try store.partner(engagement.partnerID), let email = partner.email else { return nil }
        return (MailRecipient(email: email, name: partner.name), [])
    }

    private func tellCustomer(_ kind: Notification.Kind, of engagement: Engagement) throws(ReferralError) {
        guard try store.rfi(engagement.rfiID, .operator)?.inquiry.customer.contact != nil else { return }
        try queue(kind, of: engagement, to: .customer(engagement.rfiID))
    }

    private func queue(
        _ kind: Notification.Kind, of engagement: Engagement, to addressee: Notification.Addressee
    ) throws(ReferralError) {
        let subject = Notification.Subject(engagementID: engagement.id, rfiID: engagement.rfiID)
        try queue(kind, about: subject, to: addressee)
    }

    private func queue(
        _ kind: Notification.Kind, about subject: Notification.Subject, to addressee: Notification.Addressee
    ) throws(ReferralError) {
        guard store.policy.notifies else { return }
        try store.insert(
            Notification(
                id: store.newID(), kind: kind, addressee: addressee, subject: subject, createdAt: store.now))
    }
}

extension RegistrationState {
    /// What is told of a registration that has got here; nil when a partner has brought it here.
    fileprivate var news: Notification.Kind? {
        switch self {
        case .incomplete, .inReview: nil
        case .actionRequired: .registrationInfoRequested
        case .approved: .registrationApproved
        case .rejected: .registrationRejected
        }
    }
}
