/// A notification as operators see it: with the address that it goes to.
public struct NotificationView: Hashable, Sendable {
    /// The notification.
    public let notification: Notification
    /// Who gets it; nil once the customer's person is erased, or the registration names no contact any more.
    public let recipient: MailRecipient?

    /// Makes a view.
    public init(notification: Notification, recipient: MailRecipient?) {
        self.notification = notification
        self.recipient = recipient
    }
}

/// An address that mail goes to, with the name of whoever reads it.
public struct MailRecipient: Hashable, Sendable {
    /// The address.
    public let email: EmailAddress
    /// The name.
    public let name: String?

    /// Makes a recipient.
    public init(email: EmailAddress, name: String?) {
        self.email = email
        self.name = name
    }

    /// A person by name and address.
    public init(_ person: Person) { self.init(email: person.email, name: person.name) }
}

extension RegistrationContact {
    /// Nil without an address.
    var recipient: MailRecipient? { email.map { MailRecipient(email: $0, name: name) } }
}

extension ReferralReader {
    /// Who gets a notification: customers and contacts of registrations as they are now, nil once erased.
    public func recipient(of notification: Notification) throws(ReferralError) -> MailRecipient? {
        switch notification.addressee {
        case .partner(let email, let name): MailRecipient(email: email, name: name)
        case .customer(let rfi): try self.rfi(rfi, .operator)?.inquiry.customer.contact.map { MailRecipient($0) }
        case .registrationContact(let engagement):
            try registration(of: engagement, .operator)?.fields.contact.recipient
        }
    }

    /// A notification with its recipient.
    public func view(of notification: Notification) throws(ReferralError) -> NotificationView {
        NotificationView(notification: notification, recipient: try recipient(of: notification))
    }

    /// A page of notifications with their recipients.
    public func notificationViews(
        _ query: NotificationQuery, _ page: PageRequest<ID<Notification>>
    ) throws(ReferralError) -> Page<NotificationView, ID<Notification>> {
        let found = try notifications(query, page)
        var views: [NotificationView] = []
        for notification in found.items { views.append(try view(of: notification)) }
        return Page(items: views, next: found.next)
    }
}
