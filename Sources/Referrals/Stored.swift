// Values as a store gives them back. They were judged when they came in; judging them again would cost more than
// reading them, so a store of this package takes them as they are.

extension EmailAddress {
    /// An address that was valid when it was stored.
    package init(stored text: String) { self.text = text }
}

extension PhoneNumber {
    /// A number that was valid when it was stored.
    package init(stored text: String) { self.text = text }
}

extension LanguageTag {
    /// A tag that was valid when it was stored.
    package init(stored text: String) { self.text = text }
}

extension Tag {
    /// A tag that was valid when it was stored.
    package init(stored text: String) { self.text = text }
}
