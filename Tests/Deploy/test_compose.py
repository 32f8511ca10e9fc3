"""The compose file, read by compose."""

import shutil
import subprocess
import unittest

from service import ROOT


def compose():
    """The command that is installed, if one is."""
    if shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0:
        return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else None


@unittest.skipUnless(compose(), "compose is not installed")
class ComposeTests(unittest.TestCase):
    def test_it_is_understood(self):
        done = subprocess.run(
            [*compose(), "--file", str(ROOT / "deploy/compose.yaml"), "config"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        for text in ("REFERRALS_TRUSTED_PROXIES", "10.77.0.0/24", "operator-key", "referrals:8080"):
            self.assertIn(text, done.stdout)


if __name__ == "__main__":
    unittest.main()
