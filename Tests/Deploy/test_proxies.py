"""The service behind Caddy and nginx, each with the configuration in deploy/ but for names, ports and paths."""

import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from service import OPERATOR, PATIENCE, ROOT, Service

NAME = "referrals.example.com"
SOCKET = "/run/referrals/http.sock"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    def __init__(self, status, fields, stream):
        self.status, self.fields, self.stream = status, fields, stream

    def body(self):
        if self.fields.get("transfer-encoding") == "chunked":
            return b"".join(iter(self.chunk, b""))
        return self.stream.read(int(self.fields.get("content-length", 0)))

    def chunk(self):
        size = int(self.stream.readline().split(b";")[0], 16)
        data = self.stream.read(size)
        self.stream.readline()
        return data


class Connection:
    """HTTP/1.1 by hand, so that what is tested is what goes over the wire."""

    def __init__(self, host, stream):
        self.host, self.socket = host, stream
        self.stream = stream.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def ask(self, method, path, body=b"", key=OPERATOR, **fields):
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"Authorization: Bearer {key}"] if key else []
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
        lines += [f"Content-Length: {len(body)}"] if body else []
        try:
            self.socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        except OSError:
            pass  # It was refused before it was sent; the answer is there.
        status = int(self.stream.readline().split()[1])
        head = {}
        while (line := self.stream.readline().strip()) != b"":
            name, _, value = line.decode().partition(":")
            head[name.lower()] = value.strip()
        return Answer(status, head, self.stream)


class Proxy:
    """What is tried with each proxy. A subclass starts it."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="referrals-deploy-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.socket = self.folder / "http.sock"
        self.service = Service(HOST=f"unix:{self.socket}", TRUSTED_PROXIES="unix")
        self.addCleanup(self.service.stop)
        self.port, self.plain_port = free_port(), free_port()
        self.log = (self.folder / "proxy.log").open("wb")
        self.addCleanup(self.log.close)
        command, environment = self.configure()
        self.process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.addCleanup(self.end)
        self.wait()

    def end(self):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def wait(self):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with self.connect() as connection:
                    assert connection.ask("GET", "/livez").status == 200
                return
            except (OSError, AssertionError, IndexError, ValueError):
                log = (self.folder / "proxy.log").read_text(errors="replace")
                assert self.process.poll() is None and time.monotonic() < deadline, log
                time.sleep(0.05)

    def connect(self):
        context = ssl.create_default_context(cafile=self.authority())
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        return Connection(NAME, context.wrap_socket(plain, server_hostname=NAME))

    def direct(self):
        stream = socket.socket(socket.AF_UNIX)
        stream.settimeout(PATIENCE)
        stream.connect(str(self.socket))
        return Connection("localhost", stream)

    def test_tls_and_what_is_not_for_outside(self):
        with self.connect() as connection:
            answer = connection.ask("GET", "/v1/me")
            self.assertEqual((answer.status, json.loads(answer.body())["name"]), (200, "operator"))
            self.assertIn("max-age", answer.fields["strict-transport-security"])
            tag = answer.fields["etag"]
            self.assertEqual(connection.ask("GET", "/v1/me", If_None_Match=tag).status, 304)
            refused = connection.ask("GET", "/metrics")
            self.assertEqual(refused.status, 404)
        plain = socket.create_connection(("127.0.0.1", self.plain_port), timeout=PATIENCE)
        with Connection(NAME, plain) as connection:
            answer = connection.ask("GET", "/v1/me", key=None)
            self.assertEqual(answer.status, 308)
            self.assertTrue(answer.fields["location"].startswith(f"https://{NAME}"))

    def test_the_client_is_whom_the_proxy_saw(self):
        with self.connect() as connection:
            connection.ask("GET", "/v1/me", X_Forwarded_For="203.0.113.9", X_Request_Id="who").body()
        deadline = time.monotonic() + PATIENCE
        while not (lines := [line for line in self.service.log().splitlines() if "requestId=who" in line]):
            self.assertLess(time.monotonic(), deadline, self.service.log())
            time.sleep(0.02)
        self.assertIn("peer=127.0.0.1", lines[0])

    def test_events_come_at_once(self):
        with self.connect() as stream, self.connect() as other:
            answer = stream.ask("GET", "/v1/events", Accept="text/event-stream")
            self.assertEqual(answer.status, 200)
            self.assertTrue(answer.chunk().startswith(b"retry:"))
            began = time.monotonic()
            partner = json.loads(other.ask(
                "POST", "/v1/partners", b'{"name":"Fabrikam"}', Content_Type="application/json").body())["id"]
            self.make_event(other, partner)
            text = b""
            while b"profile.activated" not in text:
                text += answer.chunk()
            self.assertLess(time.monotonic() - began, 5)

    def make_event(self, connection, partner):
        def post(path, body=None):
            data = json.dumps(body).encode() if body else b""
            answer = connection.ask("POST", path, data, Content_Type="application/json")
            text = answer.body()
            self.assertIn(answer.status, (200, 201), text)
            return json.loads(text)

        profile = post("/v1/profiles", {
            "country": "US", "displayName": "Fabrikam", "services": ["Migration"], "partnerId": partner})["id"]
        post(f"/v1/profiles/{profile}/locations", {
            "name": "Boston", "address": {"city": "Boston", "country": "US"},
            "contact": {"name": "Sue", "email": "sue@fabrikam.example"}})
        post(f"/v1/profiles/{profile}/activate")

    def test_limits_are_the_services(self):
        def ask(size=0, header=0, target=0):
            with self.connect() as connection:
                body = b'{"name":"' + b"x" * size + b'"}' if size else b""
                fields = {"X_Large": "x" * header} if header else {}
                path = "/v1/partners" + ("?x=" + "x" * target if target else "")
                answer = connection.ask(
                    "POST" if size else "GET", path, body, Content_Type="application/json", **fields)
                return answer.status, json.loads(answer.body()).get("code")

        self.assertEqual(ask(size=1_000_000), (422, "validation_failed"))
        self.assertEqual(ask(size=1_100_000), (413, "body_too_large"))
        self.assertEqual(ask(header=20_000), (200, None))
        self.assertEqual(ask(header=40_000), (431, "headers_too_large"))
        self.assertEqual(ask(target=9_000), (414, "uri_too_long"))

    def test_connections_inside_are_kept(self):
        def accepted():
            with self.direct() as connection:
                text = connection.ask("GET", "/metrics").body().decode()
            return int(re.search(r"^referrals_http_connections_accepted_total (\d+)$", text, re.MULTILINE).group(1))

        before = accepted()
        for _ in range(40):
            with self.connect() as connection:
                self.assertEqual(connection.ask("GET", "/v1/me").status, 200)
        self.assertLessEqual(accepted() - before, 4)


@unittest.skipUnless(shutil.which("caddy"), "caddy is not installed")
class CaddyTests(Proxy, unittest.TestCase):
    def configure(self):
        text = (ROOT / "deploy/Caddyfile").read_text()
        options = f"admin off\nhttp_port {self.plain_port}\nhttps_port {self.port}\nlocal_certs\nskip_install_trust\n"
        path = self.folder / "Caddyfile"
        path.write_text(f"{{\n{options}storage file_system {self.folder}/caddy\ndefault_bind 127.0.0.1\n}}\n" + text)
        environment = {"HOME": str(self.folder), "REFERRALS_UPSTREAM": f"unix/{self.socket}"}
        return ["caddy", "run", "--config", str(path), "--adapter", "caddyfile"], environment

    def authority(self):
        return self.folder / "caddy/pki/authorities/local/root.crt"


@unittest.skipUnless(shutil.which("nginx") and shutil.which("openssl"), "nginx or openssl is not installed")
class NginxTests(Proxy, unittest.TestCase):
    def configure(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", "key.pem", "-out", "cert.pem", "-days", "1", "-subj", f"/CN={NAME}",
             "-addext", f"subjectAltName=DNS:{NAME}"],
            cwd=self.folder, check=True, capture_output=True)
        site = (ROOT / "deploy/nginx.conf").read_text()
        for old, new in {
                SOCKET: str(self.socket), "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
                "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
                "listen [::]:80;": "", "listen [::]:443 ssl http2;": "",
                f"/etc/letsencrypt/live/{NAME}/fullchain.pem": f"{self.folder}/cert.pem",
                f"/etc/letsencrypt/live/{NAME}/privkey.pem": f"{self.folder}/key.pem"}.items():
            assert old in site, f"deploy/nginx.conf has no {old}"
            site = site.replace(old, new)
        folders = "".join(
            f"{kind}_temp_path {self.folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;\n" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"{user}daemon off;\nworker_processes 1;\npid {self.folder}/nginx.pid;\nerror_log stderr;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{folders}{site}}}\n")
        return ["nginx", "-e", "stderr", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")], {}

    def authority(self):
        return self.folder / "cert.pem"


if __name__ == "__main__":
    unittest.main()
