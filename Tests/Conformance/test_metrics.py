"""The metrics, read and linted by promtool of Prometheus (Debian's package `prometheus`), where that is installed."""

import shutil
import subprocess
import unittest
import urllib.request

from service import PATIENCE, Market, Service


@unittest.skipUnless(shutil.which("promtool"), "promtool is not installed: apt-get install prometheus")
class MetricsTests(unittest.TestCase):
    def test_promtool_takes_them_without_a_complaint(self):
        service = Service(WEBHOOK_ALLOW="127.0.0.0/8")
        self.addCleanup(service.stop)
        market = Market(service)
        market.accept(market.ask()[1])
        with urllib.request.urlopen(service.url + "/metrics", timeout=PATIENCE) as answer:
            text = answer.read()
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, timeout=PATIENCE)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, b""))


if __name__ == "__main__":
    unittest.main()
