"""Mail, taken by aiosmtpd in a real dialogue and parsed by Python's email under its strict policy, without a defect."""

import asyncio
import email
import email.policy
import logging
import queue
import threading
import time
import unittest
import warnings
from html.parser import HTMLParser

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from service import PATIENCE, Market, Service

# aiosmtpd warns of AUTH without TLS, which on the loopback is what is tested.
logging.getLogger("mail").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", module="aiosmtpd")

POLICY = email.policy.SMTP.clone(raise_on_defect=True)
FLAME = "get in touch now, early contact wins more often"


class Inbox:
    """An SMTP server on a free port of the loopback. Answers in `refusals` are given first."""

    def __init__(self, **options):
        self.messages = queue.Queue()
        self.refusals = queue.Queue()
        self.logins = []
        # A loop of its own: aiosmtpd's Controller knows no free port.
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(self.loop.create_server(
            lambda: SMTP(self, decode_data=False, enable_SMTPUTF8=False, hostname="inbox.example",
                         loop=self.loop, **options), "127.0.0.1", 0))
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    async def handle_DATA(self, server, session, envelope):
        if not self.refusals.empty():
            return self.refusals.get()
        self.messages.put(envelope)
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data):
        known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"referrals", b"p@ss:word/1")
        self.logins.append((mechanism, known))
        return AuthResult(success=known)

    def next(self):
        return self.messages.get(timeout=PATIENCE)

    def stop(self):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()


class Checked(HTMLParser):
    """An HTML part: its elements are closed, and it fetches nothing and runs nothing."""

    VOID = {"br", "hr", "meta", "img", "link"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.links, self.text = [], [], ""
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        assert tag not in ("script", "img", "link", "iframe", "form", "object"), tag
        for name, value in attributes:
            assert not name.startswith("on") and not (value or "").strip().lower().startswith("javascript:")
            if name == "href":
                self.links.append(value)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        self.text += data


class Mail(unittest.TestCase):
    def start(self, inbox, credentials="", **settings):
        self.addCleanup(inbox.stop)
        self.service = Service(
            SMTP_URL=f"smtp://{credentials}127.0.0.1:{inbox.port}", MAIL_FROM="Referrals ünd more <no-reply@referrals.example>",
            PUBLIC_URL="https://referrals.example", RETRY_SCHEDULE="100ms,200ms,400ms,1s,5s", **settings)
        self.addCleanup(self.service.stop)

    def read(self, envelope):
        """A message in every way that a receiver may look at it: its text and its HTML."""
        raw = envelope.content
        self.assertTrue(raw.endswith(b"\r\n"))
        self.assertEqual(raw.count(b"\r"), raw.count(b"\r\n"))
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        self.assertTrue(raw.isascii())
        head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
        self.assertLessEqual(max(map(len, head)), 78)
        self.assertLessEqual(max(map(len, raw.split(b"\r\n"))), 998)
        message = email.message_from_bytes(raw, policy=POLICY)
        for part in message.walk():
            self.assertEqual(part.defects, [])
        for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
            self.assertEqual(len(message.get_all(name, [])), 1, name)
            self.assertEqual(message[name].defects, (), name)
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertIsNotNone(message["Date"].datetime.tzinfo)
        self.assertRegex(message["Message-ID"], r"^<[^<>@\s]+@referrals\.example>$")
        self.assertRegex(message["List-Id"], r"<[^<>\s]+>$")
        self.assertEqual(message["From"].addresses[0].display_name, "Referrals ünd more")
        self.assertEqual([it.addr_spec for it in message["To"].addresses], envelope.rcpt_tos)
        self.assertEqual(message.get_content_type(), "multipart/alternative")
        self.assertEqual(
            [part.get_content_type() for part in message.iter_parts()], ["text/plain", "text/html"])
        text = message.get_body(("plain",)).get_content()
        return message, text, Checked(message.get_body(("html",)).get_content())

    def next_to(self, address, inbox):
        """The next message to an address; those to others are read too, and must be as sound."""
        while True:
            envelope = inbox.next()
            found = self.read(envelope)
            if envelope.rcpt_tos == [address]:
                return found

    def outbox_once_sent(self):
        """The outbox when it says of everything that it is sent, which it does after the mail server has taken it."""
        end = time.monotonic() + PATIENCE
        while True:
            outbox = self.service.get("/v1/notifications")["data"]
            if all(it["status"] == "sent" for it in outbox):
                return outbox
            self.assertLess(time.monotonic(), end, outbox)
            time.sleep(0.05)

    def test_every_kind_is_sound(self):
        inbox = Inbox()
        self.start(inbox)
        market = Market(self.service, name="Fabrikam Größe & Söhne GmbH " * 2, contact='Sue "Süß" Smith, Dr.')
        sue, joe = "sue.smith@fabrikam.example", "joe.hansen@contoso.example"
        for action in ("accept", "decline", "withdraw"):
            rfi, engagement = market.ask(
                "Größe ≥ 3 \N{FIRE}\N{FAMILY} " * 8, company="Contoso <b>Åland</b> & Söhne", name="Joé Hänsen \N{FIRE}")
            message, text, html = self.next_to(sue, inbox)
            for shown in (text, html.text):
                self.assertIn("Größe ≥ 3", shown)
                # What keeps a mail program from making links of people's words is not seen.
                self.assertIn("Contoso <b>Åland</b> & Söhne", shown.replace("\u200b", ""))
                self.assertIn(FLAME, " ".join(shown.split()))
            self.assertTrue(any(engagement in link for link in html.links))
            self.assertIn("Contoso", message["Subject"])
            if action == "withdraw":
                self.service.post(f"/v1/rfis/{rfi}/withdraw", key=market.customer)
                self.next_to(sue, inbox)
            else:
                if action == "accept":
                    market.accept(engagement)
                else:
                    market.act(engagement, "decline", {"reason": "other", "note": "No field service"})
                _, text, html = self.next_to(joe, inbox)
                for shown in (text, html.text):
                    self.assertIn("Größe & Söhne", shown)
                    self.assertNotIn("No field service", shown)
        self.outbox_once_sent()
        self.assertNotIn(joe, self.service.log())
        self.assertNotIn(sue, self.service.log())

    def test_expiry_is_told_to_both(self):
        inbox = Inbox()
        self.start(inbox, RESPONSE_WINDOW="2s", RESPOND_BY="500ms", EXPIRY_REMINDER="1s", HOT_WINDOW="1s")
        Market(self.service).ask()
        subjects = {"sue.smith@fabrikam.example": [], "joe.hansen@contoso.example": []}
        for _ in range(4):
            envelope = inbox.next()
            message, _, _ = self.read(envelope)
            subjects[envelope.rcpt_tos[0]].append(message["Subject"])
        self.assertEqual([len(it) for it in subjects.values()], [3, 1])
        self.assertEqual(len(set(subjects["sue.smith@fabrikam.example"])), 3)

    def test_a_greylisted_message_comes_again_under_its_id(self):
        inbox = Inbox()
        self.start(inbox)
        inbox.refusals.put("451 4.7.1 later")
        Market(self.service).ask()
        message, _, _ = self.read(inbox.next())
        self.assertEqual([it["attempts"] for it in self.outbox_once_sent()], [2])
        self.assertTrue(message["Message-ID"])

    def test_nothing_is_injected_by_names_and_words(self):
        inbox = Inbox()
        self.start(inbox)
        market = Market(self.service, contact="Sue, Bcc: x@evil.example <y@evil.example>;")
        market.ask("See https://evil.example now. <a href='https://evil.example'>x</a>\twrite to x@evil.example",
                   company="=?utf-8?q?Bcc=3A?= \"a\" <z@evil.example>", name="To: w@evil.example,")
        envelope = inbox.next()
        message, text, html = self.read(envelope)
        self.assertEqual(envelope.rcpt_tos, ["sue.smith@fabrikam.example"])
        self.assertEqual(len(message["To"].addresses), 1)
        self.assertIsNone(message["Bcc"])
        for link in html.links:
            self.assertNotIn("evil", link)
        for shown in (text, html.text):
            self.assertNotIn("https://evil.example", shown)
            self.assertNotIn("x@evil.example", shown)

    def test_credentials_are_used(self):
        inbox = Inbox(auth_required=True, auth_require_tls=False, authenticator=lambda *it: inbox.authenticate(*it))
        self.start(inbox, credentials="referrals:p%40ss%3Aword%2F1@")
        Market(self.service).ask()
        self.read(inbox.next())
        self.assertTrue(inbox.logins and all(known for _, known in inbox.logins))
        self.assertNotIn("p@ss", self.service.log())
