import JSON
import Referrals

/// The bodies of what partners do with their engagements.
extension Fields {
    /// `today` is what a timeframe is counted from.
    mutating func acceptance(today: Day) -> Acceptance? {
        var terms = EngagementTerms()
        terms.name = required("name", Convert.line(200))
        terms.estimatedValue = money("estimatedValue", required: true)
        terms.estimatedPurchaseDate = optional("estimatedPurchaseDate", Convert.day)
        terms.purchaseTimeframe = optional("purchaseTimeframe", Convert.oneOf(Timeframe.self))
        terms.crmID = optionalText("crmId", Convert.line(128))
        let note = optionalText("note", Convert.block(10_000))
        let contacts = objects("contacts", minimum: 0, maximum: Contact.maximum) { $0.contact() }
        checkDate(of: &terms, today)
        return Acceptance(terms: terms, note: note, contacts: contacts)
    }

    private func checkDate(of terms: inout EngagementTerms, _ today: Day) {
        guard !has("estimatedPurchaseDate") else { return }
        if !has("purchaseTimeframe") {
            fault("estimatedPurchaseDate", .required, "Is required, unless purchaseTimeframe is given.")
        }
        terms.estimatedPurchaseDate = terms.purchaseTimeframe?.months.map { today.adding(months: $0) }
    }

    /// The reason of a decline or a loss.
    mutating func refusal() -> Refusal? {
        let reason = required("reason", Convert.oneOf(Refusal.Reason.self))
        let note = optionalText("note", Convert.block(10_000))
        guard let reason else { return nil }
        let refusal = Refusal(reason: reason, note: note)
        if refusal == nil, !faults.list.contains(where: { $0.pointer == pointer("note") }) {
            fault("note", .required, "The reason other needs a note.")
        }
        return refusal
    }

    mutating func engagementEdit() -> EngagementEdit? {
        readOnly(
            "id", "rfiId", "partnerId", "profileId", "locationId", "source", "status", "outcome", "customer",
            "need",
            "budget", "timeframe", "directContact", "respondBy", "expiresAt", "purchaseTimeframe",
            "finalValue",
            "closedOn", "contacts", "decline", "loss", "withdrawal", "registration", "allowedActions", "receivedAt",
            "respondedAt",
            "closedAt", "createdAt", "updatedAt", "version")
        var edit = EngagementEdit()
        edit.name = change("name", isRequired: true, Convert.line(200)).value
        edit.estimatedValue = changeObject("estimatedValue", isRequired: true) { $0.moneyPatch() }.value
        edit.estimatedPurchaseDate = change("estimatedPurchaseDate", Convert.day).optional
        edit.crmID = changedText("crmId", Convert.line(128))
        return edit
    }

    mutating func win() -> Win? {
        let finalValue = money("finalValue", required: false)
        let closedOn = optional("closedOn", Convert.day)
        return Win(finalValue: finalValue, closedOn: closedOn, note: optionalText("note", Convert.block(10_000)))
    }

    mutating func contact() -> ContactDetails? {
        let name = required("name", Convert.line(200))
        let role = optionalText("role", Convert.line(200))
        let phone = optionalText("phone", Convert.phone)
        let emails = list("emails", maximum: 5, minimum: 1, Convert.email)
        return name.map { ContactDetails(name: $0, role: role, phone: phone, emails: emails.unique) }
    }

    mutating func contactPatch() -> ContactPatch? {
        readOnly("id", "version", "createdAt", "updatedAt")
        var patch = ContactPatch()
        patch.name = change("name", isRequired: true, Convert.line(200)).value
        patch.role = changedText("role", Convert.line(200))
        patch.phone = changedText("phone", Convert.phone)
        patch.emails = changeList("emails", maximum: 5, minimum: 1, Convert.email).items?.unique
        return patch
    }

    mutating func note() -> String? {
        required("body", Convert.block(10_000))
    }

    mutating func notePatch() -> NotePatch? {
        readOnly("id", "author", "createdAt", "editedAt", "version")
        var patch = NotePatch()
        patch.body = change("body", isRequired: true, Convert.block(10_000)).value
        return patch
    }
}
