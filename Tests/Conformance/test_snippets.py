"""The three ways to verify a delivery that docs/webhooks.md prints, against deliveries that standardwebhooks signs."""

import base64
import datetime
import json
import pathlib
import subprocess
import tempfile
import unittest

from service import PATIENCE, snippet
from standardwebhooks import Webhook

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(range(32, 64))).decode()
BODY = '{"type":"note.added","data":{"text":"Größe ≥ 3 \N{FIRE}"}}'.encode()

NODE = """
import { verify } from "./verify.mjs";
import { readFileSync } from "node:fs";
const { secret, headers } = JSON.parse(readFileSync(0, "utf8"));
process.exit(verify(secret, headers, readFileSync("body")) ? 0 : 1);
"""
SHELL = '. ./verify.sh\nverify "$@" body'


def headers(secrets=(SECRET,), body=BODY, age=0, **replaced):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=age)
    signatures = [Webhook(secret).sign("msg_1", at, body.decode()) for secret in secrets]
    made = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": " ".join(signatures)}
    return {**made, **{name.replace("_", "-"): value for name, value in replaced.items()}}


GOOD = {
    "a delivery": headers(),
    "a rotation, ours first": headers((SECRET, OTHER)),
    "a rotation, ours last": headers((OTHER, SECRET)),
    "a signature of another version beside it": headers() | {
        "webhook-signature": "v1a,AAAA " + headers()["webhook-signature"]},
    "an attempt four minutes old": headers(age=240),
}
BAD = {
    "another body": headers(body=BODY + b" "),
    "another secret": headers((OTHER,)),
    "another id": headers(webhook_id="msg_2"),
    "another time": headers(webhook_timestamp=str(int(headers()["webhook-timestamp"]) + 1)),
    "an old attempt": headers(age=360),
    "one from the future": headers(age=-360),
    "no signature": headers(webhook_signature=""),
    "half a signature": headers(webhook_signature=headers()["webhook-signature"][:20]),
    "a signature without its version": headers(webhook_signature=headers()["webhook-signature"][3:]),
    "a command for a time": headers(webhook_timestamp="a[$(touch${IFS}pwned)]"),
    "a pattern for a signature": headers(webhook_signature="*"),
}


class Snippets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="referrals-conformance-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "body").write_bytes(BODY)

    def expect(self, verify):
        for name, fields in GOOD.items():
            with self.subTest(name):
                self.assertTrue(verify(fields))
        for name, fields in BAD.items():
            with self.subTest(name):
                self.assertFalse(verify(fields))
        self.assertFalse((self.folder / "pwned").exists())

    def run_program(self, *command, text=""):
        done = subprocess.run(command, cwd=self.folder, input=text, text=True, capture_output=True, timeout=PATIENCE)
        return done.returncode == 0

    def place(self, name):
        (self.folder / name).write_text(snippet("docs/webhooks.md", name), encoding="utf-8")

    def test_python(self):
        space = {}
        exec(snippet("docs/webhooks.md", "verify.py"), space)

        def verify(fields):
            try:
                return space["verify"](SECRET, fields, BODY)
            except ValueError:  # of a time that is no number
                return False

        self.expect(verify)

    def test_node(self):
        self.place("verify.mjs")
        (self.folder / "main.mjs").write_text(NODE, encoding="utf-8")
        self.expect(lambda fields: self.run_program(
            "node", "main.mjs", text=json.dumps({"secret": SECRET, "headers": fields})))

    def test_shell(self):
        self.place("verify.sh")
        for shell in ("sh", "bash"):
            with self.subTest(shell):
                self.expect(lambda fields: self.run_program(
                    shell, "-c", SHELL, "verify", SECRET, fields["webhook-id"], fields["webhook-timestamp"],
                    fields["webhook-signature"]))

    def test_standardwebhooks_agrees(self):
        def verify(fields):
            try:
                Webhook(SECRET).verify(BODY, fields)
                return True
            except Exception:  # of several kinds, a library's own among them
                return False

        self.expect(verify)
