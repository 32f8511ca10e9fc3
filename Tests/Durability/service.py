"""The binary as a child process, a client for it, and something to work on: what both harnesses here begin with."""

import http.client
import json
import os
import signal
import subprocess
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OPERATOR = "the-operator-of-the-durability-tests-alone"


class Answer:
    """A complete answer."""

    def __init__(self, response):
        self.status = response.status
        self.fields = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body) if self.body else None

    @property
    def succeeded(self):
        return 200 <= self.status < 300

    def expecting(self, *statuses):
        assert self.status in statuses, f"{self.status} instead of {statuses}: {self.body[:500]}"
        return self


class Client:
    """One connection. Raises OSError or HTTPException when there is no complete answer."""

    def __init__(self, port, key=OPERATOR, timeout=30):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.key = key

    def call(self, method, path, body=None, fields={}):
        headers = {"Authorization": f"Bearer {self.key}", **fields}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        self.connection.request(method, path, body, headers)
        return Answer(self.connection.getresponse())

    def get(self, path, **fields):
        return self.call("GET", path, fields=fields)

    def post(self, path, body=None, **fields):
        return self.call("POST", path, body, fields)

    def close(self):
        self.connection.close()


class Service:
    """The binary, serving the database of a directory on a free port."""

    def __init__(self, program, directory, settings={}, prefix=()):
        self.program, self.directory = program, directory
        self.environment = {
            "REFERRALS_DATABASE": f"{directory}/referrals.db",
            "REFERRALS_PORT": "0",
            "REFERRALS_OPERATOR_KEY": OPERATOR,
            "REFERRALS_RATE_LIMIT": "off",
            **settings,
        }
        self.log = open(f"{directory}.log", "ab")
        self.process = subprocess.Popen(
            [*prefix, program, "serve"], env=self.environment, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("Serving on "):
            raise AssertionError(f"not serving, exit code {self.process.wait()}: see {directory}.log")
        self.port = int(line.rsplit(":", 1)[1])

    def client(self, key=OPERATOR, timeout=30):
        return Client(self.port, key, timeout)

    def crash(self):
        self.process.kill()
        self.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.close()

    def close(self):
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.log.close()
        return code


def doctor(program, database):
    """What `referrals doctor` finds wrong; empty when it finds nothing. The disks of these tests are small: what it says
    of their room is passed over."""
    command = [program, "doctor", "--json", "--database", database]
    run = subprocess.run(command, capture_output=True, text=True, env={})
    if run.returncode not in (0, 1) or not run.stdout:
        return f"exit code {run.returncode}: {run.stdout}{run.stderr}"
    failed = [check for check in json.loads(run.stdout)["checks"] if check["verdict"] == "failed"]
    return "; ".join(f"{check['name']}: {check['findings']}" for check in failed if check["name"] != "disk")


def unsound(database):
    """What SQLite's own checks find wrong; empty when they find nothing."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)
    try:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"foreign key {row}" for row in connection.execute("PRAGMA foreign_key_check")]
        return "; ".join(found)
    finally:
        connection.close()


class Receiver:
    """An endpoint on loopback that notes the ids of what it took, for each path, and refuses some of it."""

    def __init__(self, refuses=lambda: False):
        self.taken = {}
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(handler):
                handler.rfile.read(int(handler.headers["Content-Length"]))
                with lock:
                    refused = refuses()
                    if not refused:
                        self.taken.setdefault(handler.path, set()).add(handler.headers["webhook-id"])
                handler.send_response(503 if refused else 204)
                if refused:
                    handler.send_header("Content-Length", "0")
                handler.end_headers()

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # the sender was killed
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"


class World:
    """Partners with an active profile and a webhook each, a marketplace, a reviewer and an eligible solution."""

    def __init__(self, service, partners, receiver=None):
        operator = service.client()
        self.partners, self.keys, self.profiles = [], {"operator": OPERATOR}, []
        operator.call("PUT", "/v1/solutions/erp", {"name": "ERP", "registrationEligible": True}).expecting(200, 201)
        self.keys["marketplace"] = self.make_key(operator, role="marketplace", marketplaceId="shop")
        self.keys["reviewer"] = self.make_key(operator, role="reviewer")
        for number in range(partners):
            partner = operator.post("/v1/partners", {"name": f"Partner {number}"}).expecting(201).json["id"]
            self.partners.append(partner)
            self.keys[partner] = self.make_key(operator, role="partner", partnerId=partner)
            self.profiles.append(self.make_profile(service.client(self.keys[partner]), number))
        if receiver:
            for owner in [*self.partners, "marketplace", "operator"]:
                body = {"url": receiver.url(f"/{owner}"), "eventTypes": ["*"]}
                service.client(self.keys[owner]).post("/v1/webhooks", body).expecting(201)

    @staticmethod
    def make_key(operator, **body):
        return operator.post("/v1/keys", {"name": body["role"], **body}).expecting(201).json["key"]

    @staticmethod
    def make_profile(client, number):
        body = {"country": "US", "displayName": f"Provider {number}", "services": ["Migration"]}
        profile = client.post("/v1/profiles", body).expecting(201).json["id"]
        contact = {"name": "Sue Smith", "email": "sue.smith@contoso.example"}
        location = {"name": "Office", "address": {"city": "Boston", "country": "US"}, "contact": contact}
        client.post(f"/v1/profiles/{profile}/locations", location).expecting(201)
        client.post(f"/v1/profiles/{profile}/activate").expecting(200)
        return profile


def rfi(profiles, summary):
    """The body of an RFI."""
    return {
        "customer": {
            "company": "Contoso", "size": "10-50", "address": {"city": "Redmond", "country": "US"},
            "contact": {"name": "Joe Hansen", "email": "joe.hansen@contoso.example"}},
        "need": {"summary": summary, "solutions": ["erp"]},
        "consent": {"contact": True}, "allowDuplicate": True,
        "recipients": [{"profileId": profile} for profile in profiles],
    }


def accepting(name):
    """The body of an acceptance."""
    return {"name": name, "estimatedValue": {"amount": "50000", "currency": "USD"},
            "purchaseTimeframe": "within3Months"}


def query(database, sql, *values):
    """All rows, as another process sees them."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def program_from(path):
    if not os.access(path, os.X_OK):
        raise SystemExit(f"There is no binary {path}: make build.")
    return os.path.abspath(path)
