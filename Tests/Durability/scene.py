"""A service that is watched while something goes wrong: what readers see must not change, and what was refused must
have had no effect."""

import itertools
import json
import threading
import time
import uuid

from service import Service, World, accepting, doctor, rfi, unsound

PATIENCE = 10  # seconds from the end of a fault to the first write that is taken
STORAGE = "storage_unavailable"


class LongPoll(threading.Thread):
    """A reader that waits for news of a feed."""

    def __init__(self, client, after):
        super().__init__(daemon=True)
        self.client, self.path, self.events = client, f"/v1/events?after={after}&wait=30", None
        self.start()

    def run(self):
        try:
            self.events = self.client.get(self.path).expecting(200).json["data"]
        except OSError:
            pass  # the service was ended


class Scene:
    """The service, on a database with something in it, and what was acknowledged."""

    def __init__(self, program, directory, settings={}):
        self.program, self.directory, self.settings = program, directory, settings
        self.database = f"{directory}/referrals.db"
        self.service = Service(program, directory, settings)
        self.world = World(self.service, 2)
        self.connect()
        self.numbers = itertools.count()
        self.requests = 0  # acknowledged RFIs
        self.slowest, self.seen, self.counted = 0.0, 0, 0
        self.submit().expecting(201)
        self.engagement = self.partner.get("/v1/engagements").json["data"][0]["id"]
        self.partner.post(f"/v1/engagements/{self.engagement}/accept", accepting("A deal")).expecting(200)

    def connect(self):
        self.operator = self.service.client()
        self.partner = self.service.client(self.world.keys[self.world.partners[0]])
        self.marketplace = self.service.client(self.world.keys["marketplace"])

    def restart(self, is_clean=False):
        """Starts again, after a kill or after a stop, which leaves nothing in the log."""
        if is_clean:
            assert self.service.stop() == 0, "a stop with SIGTERM fails"
        elif self.service and self.service.process.poll() is None:
            self.service.crash()
        self.service = Service(self.program, self.directory, self.settings)
        self.connect()

    # Writes, each of which may be sent again until it is taken.

    def submit(self, key=None):
        summary = f"Request {next(self.numbers)}" if key is None else key
        fields = {"Idempotency-Key": key or str(uuid.uuid4())}
        answer = self.marketplace.call("POST", "/v1/rfis", rfi(self.world.profiles, summary), fields)
        self.requests += answer.succeeded and answer.fields.get("idempotent-replayed") is None
        return answer

    def edit(self, text):
        return self.partner.call("PATCH", f"/v1/engagements/{self.engagement}", {"crmId": text})

    # What readers see.

    def look(self):
        """What each reader is shown, with its validator."""
        shown, self.seen = {}, self.last()
        for client, path in self.paths():
            answer = client.get(path).expecting(200)
            shown[path] = answer.fields.get("etag"), answer.body
        return shown

    def paths(self):
        own = f"/v1/engagements/{self.engagement}"
        partner = ["/v1/engagements", "/v1/engagements?q=deal", "/v1/engagements/summary", own, f"{own}/history",
                   "/v1/insights?from=2026-01-01&to=2028-01-01", f"/v1/events?after={self.seen}"]
        return [(self.partner, path) for path in partner] + [(self.marketplace, "/v1/rfis")]

    def expect_unchanged(self, shown):
        """Readers go on, and see what they saw; a validator of before is still good, or tells the same anew."""
        for client, path in self.paths():
            tag, body = shown[path]
            answer = client.get(path).expecting(200)
            assert answer.body == body, f"{path} shows something of a write that was refused"
            if tag:
                again = client.get(path, **{"If-None-Match": tag}).expecting(200, 304)
                assert again.status == 304 or again.body == body, f"{path}: another body for the old validator"
        self.operator.get("/livez").expecting(200)

    def last(self):
        """The number of the partner's last event; all that follow the last look have no gap."""
        count = self.counted
        while events := self.partner.get(f"/v1/events?after={count}&limit=200").expecting(200).json["data"]:
            assert [event["seq"] for event in events] == list(range(count + 1, count + len(events) + 1)), "a gap"
            count += len(events)
        self.counted = count
        return count

    def poll(self):
        return LongPoll(self.service.client(self.partner.key, timeout=60), self.last())

    def expect_unready(self, part="database"):
        end = time.monotonic() + 2  # what it says is a second old at most
        while (answer := self.operator.get("/readyz")).status == 200 and time.monotonic() < end:
            time.sleep(0.05)
        answer.expecting(503)
        assert answer.json["parts"][part]["status"] == "unavailable", f"readyz says {answer.body}"
        return answer.json["parts"][part]["detail"]

    def expect_recovery(self, write):
        """The write is taken within the time, without a restart; then the service is ready."""
        begin = time.monotonic()
        answer = self.insist(begin, write)
        self.insist(begin, lambda: self.operator.get("/readyz"))
        self.slowest = max(self.slowest, time.monotonic() - begin)
        return answer

    @staticmethod
    def insist(begin, ask):
        """Asks again until it is answered with a success; the last time when the patience is over."""
        while True:
            is_late = time.monotonic() > begin + PATIENCE
            answer = ask()
            if answer.succeeded:
                return answer
            answer.expecting(503)
            assert not is_late, f"no recovery within {PATIENCE} s: {answer.body}"
            time.sleep(0.05)

    def expect_sound(self):
        """The files are sound, everything kept equals a recount, and what was acknowledged is there once."""
        assert self.service.process.poll() is None, f"the service has ended with {self.service.process.returncode}"
        wrong = unsound(self.database) or doctor(self.program, self.database)
        assert not wrong, wrong
        counts = self.partner.get("/v1/engagements/summary").expecting(200).json["counts"]
        assert sum(counts.values()) == self.requests, f"{counts} of {self.requests} acknowledged requests"
        self.last()


def expect_refusal(answer):
    """The one way in which a write or a read may fail here."""
    body = answer.body[:300]
    assert answer.status == 503, f"{answer.status}: {body}"
    assert json.loads(answer.body)["code"] == STORAGE, f"{body}"
    assert int(answer.fields["retry-after"]) >= 1, f"no Retry-After: {answer.fields}"
