"""Instructions per request, counted by valgrind's callgrind: the same for the same binary and data, whatever else the
machine does."""

import os
import re
import signal
import subprocess

from . import requests
from .target import Target


class CountedTarget(Target):
    """A target that runs under callgrind, with one connection and one request at a time."""

    def launch(self):
        """The server under callgrind. Symbols stay; valgrind may not read what else a debugger needs."""
        program = os.path.join(self.work, "server")
        subprocess.run(["strip", "-g", "-o", program, self.variables["binary"]], check=True)
        self.variables["binary"] = program
        self.output = os.path.join(self.work, "callgrind")
        command = self.command("command", self.database)
        return f"valgrind --tool=callgrind --callgrind-out-file={self.output} {command}"

    def count(self, name, warmup=20, counted=100):
        """Instructions of all threads for each of `counted` requests of a scenario, after `warmup` others."""
        scenario = self.scenarios[name]
        rows = self.with_tags(scenario, sorted(self.samples(scenario), key=str)[:50])
        self.send(scenario, rows, warmup, 0)
        self._control("--zero")
        self.send(scenario, rows, counted, warmup)
        self._control("--dump")
        dumps = [file for file in os.listdir(self.work) if re.fullmatch(r"callgrind\.\d+", file)]
        newest = max(dumps, key=lambda file: int(file.split(".")[1]))
        with open(os.path.join(self.work, newest)) as file:
            total = re.search(r"^(?:totals|summary): (\d+)", file.read(), re.M)
        return int(total[1]) / counted

    def send(self, scenario, rows, count, first):
        """Sends requests of a scenario one after the other; `rows` are fetched before, so as not to be counted."""
        with self.connect() as connection:
            for number in range(first, first + count):
                request = requests.raw(scenario, rows[number % len(rows)], self.headers(scenario))
                status = exchange(connection, requests.numbered(request, number))
                if status != scenario.get("expect", 200):
                    raise SystemExit(f"{scenario['path']}: {status}")

    def _control(self, action):
        subprocess.run(["callgrind_control", action, str(self.process.pid)], check=True, capture_output=True)

    def stop(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


def exchange(connection, request):
    """Sends a request and takes the answer off a kept connection; its status."""
    connection.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65_536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)", head)
    missing = (int(length[1]) if length else 0) - len(body)
    while missing > 0:
        missing -= len(connection.recv(65_536))
    return int(head.split()[1])
