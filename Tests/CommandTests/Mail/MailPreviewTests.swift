import Referrals
import TestSupport
import Testing

@testable import referrals

@Suite struct `mail preview` {
    private func text(
        _ kind: MailPreview.Kind, hot: Bool = false, _ format: MailPreview.Format = .text
    ) throws -> String {
        let environment = Environment(clock: TestClock())
        return String(decoding: try MailPreview(kind, isHot: hot, environment).bytes(format), as: UTF8.self)
    }

    @Test(arguments: MailPreview.Kind.allCases, MailPreview.Format.allCases)
    func `shows every message in every form`(kind: MailPreview.Kind, format: MailPreview.Format) throws {
        for hot in [false, true] {
            let shown = try text(kind, hot: hot, format)
            #expect(shown.last?.isNewline == true)
            #expect(!shown.contains("{{") && !shown.contains("}}"))
        }
    }

    @Test func `has each kind of notification`() {
        #expect(Set(Notification.Kind.allCases.map(\.rawValue)).isSubset(of: MailPreview.Kind.allCases.map(\.rawValue)))
    }

    @Test func `shows the flame while the wish is fresh, other words after, none without a wish`() throws {
        let (fresh, waiting) = ("get in touch now, early contact wins more often", "may still be waiting")
        let shown = [try text(.newRFI, hot: true), try text(.expiryReminder, hot: true), try text(.newRFI)]
        #expect(shown.map { $0.contains(fresh) } == [true, false, false])
        #expect(shown.map { $0.contains(waiting) } == [false, true, false])
        #expect(shown.map { $0.contains("\u{1F525}") } == [true, false, false])
    }

    @Test func `says who writes to whom, and whom an answer reaches`() throws {
        let shown = try text(.newRFI, hot: true).split(separator: "\n")
        #expect(shown[0] == "From: Referrals <no-reply@referrals.example>")
        #expect(shown[1] == "To: Sue Smith <sue.smith@fabrikam.example>")
        #expect(shown[2] == "Reply-To: Joe Hansen <joe.hansen@contoso.example>")
        #expect(shown[3].hasPrefix("Subject: "))
        #expect(try !text(.newRFI).contains("Reply-To:"))
        #expect(try text(.customerDeclined).contains("Proseware"))
    }

    @Test func `gives a mail server's bytes, and a browser's page`() throws {
        let raw = try text(.newRFI, .raw)
        #expect(raw.hasPrefix("Date: Mon, 23 Nov 2026 02:00:00 +0000\r\n"))
        #expect(raw.utf8.allSatisfy { $0 < 0x80 } && raw.contains("multipart/alternative"))
        #expect(try text(.newRFI, .html).hasPrefix("<!DOCTYPE html>"))
    }
}
