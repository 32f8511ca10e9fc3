"""docs/examples/crm-mirror.py, against a service that is killed and killed itself: in the end both have the same."""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unittest

from service import PATIENCE, ROOT, Market, Service

PROGRAM = ROOT / "docs/examples/crm-mirror.py"


class Sync(unittest.TestCase):
    def setUp(self):
        # So short that events are soon pruned, where that is what the test is about.
        retention = "1s" if "pruned" in self.id() else "90d"
        self.service = Service(EVENT_RETENTION=retention, RETRY_SCHEDULE="100ms")
        self.addCleanup(self.service.stop)
        self.market = Market(self.service)
        folder = tempfile.TemporaryDirectory(prefix="referrals-conformance-")
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "mirror.json"

    def start(self, *arguments):
        environment = {**os.environ, "REFERRALS_URL": self.service.url, "REFERRALS_KEY": self.market.partner}
        mirror = subprocess.Popen([sys.executable, PROGRAM, self.file, *arguments], env=environment)
        self.addCleanup(self.kill, mirror)
        return mirror

    def kill(self, mirror):
        mirror.kill()
        mirror.wait(PATIENCE)

    def everything(self):
        return {it["id"]: it for it in self.service.get("/v1/engagements?limit=200", self.market.partner)["data"]}

    def expect_equal(self):
        mirror = self.start("--once")
        self.assertEqual(mirror.wait(PATIENCE), 0)
        self.assertEqual(json.loads(self.file.read_text())["engagements"], self.everything())

    def change(self, chance, number, asked):
        if not asked or chance.random() < 0.4:
            asked.append(self.market.ask(f"Need {number}"))
            return
        rfi, engagement = chance.choice(asked)
        path = f"/v1/engagements/{engagement}"
        state = self.service.get(path, self.market.partner)
        if state["status"] == "new":
            self.market.accept(engagement, f"Deal {number}")
        elif state["status"] == "archived":
            self.market.act(engagement, "notes", {"body": f"Note {number}"})
        elif number % 4 == 0:
            self.market.act(engagement, "contacts", {"name": "Ann", "emails": ["ann@contoso.example"]})
        elif number % 4 == 1:
            self.service.call("PATCH", path, {"crmId": f"OPP-{number}"}, self.market.partner)
        elif number % 4 == 2:
            self.service.post(f"/v1/rfis/{rfi}/erase", key=self.market.customer)
        else:
            self.market.act(engagement, "win")

    def test_the_copy_ends_equal(self):
        chance, asked = random.Random(1), []
        for _ in range(3):
            self.change(chance, 0, asked)
        mirror = self.start()
        for number in range(60):
            self.change(chance, number, asked)
            if number % 13 == 5:
                self.kill(mirror)
                mirror = self.start()
            if number % 20 == 9:
                self.service.crash()
        self.kill(mirror)
        self.expect_equal()
        self.change(chance, 61, asked)
        self.expect_equal()

    def test_a_pruned_feed_is_begun_anew(self):
        chance, asked = random.Random(2), []
        self.change(chance, 0, asked)
        self.expect_equal()
        after = json.loads(self.file.read_text())["after"]
        for number in range(300):
            self.change(chance, number, asked)
            first = self.service.get("/v1/events?limit=1", self.market.partner)["data"]
            if first and first[0]["seq"] > after + 1:
                break
            time.sleep(0.1)
        problem = self.service.get(f"/v1/events?after={after}", self.market.partner, expecting=410)
        self.assertEqual(problem["code"], "events_pruned")
        self.assertGreater(problem["firstSeq"], after + 1)
        self.expect_equal()
