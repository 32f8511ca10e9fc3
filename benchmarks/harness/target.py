"""A server under measurement: its data, its start and its stop. What a target file holds is said in README.md."""

import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

from . import requests

SAMPLED = 10_000  # rows of samples, and requests of a scenario at most


class Target:
    def __init__(self, path, work):
        with open(path) as file:
            described = json.load(file)
        base = described.pop("extends", None)
        if base:
            with open(os.path.join(os.path.dirname(path), base)) as file:
                described = {**json.load(file), **described}
        self.folder = os.path.dirname(os.path.abspath(path))
        self.name = described["name"]
        self.scenarios = described["scenarios"]
        self.described = described
        self.work = os.path.join(work, self.name)
        self.database = os.path.join(self.work, "run.db")
        self.seeded = os.path.join(self.work, "seed.db")
        self.process = None
        os.makedirs(self.work, exist_ok=True)

    # Data

    def prepare(self, variables):
        """Makes the data once; it stays for later runs with the same variables."""
        self.variables = {**variables, "port": "0"}
        stamp, wanted = os.path.join(self.work, "seed.txt"), self.command("seed", self.seeded)
        if not (os.path.exists(stamp) and open(stamp).read() == wanted):
            self._clean(self.seeded)
            subprocess.run(wanted, shell=True, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)
            with open(stamp, "w") as file:
                file.write(wanted)
        self.rows = {name: self._rows(sql) for name, sql in self.described["samples"].items()}

    def command(self, name, database):
        return requests.fill(self.described[name], {**self.variables, "db": database})

    def _rows(self, sql):
        connection = sqlite3.connect(self.seeded)
        connection.row_factory = sqlite3.Row
        keys = self.seeded + ".keys.json"
        if os.path.exists(keys):
            connection.execute("CREATE TEMP TABLE bench_keys (owner TEXT, key TEXT)")
            with open(keys) as file:
                connection.executemany("INSERT INTO bench_keys VALUES (?, ?)", json.load(file).items())
        found = [dict(row) for row in connection.execute(sql)]
        connection.close()
        random.Random(7).shuffle(found)
        if not found:
            raise SystemExit(f"{self.name}: no rows for: {sql}")
        return found[:SAMPLED]

    @staticmethod
    def _clean(database):
        for ending in ("", "-wal", "-shm", ".lock"):
            if os.path.exists(database + ending):
                os.remove(database + ending)

    # Life

    def start(self, fresh=True):
        """Starts the server on a copy of its data, or on what the last run left; gives seconds to the first answer."""
        if fresh:
            self._clean(self.database)
            subprocess.run(["cp", "--reflink=auto", self.seeded, self.database], check=True)
            os.sync()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = ("127.0.0.1", port)
        self.variables["port"] = str(port)
        began = time.monotonic()
        with open(os.path.join(self.work, "server.log"), "ab") as log:
            self.process = subprocess.Popen(
                "exec " + self.launch(), shell=True, cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, env={**os.environ, **self.described.get("environment", {})})
        self._await_answer(began)
        return time.monotonic() - began

    def launch(self):
        """The command that serves."""
        return self.command("command", self.database)

    def _await_answer(self, began):
        while True:
            if self.process.poll() is not None or time.monotonic() - began > 1_800:
                raise SystemExit(f"{self.name}: does not start, see {self.work}/server.log")
            try:
                if self.ask(requests.raw(self.scenarios["health"], {}, {}), "GET")[0] == 200:
                    return
            except OSError:
                time.sleep(0.0005)

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def connect(self):
        return socket.create_connection(self.address, 60)

    def ask(self, request, method):
        """Sends one request; the status, the fields and the body of the answer."""
        with self.connect() as connection:
            connection.sendall(request)
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            return response.status, response.headers, response.read()

    # Requests

    def samples(self, scenario):
        return self.rows[scenario.get("rows", "engagements")]

    def headers(self, scenario):
        return {} if scenario.get("anonymous") else self.described.get("headers", {})

    def written(self, name):
        """The requests of a scenario in a file for the load generator, each of a mixture as often as it weighs."""
        parts, all_requests = requests.mixture(self.scenarios, name), []
        for part, weight in parts.items():
            scenario = self.scenarios[part]
            rows = self.with_tags(scenario, self.samples(scenario))
            count = max(1, min(len(rows), SAMPLED) if len(parts) == 1 else SAMPLED * weight // sum(parts.values()))
            fields = self.headers(scenario)
            all_requests += [requests.raw(scenario, rows[i % len(rows)], fields) for i in range(count)]
        path = os.path.join(self.work, f"{name}.requests")
        with open(path, "wb") as file:
            file.write(b"\0".join(all_requests))
        return path

    def with_tags(self, scenario, rows):
        """For conditional requests: each row with the tag of what it asks for, as it is now."""
        if "${etag}" not in json.dumps(scenario):
            return rows
        first = {**scenario, "headers": {k: v for k, v in scenario["headers"].items() if "${etag}" not in v}}
        found = []
        for row in rows[:200]:
            request = requests.raw(first, row, self.headers(scenario))
            found.append({**row, "etag": self.ask(request, "GET")[1]["ETag"]})
        return found

    def check(self, name):
        """Sends one request of each part of a scenario; ends the program unless the answer is as it must be. Gives the
        length of the body, nothing for a mixture."""
        size = None
        for part in requests.mixture(self.scenarios, name):
            scenario = self.scenarios[part]
            row = random.choice(self.with_tags(scenario, self.samples(scenario)[:50]))
            request = requests.raw(scenario, row, self.headers(scenario))
            method = scenario.get("method", "GET")
            status, _, body = self.ask(requests.numbered(request, random.randrange(10**12)), method)
            expected = requests.fill(scenario.get("check", ""), row).encode()
            if status != scenario.get("expect", 200) or expected not in body:
                raise SystemExit(f"{self.name}, {part}: {status} {body[:300]!r}")
            size = len(body) if "mix" not in self.scenarios[name] else None
        return size

    def count(self, sql):
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(sql).fetchone()[0]
        finally:
            connection.close()
