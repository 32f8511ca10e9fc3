"""Deliveries, verified by standardwebhooks."""

import json
import time
import unittest

from service import Endpoint, Market, Service, snippet
from standardwebhooks import Webhook, WebhookVerificationError


class Webhooks(unittest.TestCase):
    def setUp(self):
        self.endpoint = Endpoint()
        self.addCleanup(self.endpoint.stop)
        self.service = Service(WEBHOOK_ALLOW=self.endpoint.address, RETRY_SCHEDULE="100ms,200ms,400ms,1s,5s")
        self.addCleanup(self.service.stop)
        self.market = Market(self.service)

    def register(self, *types):
        body = {"url": f"http://{self.endpoint.address}/hook", "eventTypes": list(types) or ["*"]}
        made = self.service.post("/v1/webhooks", body, self.market.partner)
        self.assertRegex(made["secret"], r"^whsec_[A-Za-z0-9+/]{43}=$")
        return made["id"], made["secret"]

    def next(self, *secrets):
        """The next delivery, which each of the secrets verifies: its fields and its payload."""
        path, fields, body = self.endpoint.next()
        self.assertEqual(path, "/hook")
        self.assertEqual(fields.get_content_type(), "application/json")
        for secret in secrets:
            payload = Webhook(secret).verify(body, dict(fields))
            self.assertEqual(payload, json.loads(body))
        return fields, json.loads(body)

    def test_events_are_those_of_the_feed(self):
        _, secret = self.register()
        _, engagement = self.market.ask("Größe ≥ 3 \N{FIRE} \"quoted\" </script>", company="Contoso Åland & Söhne")
        self.market.accept(engagement, "Ein Vertrag \N{HANDSHAKE}")
        self.market.act(engagement, "notes", {"body": "First\nsecond\t\\"})
        feed = {}
        for _ in range(3):
            fields, payload = self.next(secret)
            self.assertEqual(fields["webhook-id"], payload["id"])
            self.assertLess(abs(int(fields["webhook-timestamp"]) - time.time()), 60)
            feed[payload["seq"]] = payload
        for event in self.service.get("/v1/events", self.market.partner)["data"]:
            if event["seq"] in feed:
                sent = feed.pop(event["seq"])
                self.assertEqual({**sent, "data": None}, {**event, "data": None})
                self.assertEqual(sent["data"].keys(), event["data"].keys())
                self.assertEqual(sent["data"]["engagementId"], engagement)
        self.assertEqual(feed, {})

    def test_another_secret_and_another_body_are_told(self):
        _, secret = self.register()
        other, _ = self.register()[1], self.market.ask()
        for _ in range(2):
            _, fields, body = self.endpoint.next()
            verdicts = []
            for known in (secret, other):
                try:
                    Webhook(known).verify(body, dict(fields))
                    verdicts.append(True)
                except WebhookVerificationError:
                    verdicts.append(False)
            self.assertEqual(sorted(verdicts), [False, True])
            signer = (secret, other)[verdicts.index(True)]
            with self.assertRaises(WebhookVerificationError):
                Webhook(signer).verify(body + b" ", dict(fields))

    def test_test_deliveries(self):
        webhook, secret = self.register("note.added")
        self.service.post(f"/v1/webhooks/{webhook}/test", key=self.market.partner, expecting=202)
        _, payload = self.next(secret)
        self.assertEqual((payload["type"], payload["data"]["webhook"]["id"]), ("test", webhook))
        self.assertNotIn(secret, json.dumps(payload))

    def test_retries_keep_the_id_and_sign_anew(self):
        _, secret = self.register("engagement.*")
        for status in (500, 302, 404):
            self.endpoint.answers.put(status)
        self.market.ask()
        attempts = [self.next(secret) for _ in range(4)]
        self.assertEqual(len({fields["webhook-id"] for fields, _ in attempts}), 1)
        self.assertEqual(len({json.dumps(payload) for _, payload in attempts}), 1)

    def test_a_rotation_leaves_no_gap(self):
        webhook, old = self.register("engagement.*")
        new = self.service.post(f"/v1/webhooks/{webhook}/rotate-secret", key=self.market.partner)["secret"]
        self.assertNotEqual(old, new)
        self.market.ask()
        fields, _ = self.next(old, new)
        self.assertEqual(len(fields["webhook-signature"].split()), 2)

    def test_the_documents_python_verifies_it(self):
        space = {}
        exec(snippet("docs/webhooks.md", "verify.py"), space)
        _, secret = self.register("engagement.*")
        self.market.ask()
        _, fields, body = self.endpoint.next()
        self.assertTrue(space["verify"](secret, fields, body))
        self.assertFalse(space["verify"](secret, fields, body[:-1]))

    def test_a_range_comes_again_as_it_was(self):
        webhook, secret = self.register("engagement.*")
        first = [self.market.ask() and self.next(secret) for _ in range(3)]
        last = first[-1][1]["seq"]
        queued = self.service.post(
            f"/v1/webhooks/{webhook}/redeliver", {"afterSeq": first[0][1]["seq"], "untilSeq": last},
            self.market.partner, expecting=202)
        again = [self.next(secret) for _ in range(queued["queued"])]
        self.assertEqual(sorted(fields["webhook-id"] for fields, _ in again),
                         sorted(fields["webhook-id"] for fields, _ in first[1:]))
