import Delivery
import Referrals
import Testing

@Suite struct `Settings of mail` {
    @Test(
        arguments: [
            ("smtp://mail.example.com", "smtp://mail.example.com:587", nil, nil, .whenOffered),
            ("smtp://mail.example.com:25/", "smtp://mail.example.com:25", nil, nil, .whenOffered),
            ("smtps://mail.example.com", "smtps://mail.example.com:465", nil, nil, .whenOffered),
            ("smtp://user:pass@mail.example.com", "smtp://mail.example.com:587", "user", "pass", .required),
            (
                "smtp://user%40example.com:p%3Aa%2Fs@mail.example.com:2525", "smtp://mail.example.com:2525",
                "user@example.com", "p:a/s", .required
            ),
            ("smtp://user:p@ss:word@mail.example.com", "smtp://mail.example.com:587", "user", "p@ss:word", .required),
            ("smtp://user:pass@localhost:1025", "smtp://localhost:1025", "user", "pass", .whenOffered),
            ("smtp://user:pass@127.0.0.1", "smtp://127.0.0.1:587", "user", "pass", .whenOffered),
            ("smtp://[::1]", "smtp://[::1]:587", nil, nil, .whenOffered),
            ("smtps://[2001:db8::1]:466", "smtps://[2001:db8::1]:466", nil, nil, .whenOffered),
        ] as [(String, String, String?, String?, MailServer.Encryption)])
    func `know a mail server`(
        text: String, url: String, user: String?, password: String?, encryption: MailServer.Encryption
    ) {
        #expect(MailServer(text) == MailServer(url: url, user: user, password: password, encryption: encryption))
    }

    @Test(arguments: [
        "", "mail.example.com", "http://mail.example.com", "smtp://", "smtp:///x", "smtp://mail.example.com/path",
        "smtp://user@mail.example.com", "smtp://user:@mail.example.com", "smtp://:p@mail.example.com",
        "smtp://mail.example.com:0", "smtp://mail.example.com:99999", "smtp://mail example.com",
        "smtp://a%0d:b@h.example",
        "smtp://a%zz:b@h.example", "smtp://h.example?x", "SMTP://h.example", "smtp://h.example\r\n",
    ])
    func `refuse what is none`(text: String) { #expect(MailServer(text) == nil) }

    @Test(
        arguments: [
            ("a@example.com", nil, "a@example.com"), ("Market <a@example.com>", "Market", "a@example.com"),
            ("Zoë's Märkt, Ltd. <a@example.com>", "Zoë's Märkt, Ltd.", "a@example.com"),
        ] as [(String, String?, String)])
    func `know a sender`(text: String, name: String?, address: String) {
        #expect(MailRecipient(sender: text) == MailRecipient(email: EmailAddress(stored: address), name: name))
    }

    @Test(arguments: [
        "", "Market", "<a@example.com>", "Market <a@example.com", "Market a@example.com", "\"Market\" <a@example.com>",
        "A\r\nBcc: x <a@example.com>", "Market <a@example.com> x", "Market <<a@example.com>",
    ])
    func `refuse a sender that is none`(text: String) { #expect(MailRecipient(sender: text) == nil) }

    @Test(arguments: [("10/1h", 10, TimeSpan.hours(1)), ("1/1d", 1, .days(1)), ("1000/1s", 1_000, .seconds(1))])
    func `know a rate`(text: String, count: Int, window: TimeSpan) {
        #expect(MailLimits.Rate(text) == MailLimits.Rate(count: count, window: window))
    }

    @Test(arguments: ["", "10", "0/1h", "1001/1h", "10/0s", "10/2d", "-1/1h", "10/1h/1", "+1/1h", "10 /1h"])
    func `refuse a rate that is none`(text: String) { #expect(MailLimits.Rate(text) == nil) }
}
