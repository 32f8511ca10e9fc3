import Referrals
import TestSupport
import Testing

@Suite struct `Traces of a person` {
    private func erased(
        _ text: String, name: String = "Ada Example", email: String = "ada@example.com",
        phone: String? = "+4989123456"
    ) -> String {
        PersonTraces(.make(name: name, email: email, phone: phone)).erased(from: text)
    }

    @Test(arguments: [
        ("Ada Example", "[erased]"), ("ask ADA EXAMPLE.", "ask [erased]."), ("(Ada\t Example)", "([erased])"),
        ("Ada\nExample", "[erased]"), ("Ada\u{A0}Example's plan", "[erased]'s plan"), ("Ada", "Ada"),
        ("Example Ada", "Example Ada"), ("Nada Example", "Nada Example"), ("Ada Examples", "Ada Examples"),
        ("Ada-Example", "Ada-Example"), ("Ada Example2", "Ada Example2"), ("Äda Example", "Äda Example"),
        ("é Ada Example é", "é [erased] é"), ("éAda Example", "éAda Example"), ("Ada Exampleé", "Ada Exampleé"),
        ("Ada Ada Example Example", "Ada [erased] Example"), ("様Ada Example様", "様[erased]様"), ("", ""),
        ("Ada Example, Ada Example", "[erased], [erased]"),
    ])
    func `are the full name in whole words`(text: String, result: String) {
        #expect(erased(text) == result)
    }

    @Test(arguments: [
        ("Jörg Strauß", "jörg STRAUSS lives", "[erased] lives"),
        ("JÖRG STRAUSS", "Jörg Strauß lives", "[erased] lives"),
        ("Σίσυφος Π", "ΣΊΣΥΦΟΣ π!", "[erased]!"), ("山田太郎", "昨日山田太郎さんに電話", "昨日[erased]さんに電話"),
        ("김철수", "김철수에게", "[erased]에게"),
        ("王伟", "请联系王伟。", "请联系[erased]。"), ("王", "王伟", "王伟"), ("Joe", "joe and Joey", "[erased] and Joey"),
        ("Jo", "Jo Jo", "Jo Jo"),
        ("J", "J", "J"), ("O'Brien", "Mr O'Brien", "Mr [erased]"), ("Dr. Eve Low", "dr. eve low", "[erased]"),
        ("Lunas", "Lunaß", "Lunaß"), ("A. B.", "A. B.", "A. B."), ("  ", "  ", "  "),
    ])
    func `are names of any writing`(name: String, text: String, result: String) {
        #expect(erased(text, name: name) == result)
    }

    @Test(arguments: [
        ("ada@example.com", "[erased]"), ("mailto:ADA@Example.COM?subject=x", "mailto:[erased]?subject=x"),
        ("<ada@example.com>, ada@example.com.", "<[erased]>, [erased]."), ("nada@example.com", "nada@example.com"),
        ("ada@example.community", "ada@example.community"), ("連絡先ada@example.comです", "連絡先[erased]です"),
        ("ada@example", "ada@example"), ("ada at example.com", "ada at example.com"),
        ("Ada Example <ada@example.com>", "[erased] <[erased]>"),
    ])
    func `are the address of mail`(text: String, result: String) {
        #expect(erased(text) == result)
    }

    @Test(arguments: [
        "+4989123456", "+49 89 12 34 56", "+49 (0)89 123456", "(+49) 89 123456", "+49-89-123-456", "0049 89/123456",
        "0049.89.12.34.56", "4989123456", "(089) 123456", "089 12-34-56", "089\u{A0}123\u{2011}456", "011 49 89 123456",
        "(089)123456", "89123456",
    ])
    func `are the number as people write it`(text: String) {
        #expect(erased(text) == "[erased]")
        #expect(erased("Tel.\(text), then") == "Tel.[erased], then")
        #expect(erased("é\(text)é") == "é[erased]é")
    }

    @Test(arguments: [
        "089123457", "14989123456", "49891234567", "123456", "089\n123456", "089 - / - / 123456",
        "0891234561",
        "2026-11-23", "089x123456",
    ])
    func `are no other number`(text: String) {
        #expect(erased(text) == text)
    }

    @Test(arguments: [
        ("+34912345678", "912 345 678"), ("+4712345678", "12 34 56 78"), ("+79121234567", "8 (912) 123-45-67"),
        ("+351212345678", "212 345 678"), ("+6561234567", "6123 4567"),
    ])
    func `are numbers of countries that put nothing, or an 8, in the place of the code`(phone: String, text: String) {
        #expect(erased("Tel. \(text).", phone: phone) == "Tel. [erased].")
    }

    @Test func `are numbers within North America without a code`() {
        for text in ["(425) 555-0100", "425.555.0100", "1 425 555 0100", "+1 425-555-0100"] {
            #expect(erased(text, phone: "+14255550100") == "[erased]", "\(text)")
        }
        #expect(erased("(call 425 555 0100)", phone: "+14255550100") == "(call [erased])")
    }

    @Test func `of one who gave no number are no number`() {
        #expect(erased("+4989123456", phone: nil) == "+4989123456")
    }

    @Test func `are all taken out of random text, and nothing else is`() {
        var random = SplitMix64(seed: 7)
        let traces = ["ADA  example", "Ada Example", "aDa@example.com", "+49 (0) 89 123456", "089/123456"]
        let others = ["Ada", "ß", "ẞpringt", "東京", "12", "x@example.com", "(", "İ", "e\u{301}", "ſ", "K", "'", "+49"]
        for _ in 0..<2_000 {
            let parts = (0..<random.next() % 12).map { _ in
                random.oneIn(3) ? (random.pick(traces), "[erased]") : (random.pick(others), nil)
            }
            let text = parts.map(\.0).joined(separator: " ; ")
            #expect(erased(text) == parts.map { $0.1 ?? $0.0 }.joined(separator: " ; "))
        }
    }

    @Test(
        arguments: [
            ("Bob", nil, ["b@fabrikam.example", "ADA@example.com"], true),
            ("Bob", "+4989123456", ["b@x.example"], true),
            ("ada example", nil, ["b@x.example"], true), ("Dr. Ada Example", nil, ["b@x.example"], true),
            ("Ada", "+4989123457", ["ada@example.org"], false),
        ] as [(String, String?, [String], Bool)])
    func `tell whether a contact is the person`(name: String, phone: String?, emails: [String], isPerson: Bool) {
        let contact = ContactDetails(
            name: name, role: nil, phone: phone.map(PhoneNumber.init(stored:)),
            emails: emails.map(EmailAddress.init(stored:)))
        #expect(PersonTraces(.make()).match(contact) == isPerson)
        var short = contact
        short.name = "AL"
        #expect(PersonTraces(.make(name: "Al", email: "al@example.com", phone: nil)).match(short))
    }

    @Test func `leave an inquiry its company and its need`() {
        var inquiry = Inquiry.make(
            company: "Ada Example Consulting", summary: "Call ADA EXAMPLE", details: "ada@example.com", tags: ["erp"])
        inquiry.customer.address.addressLine1 = "c/o Ada Example"
        let erased = inquiry.erasing(PersonTraces(.make()))
        #expect(erased.customer.contact == nil && erased.customer.company == "[erased] Consulting")
        #expect(erased.customer.address.addressLine1 == "c/o [erased]" && erased.customer.address.city == "Munich")
        #expect(erased.need.summary == "Call [erased]" && erased.need.details == "[erased]")
        #expect(erased.need.solutions == inquiry.need.solutions)
        var plain = Inquiry.make()
        let kept = plain.erasing(PersonTraces(.make()))
        plain.customer.contact = nil
        #expect(kept == plain)
    }
}
