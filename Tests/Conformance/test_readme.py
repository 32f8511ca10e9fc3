"""The walk of README.md, line by line as it is printed, but for the address, the key and the ports."""

import pathlib
import re
import socket
import subprocess
import unittest

from service import OPERATOR, PATIENCE, PROGRAM, Service, snippet

# Waits until the listener has shown what it got, and ends it.
END = """
listener=$!
for _ in $(seq 300); do grep -q '^}' shown && break; sleep 0.1; done
kill -INT $listener; wait $listener
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Readme(unittest.TestCase):
    def test_each_line_works(self):
        port = free_port()
        service = Service(WEBHOOK_ALLOW=f"127.0.0.1:{port}")
        self.addCleanup(service.stop)
        walk = snippet("README.md", "walk").replace("http://127.0.0.1:8080", service.url)
        walk = walk.replace("$(cat data/operator.key)", OPERATOR)
        webhook = snippet("README.md", "webhook").replace("9000", str(port))
        webhook = webhook.replace(".build/release/referrals", PROGRAM).replace(" &\n", " >shown &\n")
        self.assertIn(" >shown &\n", webhook)
        script = walk + webhook + END
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], cwd=service.folder, text=True, capture_output=True, timeout=2 * PATIENCE)
        shown = pathlib.Path(service.folder, "shown").read_text(encoding="utf-8")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr + shown + service.log())
        self.assertEqual(done.stderr, "")
        self.assertNotIn('"code":', done.stdout)
        self.assertIn('"counts":{"new":0,"active":0,"won":1', done.stdout)
        self.assertRegex(shown, re.compile(r"^\S+  verified  note.added  seq \d+  \S+\n{\n", re.MULTILINE))
        self.assertIn("  note.added  seq 6  ", shown, "README.md prints another number")
        self.assertIn('"body": "Thank you, Joe."', shown)
