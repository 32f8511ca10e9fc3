import Delivery
import Foundation
import Referrals
import TestSupport
import Testing

@Suite struct `A letter` {
    private let composer = MailComposer(from: Letters.sender, publicURL: "https://referrals.example")

    private func message(
        _ letter: Letter, to recipient: MailRecipient = Letters.partner, at now: Timestamp = Letters.instant
    )
        throws -> MailMessage
    {
        try composer.message(letter, id: Letters.id, to: recipient, at: now)
    }

    /// The messages stand as files in the folder Letters; `REFERRALS_UPDATE=1` writes them anew, to be read.
    @Test func `of every kind reads as it is written down`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Letters")
        let isUpdating = ProcessInfo.processInfo.environment["REFERRALS_UPDATE"] != nil
        for (name, letter, recipient) in try Letters.all() {
            let message = try message(letter, to: recipient)
            let text = "Subject: \(message.subject)\n\n\(message.text)"
            let file = folder.appending(path: "\(name).txt")
            if isUpdating { try Data(text.utf8).write(to: file) }
            #expect(try String(decoding: Data(contentsOf: file), as: UTF8.self) == text, "\(name)")
        }
    }

    @Test func `says the same in HTML, whose elements are closed`() throws {
        for (name, letter, recipient) in try Letters.all() {
            let message = try message(letter, to: recipient)
            var open: [String] = []
            for tag in message.html.matches(of: /<(\/?)([a-z0-9]+)[^>]*>/) {
                let element = String(tag.2)
                if tag.1.isEmpty {
                    if !["meta", "br"].contains(element) { open.append(element) }
                } else {
                    #expect(open.popLast() == element, "\(name)")
                }
            }
            #expect(open.isEmpty, "\(name)")
            let word = name.hasPrefix("webhook") ? "webhook" : "Move our supply chain"
            #expect(message.html.contains(word) && message.text.contains(word), "\(name)")
        }
    }

    @Test func `burns while the wish for direct contact is fresh, and asks after that`() throws {
        let letter = Letter.newRequest(Letters.news(directContact: true))
        let hot = try message(letter)
        #expect(hot.subject.hasPrefix("🔥 "))
        #expect(hot.text.contains("🔥 " + EngagementView.hotMessage))
        #expect(hot.html.contains("🔥 <strong>" + EngagementView.hotMessage))
        let late = try message(letter, at: Letters.instant + .hours(72))
        #expect(!(late.subject + late.text + late.html).contains("🔥"))
        #expect(late.text.contains(EngagementView.waitingMessage))
        let cold = try message(.newRequest(Letters.news()))
        #expect(!(cold.subject + cold.text + cold.html).contains("contacted directly"))
    }

    @Test func `is answered to the other side where it agreed to that, and to nobody else`() throws {
        for (name, letter, recipient) in try Letters.all() {
            let reply = try message(letter, to: recipient).replyTo
            switch name {
            case "newRFI-hot": #expect(reply == Letters.customer)
            case "customerAccepted": #expect(reply == Letters.partner)
            default: #expect(reply == nil, "\(name)")
            }
        }
        let withheld = Letters.news(.archived(.withdrawn), directContact: true)
        #expect(try message(.expiryReminder(withheld)).replyTo == nil)
    }

    @Test func `names nobody who is withheld`() throws {
        for (name, letter, recipient) in try Letters.all() where name.hasPrefix("withdrawn") || name == "expired" {
            let message = try message(letter, to: recipient)
            #expect(!(message.text + message.html).contains("Joe"), "\(name)")
        }
    }

    @Test func `shows no address of a customer, whom an answer reaches`() throws {
        let message = try message(.newRequest(Letters.news(directContact: true)))
        #expect(!(message.subject + message.text + message.html).contains("joe@"))
        #expect(message.text.contains("+4989123456"))
        #expect(try !self.message(.newRequest(Letters.news())).text.contains("+4989123456"))
    }

    @Test func `links nothing without an address of the service`() throws {
        let bare = MailComposer(from: Letters.sender, publicURL: nil)
        for (_, letter, recipient) in try Letters.all() {
            let message = try bare.message(letter, id: Letters.id, to: recipient, at: Letters.instant)
            #expect(!message.text.contains("http") || message.kind == .webhookDisabled)
            #expect(!message.html.contains("<a "))
        }
    }

    // MARK: - What people write

    private static let attacks = [
        "x\r\nBcc: evil@evil.example", "x\n\n<script>alert(1)</script>", "</title><h1>x",
        "<a href=\"http://evil.example\">y</a>",
        "http://evil.example/login", "www.evil.example", "evil@evil.example", "{{link}}", "{{#details}}",
        "=?UTF-8?B?SGk=?=",
        "a\u{202E}b", "\"><img src=x>", "&lt;b&gt;", ".\r\n.\r\nMAIL FROM:<x@y.example>",
        "--=_01a20622-3e80-7c7a-9a1d-50b2c8e4f613",
        String(repeating: "🔥", count: 200),
    ]

    @Test(arguments: attacks)
    func `takes what customers write as text alone`(text: String) throws {
        let news = Letters.news(directContact: true) { inquiry in
            inquiry.customer.company = text
            inquiry.customer.address.city = text
            inquiry.customer.contact?.name = text
            inquiry.customer.contact?.title = text
            inquiry.need.summary = text
            inquiry.need.details = text
            inquiry.need.services = [Tag(stored: text)]
        }
        let letters: [Letter] = [
            .newRequest(news), .newRequests([news, news]), .expiryReminder(news), .expired(news),
            .withdrawn(news, because: .requestWithdrawn),
        ]
        for letter in letters { try expectHarmless(message(letter)) }
    }

    @Test(arguments: attacks)
    func `takes what partners write as text alone`(text: String) throws {
        var contact = Person.make(name: text, email: "ida@fabrikam.example")
        contact.title = text
        let base = try Letters.answer(.declined)
        let news = AnswerNews(view: base.view, provider: text, contact: contact)
        let recipient = MailRecipient(email: Letters.customer.email, name: text)
        for letter in [Letter.accepted(news), .declined(news), .unanswered(news)] {
            try expectHarmless(message(letter, to: recipient))
        }
        let webhook = WebhookNews(id: ID(high: 3, low: 1), url: text, reason: .gone)
        try expectHarmless(message(.webhookDisabled(webhook), to: recipient))
    }

    @Test(arguments: attacks)
    func `takes what reviewers write as text alone`(text: String) throws {
        let news = Letters.registration(text)
        for letter in [
            Letter.registrationApproved(news), .registrationRejected(news), .registrationInfoRequested(news),
        ] {
            try expectHarmless(message(letter))
        }
    }

    private func expectHarmless(_ message: MailMessage) throws {
        let text = String(decoding: message.bytes, as: UTF8.self)
        let (head, body) = try #require(
            text.firstRange(of: "\r\n\r\n").map { (text[..<$0.lowerBound], text[$0.upperBound...]) })
        let names = head.split(separator: "\r\n").filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
        let allowed = [
            "Date", "From", "To", "Reply-To", "Subject", "Message-ID", "List-Id", "Auto-Submitted", "MIME-Version",
            "Content-Type",
        ]
        #expect(names.filter { $0 != "Reply-To" }.map(String.init) == allowed.filter { $0 != "Reply-To" })
        #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 13 || $0 == 10 || $0 == 9 })
        #expect(!text.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
        for line in text.split(separator: "\r\n") { #expect(line.utf8.count <= 76) }
        #expect(body.split(separator: "\r\n").count { $0.hasPrefix("--=_") } == 3, "two parts and an end")
        #expect(!message.html.contains("<script") && !message.html.contains("<img") && !message.html.contains("<h1"))
        let links = message.html.matches(of: /(?:href|src)="([^"]*)"/).map { String($0.1) }
        #expect(links.allSatisfy { $0.hasPrefix("https://referrals.example/v1/") })
        for part in [message.text, message.html] {
            let rest = part.replacing("https://referrals.example/v1/", with: "")
            #expect(rest.firstMatch(of: /evil\.e|evil@e|:\/\/e|www\.e/) == nil)
        }
    }
}

@Suite struct `A message` {
    @Test func `has the fields that mail is sorted and answered by`() throws {
        let composer = MailComposer(from: Letters.sender, publicURL: nil)
        let message = try composer.message(
            .newRequest(Letters.news(directContact: true)), id: Letters.id, to: Letters.partner, at: Letters.instant)
        let head = String(decoding: message.bytes, as: UTF8.self).split(separator: "\r\n\r\n").first.map(String.init)
        #expect(
            head == """
                Date: Mon, 23 Nov 2026 02:00:00 +0000\r
                From: Market <referrals@market.example>\r
                To: Ida Petersen <ida@fabrikam.example>\r
                Reply-To: Joe Hansen <joe@contoso.example>\r
                Subject: =?UTF-8?B?8J+UpSBOZXcgcmVxdWVzdCBmcm9tIENvbnRvc286IE1vdmUgb3Vy?=\r
                 =?UTF-8?B?IHN1cHBseSBjaGFpbiAoYW5zd2VyIGJ5IDI0IE5vdiAyMDI2LCAw?=\r
                 =?UTF-8?B?MjowMCBVVEMp?=\r
                Message-ID: <01a20622-3e80-7c7a-9a1d-50b2c8e4f613@market.example>\r
                List-Id: <newrfi.referrals.market.example>\r
                Auto-Submitted: auto-generated\r
                MIME-Version: 1.0\r
                Content-Type: multipart/alternative;\r
                 boundary="=_01a20622-3e80-7c7a-9a1d-50b2c8e4f613"
                """)
    }

    @Test func `is the same to the byte for the same notification at the same instant`() throws {
        let composer = MailComposer(from: Letters.sender, publicURL: nil)
        for (_, letter, recipient) in try Letters.all() {
            let bytes = try (0..<2).map { _ in
                try composer.message(letter, id: Letters.id, to: recipient, at: Letters.instant).bytes
            }
            #expect(bytes[0] == bytes[1])
        }
    }
}
