"""The unit file, judged by systemd, and the binary under the restrictions that the unit asks for."""

import ctypes
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.request

from service import OPERATOR, PATIENCE, PROGRAM, ROOT

UNIT = ROOT / "deploy/referrals.service"
PR_SET_NO_NEW_PRIVS, PR_SET_MDWE = 38, 65

try:
    import seccomp
except ImportError:
    seccomp = None


def settings(name):
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(), re.MULTILINE)


def calls(group):
    """The system calls of a group of systemd's."""
    listed = subprocess.run(
        ["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True).stdout
    words = [line.strip() for line in listed.splitlines()[1:] if line.strip() and not line.strip().startswith("#")]
    return {call for word in words for call in (calls(word) if word.startswith("@") else {word})}


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed")
class UnitTests(unittest.TestCase):
    def test_exposure_is_low(self):
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", str(UNIT)], capture_output=True, text=True)
        exposure = float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout).group(1))
        self.assertLessEqual(exposure, 2.0)

    def test_systemd_understands_it(self):
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder, UNIT.name)
            copy.write_text(UNIT.read_text().replace("/usr/local/bin/referrals", "/bin/true"))
            done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True)
        complaints = [line for line in done.stderr.splitlines() if UNIT.name in line]
        self.assertEqual(complaints, [])

    @unittest.skipUnless(seccomp, "python3-seccomp is not installed")
    def test_the_binary_works_under_its_filter(self):
        allowed = set()
        for line in settings("SystemCallFilter"):
            groups = {call for word in line.lstrip("~").split() for call in calls(word)}
            allowed = allowed - groups if line.startswith("~") else allowed | groups
        self.assertGreater(len(allowed), 200)

        def restrict():
            libc = ctypes.CDLL(None, use_errno=True)
            libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            libc.prctl(PR_SET_MDWE, 1, 0, 0, 0)  # From Linux 6.3 on; before, it is refused.
            rules = seccomp.SyscallFilter(seccomp.ERRNO(1))
            for call in allowed:
                try:
                    rules.add_rule(seccomp.ALLOW, call)
                except (RuntimeError, OSError, ValueError):
                    pass  # None of this architecture's.
            rules.load()

        with tempfile.TemporaryDirectory() as folder:
            key = pathlib.Path(folder, "operator.key")
            key.write_text(OPERATOR + "\n")
            process = subprocess.Popen(
                [PROGRAM, "serve", "--port", "0", "--database", f"{folder}/referrals.db"],
                env={"REFERRALS_OPERATOR_KEY_FILE": str(key)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, preexec_fn=restrict)
            opening = process.stdout.readline()
            self.assertTrue(opening.startswith("Serving on "), opening or process.stderr.read())
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            self.assertRegex(status, r"NoNewPrivs:\s1\n(.*\n)*Seccomp:\s2\n")
            self.use(opening.removeprefix("Serving on ").strip())
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, 0, log)

    def use(self, url):
        """A write, a read, and a delivery to a name that leads nowhere, which loads libcurl and asks the resolver."""
        def call(method, path, body=None):
            request = urllib.request.Request(
                url + path, body, {"Authorization": f"Bearer {OPERATOR}", "Content-Type": "application/json"}, method=method)
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()

        self.assertEqual(call("POST", "/v1/partners", b'{"name":"Fabrikam"}')[0], 201)
        status, text = call(
            "POST", "/v1/webhooks", b'{"url":"https://nowhere.invalid/hook","eventTypes":["*"],"description":"x"}')
        self.assertEqual(status, 201, text)
        webhook = re.search(r'"id":"([^"]+)"', text).group(1)
        self.assertEqual(call("POST", f"/v1/webhooks/{webhook}/test")[0], 202)
        attempts = 'referrals_outbox_attempts_total{channel="webhook",outcome="failed"} 1'
        for _ in range(600):
            if attempts in (metrics := call("GET", "/metrics")[1]):
                return
        self.fail(metrics)


if __name__ == "__main__":
    unittest.main()
