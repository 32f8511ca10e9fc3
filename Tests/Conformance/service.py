"""What the checks have in common: the service, its callers, and an endpoint for its deliveries."""

import http.server
import json
import os
import pathlib
import queue
import re
import shutil
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).parents[2]
PROGRAM = os.environ.get("REFERRALS_PROGRAM", str(ROOT / ".build/release/referrals"))
OPERATOR = "operator-of-the-conformance-checks"
PATIENCE = 30  # seconds, which only a defect uses up


def snippet(page, name):
    """The code block of a page below the mark `<!-- check: name -->`."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.search(rf"<!-- check: {re.escape(name)} -->\n```\w+\n(.*?)```", text, re.DOTALL)
    assert found, f"{page} has no block {name}"
    return found.group(1)


class Service:
    """The binary, serving a database of its own on a free port."""

    def __init__(self, **settings):
        self.folder = tempfile.mkdtemp(prefix="referrals-conformance-")
        self.settings = settings
        self.process = None
        self.start()

    def start(self, port=0):
        settings = {"OPERATOR_KEY": OPERATOR, "RATE_LIMIT": "off", "DATABASE": f"{self.folder}/referrals.db"}
        environment = {f"REFERRALS_{name}": value for name, value in {**settings, **self.settings}.items()}
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--port", str(port)], env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=log, text=True)
        opening = self.process.stdout.readline()
        assert opening.startswith("Serving on "), f"{opening!r}\n{self.log()}"
        self.url = opening.removeprefix("Serving on ").strip()

    def log(self):
        return pathlib.Path(self.folder, "log").read_text(encoding="utf-8", errors="replace")

    def crash(self):
        """Ends the process at once, and starts it again on the same port."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.start(port=self.url.rpartition(":")[2])

    def stop(self):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        log = self.log()
        shutil.rmtree(self.folder)
        assert code == 0, f"stopped with {code}\n{log}"

    def call(self, method, path, body=None, key=OPERATOR, expecting=None, **fields):
        """The JSON of an answer, None when it has none."""
        headers = {"Authorization": f"Bearer {key}", **{name.replace("_", "-"): value for name, value in fields.items()}}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                status, text = error.code, error.read()
        assert status == expecting if expecting else status < 300, f"{method} {path}: {status} {text.decode()}"
        return json.loads(text) if text else None

    def get(self, path, key=OPERATOR, **more):
        return self.call("GET", path, key=key, **more)

    def post(self, path, body=None, key=OPERATOR, **more):
        return self.call("POST", path, body, key=key, **more)


class Market:
    """A partner that can be asked, and a marketplace that asks."""

    def __init__(self, service, name="Fabrikam", email="sue.smith@fabrikam.example", contact="Sue Smith"):
        self.service = service
        self.partner_id = service.post("/v1/partners", {"name": name, "email": email})["id"]
        self.partner = service.post(
            "/v1/keys", {"name": name, "role": "partner", "partnerId": self.partner_id})["key"]
        self.customer = service.post("/v1/keys", {"name": "shop", "role": "marketplace"})["key"]
        profile = {"country": "US", "displayName": name, "services": ["Migration"]}
        self.profile = service.post("/v1/profiles", profile, self.partner)["id"]
        location = {
            "name": "Boston", "address": {"city": "Boston", "country": "US"},
            "contact": {"name": contact, "email": email}}
        self.location = service.post(f"/v1/profiles/{self.profile}/locations", location, self.partner)["id"]
        service.post(f"/v1/profiles/{self.profile}/activate", key=self.partner)

    def ask(self, summary="Move our supply chain", company="Contoso", name="Joe Hansen",
            email="joe.hansen@contoso.example", direct_contact=True, **more):
        """A request, and the id of the engagement that it made."""
        rfi = {
            "customer": {
                "company": company, "size": "10-50", "address": {"city": "Redmond", "country": "US"},
                "contact": {"name": name, "email": email}},
            "need": {"summary": summary, "services": ["Migration"]}, "consent": {"contact": True},
            "directContact": direct_contact, "allowDuplicate": True, "recipients": [{"profileId": self.profile}], **more}
        made = self.service.post("/v1/rfis", rfi, self.customer)
        found = self.service.get(f"/v1/engagements?rfiId={made['id']}")["data"]
        return made["id"], found[0]["id"]

    def accept(self, engagement, name="A deal"):
        return self.act(engagement, "accept", {
            "name": name, "estimatedValue": {"amount": "50000", "currency": "USD"}, "purchaseTimeframe": "within3Months"})

    def act(self, engagement, action, body=None):
        return self.service.post(f"/v1/engagements/{engagement}/{action}", body, self.partner)


class Endpoint:
    """Takes deliveries on a free port of the loopback. What is put into `answers` is answered first, then 200."""

    def __init__(self):
        self.deliveries = queue.Queue()
        self.answers = queue.Queue()
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.deliveries.put((self.path, self.headers, body))
                status = 200 if endpoint.answers.empty() else endpoint.answers.get()
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def next(self):
        return self.deliveries.get(timeout=PATIENCE)

    def stop(self):
        self.server.shutdown()
        self.thread.join(PATIENCE)
        self.server.server_close()
