"""What the writers of the crash test do: all kinds of writes, each noted before it is sent, and what was answered."""

import http.client
import random
import threading
import uuid

from service import accepting, rfi

REGISTRATION = {
    "agreementType": "new", "deployment": "azure", "tenant": "customer",
    "contractValue": {"amount": "1000.00", "currency": "EUR"}, "solutionValue": {"amount": "800", "currency": "EUR"},
    "contact": {"name": "Nora Winter", "phone": "+41445550130", "email": "nora@fabrikam.example"},
}


class Attempt:
    """A write: what was sent, what it is to have recorded, and what was answered, if anything was."""

    def __init__(self, kind, key, method, path, body, request_id, idempotency_key=None):
        self.kind, self.key, self.method, self.path, self.body = kind, key, method, path, body
        self.request_id, self.idempotency_key = request_id, idempotency_key
        self.answer, self.is_replay = None, False

    def __repr__(self):
        answered = self.answer.status if self.answer else "no answer"
        return f"{self.kind} {self.method} {self.path} ({self.request_id}, {answered})"

    def send(self, client):
        fields = {"X-Request-Id": self.request_id}
        if self.idempotency_key:
            fields["Idempotency-Key"] = self.idempotency_key
        self.answer = client.call(self.method, self.path, self.body, fields)

    def again(self, request_id):
        return Attempt(self.kind, self.key, self.method, self.path, self.body, request_id, self.idempotency_key)

    @property
    def succeeded(self):
        return self.answer is not None and self.answer.succeeded

    @property
    def is_keyed_success(self):
        return self.idempotency_key is not None and self.succeeded

    @property
    def shown(self):
        """What a replay repeats: all but a secret, which is shown once, and the customer's person, who may have been
        withheld since."""
        fields, body = self.answer.fields, dict(self.answer.json)
        if "secret" in body:
            body |= {"secret": None, "secretShownOnce": True}
        if "customer" in body:
            body["customer"] = {"company": body["customer"]["company"]}
        return self.answer.status, fields.get("location"), fields.get("etag"), body

    @property
    def contact(self):
        """The digits of the contact that it removes."""
        return self.path.rsplit("/", 1)[1].replace("-", "").upper()

    @property
    def recipients(self):
        return len(self.body["recipients"])


class Writer(threading.Thread):
    """Works on whatever it finds, beside others, until the service is gone."""

    def __init__(self, service, world, label, seed):
        super().__init__(daemon=True)
        self.world, self.label, self.random = world, label, random.Random(seed)
        self.clients = {key: service.client(key) for key in world.keys.values()}
        self.attempts, self.fault = [], None

    def run(self):
        try:
            while True:
                kinds = list(WEIGHTS)
                getattr(self, self.random.choices(kinds, [WEIGHTS[kind] for kind in kinds])[0])()
        except (OSError, http.client.HTTPException):
            pass  # killed
        except Exception as error:
            self.fault = f"{type(error).__name__}: {error}"

    def write(self, kind, owner, method, path, body=None):
        """Sends a write; the resource that it gave, or None when it was refused."""
        number = len(self.attempts)
        keyed = method == "POST" and self.random.random() < 0.6
        key = str(uuid.UUID(int=self.random.getrandbits(128))) if keyed else None
        attempt = Attempt(kind, self.world.keys[owner], method, path, body, f"{self.label}.{number}", key)
        self.attempts.append(attempt)
        attempt.send(self.clients[attempt.key])
        status = attempt.answer.status
        assert status < 500 and status not in (400, 401, 403, 422), f"{attempt}: {attempt.answer.body[:300]}"
        return attempt.answer.json if attempt.succeeded else None

    def find(self, owner, path):
        """Something from a list, or None when it is empty."""
        answer = self.clients[self.world.keys[owner]].get(path).expecting(200, 404)
        found = answer.json["data"] if answer.status == 200 else []
        return self.random.choice(found) if found else None

    @property
    def marker(self):
        return f"marker {self.label}.{len(self.attempts)}"

    def partner(self):
        return self.random.choice(self.world.partners)

    def engagement(self, partner, status):
        return self.find(partner, f"/v1/engagements?status={status}&limit=20")

    # What a writer may do.

    def submit(self):
        count = self.random.randint(1, len(self.world.profiles))
        profiles = self.random.sample(self.world.profiles, count)
        self.write("submit", "marketplace", "POST", "/v1/rfis", rfi(profiles, self.marker))

    def extend(self):
        found = self.find("marketplace", "/v1/rfis?limit=20")
        asked = [recipient["profileId"] for recipient in found["recipients"]] if found else []
        if fresh := [profile for profile in self.world.profiles if asked and profile not in asked]:
            body = {"recipients": [{"profileId": profile} for profile in fresh], "allowDuplicate": True}
            self.write("extend", "marketplace", "POST", f"/v1/rfis/{found['id']}/recipients", body)

    def withdraw(self):
        if found := self.find("marketplace", "/v1/rfis?limit=5"):
            self.write("withdraw", "marketplace", "POST", f"/v1/rfis/{found['id']}/withdraw")

    def accept(self):
        partner = self.partner()
        if found := self.engagement(partner, "new"):
            self.write("accept", partner, "POST", f"/v1/engagements/{found['id']}/accept", accepting(self.marker))

    def decline(self):
        partner = self.partner()
        if found := self.engagement(partner, "new"):
            self.write("decline", partner, "POST", f"/v1/engagements/{found['id']}/decline", {"reason": "spam"})

    def edit(self):
        partner = self.partner()
        if found := self.engagement(partner, "active"):
            self.write("edit", partner, "PATCH", f"/v1/engagements/{found['id']}", {"crmId": self.marker})

    def win(self):
        partner = self.partner()
        if found := self.engagement(partner, "active"):
            body = {"finalValue": {"amount": "5", "currency": "EUR"}}
            self.write("win", partner, "POST", f"/v1/engagements/{found['id']}/win", body)

    def lose(self):
        partner = self.partner()
        if found := self.engagement(partner, "active"):
            self.write("lose", partner, "POST", f"/v1/engagements/{found['id']}/lose", {"reason": "spam"})

    def note(self):
        partner = self.partner()
        if found := self.engagement(partner, self.random.choice(["new", "active", "archived"])):
            self.write("note", partner, "POST", f"/v1/engagements/{found['id']}/notes", {"body": self.marker})

    def edit_note(self):
        partner = self.partner()
        if found := self.engagement(partner, "active"):
            path = f"/v1/engagements/{found['id']}/notes"
            if note := self.find(partner, path):
                self.write("edit_note", partner, "PATCH", f"{path}/{note['id']}", {"body": self.marker})

    def contact(self):
        partner = self.partner()
        if found := self.engagement(partner, "active"):
            body = {"name": self.marker, "emails": ["kim@contoso.example"]}
            self.write("contact", partner, "POST", f"/v1/engagements/{found['id']}/contacts", body)

    def remove_contact(self):
        partner = self.partner()
        if found := self.engagement(partner, "active"):
            path = f"/v1/engagements/{found['id']}/contacts"
            if contact := self.find(partner, path):
                self.write("remove_contact", partner, "DELETE", f"{path}/{contact['id']}")

    def profile(self):
        number = self.random.randrange(len(self.world.partners))
        path = f"/v1/profiles/{self.world.profiles[number]}"
        self.write("profile", self.world.partners[number], "PATCH", path, {"description": self.marker})

    def webhook(self):
        """One that is off: it is there to be written, not to be sent to."""
        owner = self.random.choice([*self.world.partners, "marketplace", "operator"])
        body = {"url": "https://hooks.contoso.example/in", "eventTypes": ["*"], "enabled": False,
                "description": self.marker}
        self.write("webhook", owner, "POST", "/v1/webhooks", body)

    def newcomer(self):
        self.write("newcomer", "operator", "POST", "/v1/partners", {"name": self.marker})

    def registration(self):
        """Fills a registration in, or submits it."""
        partner = self.partner()
        if found := self.find(partner, "/v1/engagements?outcome=won&limit=20"):
            path = f"/v1/engagements/{found['id']}/registration"
            if found["registration"]["status"] != "incomplete":
                return
            today = found["closedAt"][:10]
            if self.write("fill_in", partner, "PATCH", path, REGISTRATION | {"signedOn": today, "startsOn": today}):
                self.write("hand_in", partner, "POST", f"{path}/submit", {"message": self.marker})

    def decide(self):
        if found := self.find("reviewer", "/v1/registrations?status=inReview&limit=20"):
            self.write("approve", "reviewer", "POST", f"/v1/registrations/{found['id']}/approve", {"note": self.marker})


WEIGHTS = {
    "submit": 5, "extend": 1, "withdraw": 0.5, "accept": 5, "decline": 1, "edit": 4, "win": 2, "lose": 1, "note": 5,
    "edit_note": 1, "contact": 2, "remove_contact": 1, "profile": 1, "webhook": 0.3, "newcomer": 0.5,
    "registration": 1, "decide": 1,
}
