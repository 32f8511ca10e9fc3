"""System calls that fail on demand: strace, attached to the running service."""

import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

IS_THERE = shutil.which("strace") is not None


class Injection:
    """While it lasts, calls on a file fail as the rules say, such as `fdatasync:error=EIO:when=2` (strace(1), inject):
    the second that a thread makes."""

    def __init__(self, pid, file, *rules):
        self.folder = tempfile.mkdtemp(prefix="referrals-strace-")
        self.output, self.words = Path(self.folder, "calls"), Path(self.folder, "words")
        calls = ",".join(rule.split(":")[0] for rule in rules)
        injections = [word for rule in rules for word in ("-e", f"inject={rule}")]
        with open(self.words, "wb") as words:
            self.process = subprocess.Popen(
                ["strace", "-f", "-p", str(pid), "-o", self.output, "-P", file, "-e", f"trace={calls}", *injections],
                stdout=subprocess.DEVNULL, stderr=words)
        self.trace = ""

    def __enter__(self):
        end = time.monotonic() + 10
        while b"attached" not in self.words.read_bytes():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"strace does not attach: {self.words.read_text()}")
            time.sleep(0.002)
        return self

    def end(self):
        """Lets go of the service: from here on nothing fails."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=10)
            self.trace = self.output.read_text(errors="replace")
            shutil.rmtree(self.folder)

    def __exit__(self, *_):
        self.end()

    @property
    def count(self):
        """How many calls have failed."""
        return self.trace.count("(INJECTED)")


def can_attach(pid):
    """Whether strace may attach here at all."""
    if not IS_THERE:
        return False
    try:
        with Injection(pid, "/dev/null", "fdatasync:error=EIO"):
            return True
    except AssertionError:
        return False
