// A registration speaks of the customer: by the domain of the person's address, in its messages, and by its contact
// where the partner has named the person.

import Referrals
import SQLite

extension StoreTransaction {
    /// Lets go of the person, and of what stands for the company as far as the person's name was in it.
    func eraseRegistration(
        _ traces: PersonTraces, of engagement: ErasedEngagement, company: String
    ) throws(ReferralError) {
        guard let old = try registration(of: engagement.id, .operator) else { return }
        var next = old
        if let contact = old.fields.contact.details, traces.match(contact) {
            next.fields.contact = RegistrationContact()
        }
        for index in next.messages.indices {
            next.messages[index].body = traces.erased(from: next.messages[index].body)
        }
        next.version += 1
        next.updatedAt = now
        try update(next, from: old)
        for (index, (message, before)) in zip(next.messages, old.messages).enumerated() where message != before {
            try connection.change(
                ErasedRegistrationSQL.message, [Value(old.id), Value(index + 1), .text(message.body)])
        }
        try connection.change(
            ErasedRegistrationSQL.traits, [Value(old.id), .text(CustomerTraits.company(company))])
    }
}

extension RegistrationContact {
    /// The contact as those of engagements are; nil when it is empty.
    fileprivate var details: ContactDetails? {
        guard self != RegistrationContact() else { return nil }
        return ContactDetails(name: name ?? "", role: nil, phone: phone, emails: email.map { [$0] } ?? [])
    }
}

private enum ErasedRegistrationSQL {
    static let message: SQL = """
        UPDATE registration_messages SET body = ?3
        WHERE registration = (SELECT row FROM registrations WHERE id = ?1) AND seq = ?2
        """
    static let traits: SQL = "UPDATE registrations SET company_key = ?2, email_domain = NULL WHERE id = ?1"
}
