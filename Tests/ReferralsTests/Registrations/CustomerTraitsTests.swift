import Referrals
import Testing

struct CustomerTraitsTests {
    @Test(
        arguments: [
            ("Contoso", "contoso"), ("CONTOSO, Ltd.", "contosoltd"), ("Contoso  Ltd", "contosoltd"),
            ("Straße & Söhne", "strassesöhne"), ("株式会社 東京", "株式会社東京"), ("3M", "3m"), ("!!!", "!!!"),
            ("[erased] Consulting", ""),
        ])
    func `a company is known by its letters and digits`(name: String, key: String) {
        #expect(CustomerTraits.company(name) == key)
    }

    @Test(
        arguments: [
            ("kim@Fabrikam.Example", "fabrikam.example"), ("kim@mail.fabrikam.example", "mail.fabrikam.example"),
            ("kim@gmail.com", nil), ("kim@yahoo.co.uk", nil), ("kim@web.de", nil), ("kim@GMX.net", nil),
            ("kim@outlook.com", nil), ("kim@live.contoso.co.example", "live.contoso.co.example"),
            ("kim@live.contoso.com", "live.contoso.com"), ("kim@outlook.fabrikam.de", "outlook.fabrikam.de"),
            ("kim@yahoo.com.br", nil), ("kim@yahoo.ne.jp", nil), ("kim@hotmail.fr", nil),
        ] as [(String, String?)])
    func `a domain says something of a company unless everybody may have a mailbox there`(
        address: String, domain: String?
    ) throws {
        var customer = try Sample.inquiry().customer
        customer.contact = Person(name: "Kim", email: EmailAddress(stored: address))
        #expect(CustomerTraits(customer).domain == domain)
    }

    @Test func `without a person there is no domain`() throws {
        var customer = try Sample.inquiry().customer
        customer.contact = nil
        #expect(CustomerTraits(customer).domain == nil)
    }

    @Test(arguments: ["erp", "a", "3d-print", String(repeating: "a", count: 80)])
    func `a slug names a solution`(slug: String) {
        #expect(SolutionID(slug)?.description == slug)
    }

    @Test(arguments: ["", "-erp", "erp-", "ERP", "e rp", "größe", "a_b", String(repeating: "a", count: 81)])
    func `other text does not`(text: String) {
        #expect(SolutionID(text) == nil)
    }

    @Test func `a tag names the solution of the same letters, whatever their case`() {
        #expect(SolutionID(Referrals.Tag(stored: "ERP"))?.description == "erp")
        #expect(SolutionID(Referrals.Tag(stored: "our erp")) == nil)
    }
}
