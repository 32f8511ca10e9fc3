extension EngagementService {
    static var tooManyContacts: ReferralError {
        .limitReached(detail: "An engagement has at most \(Contact.maximum) contacts.")
    }

    /// Adds a contact, which is a change of the engagement too. `condition` is judged against the engagement.
    public func addContact(
        to id: ID<Engagement>, if condition: VersionCondition, _ details: ContactDetails
    ) throws(ReferralError) -> Contact {
        let old = try found(id, condition)
        let next = try old.withContacts(old.contactCount + 1, at: store.now)
        guard next.contactCount <= Contact.maximum else { throw Self.tooManyContacts }
        try store.update(next, from: old)
        return try insertContact(details, of: next)
    }

    /// Changes a contact; nothing is recorded when nothing changes.
    public func updateContact(
        _ id: ID<Contact>, of engagement: ID<Engagement>, if condition: VersionCondition,
        _ patch: ContactPatch
    ) throws(ReferralError) -> Contact {
        let (old, contact) = try found(id, of: engagement, condition)
        let next = try old.withContacts(old.contactCount, at: store.now)
        var changed = contact
        changed.details = patch.applied(to: contact.details)
        guard changed != contact else { return contact }
        changed.version += 1
        changed.updatedAt = store.now
        try store.update(next, from: old)
        try store.update(changed, of: engagement)
        try record(.contactUpdated, .contact(id), next)
        return changed
    }

    /// Removes a contact.
    public func removeContact(
        _ id: ID<Contact>, of engagement: ID<Engagement>, if condition: VersionCondition
    ) throws(ReferralError) {
        let (old, _) = try found(id, of: engagement, condition)
        let next = try old.withContacts(old.contactCount - 1, at: store.now)
        try store.update(next, from: old)
        try store.deleteContact(id, of: engagement)
        try record(.contactRemoved, .contact(id), next)
    }

    @discardableResult
    func insertContact(_ details: ContactDetails, of engagement: Engagement) throws(ReferralError) -> Contact {
        let contact = Contact(id: store.newID(), details: details, createdAt: store.now, updatedAt: store.now)
        try store.insert(contact, of: engagement.id)
        try record(.contactAdded, .contact(contact.id), engagement)
        return contact
    }

    private func found(
        _ id: ID<Contact>, of engagement: ID<Engagement>, _ condition: VersionCondition
    ) throws(ReferralError) -> (Engagement, Contact) {
        let owner = try found(engagement)
        guard let contact = try store.contact(id, of: engagement) else { throw .notFound }
        try condition.check(contact.tag)
        return (owner, contact)
    }
}
