"""One measurement: a scenario of a target under load for some seconds."""

import json
import os
import re
import subprocess
import threading
import time

from . import machine

HERE = os.path.dirname(os.path.abspath(__file__))


def load(target, file, seconds, options):
    """Runs the load generator and gives what it counted."""
    command = ["wrk", f"-t{min(options.threads, options.connections)}", f"-c{options.connections}", f"-d{seconds}s"]
    command += ["--timeout", "10s", "-s", os.path.join(HERE, "..", "load.lua"), "http://%s:%d" % target.address]
    ran = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "BENCH_REQUESTS": file}, timeout=seconds + 60)
    found = re.search(r"^BENCH (.*)$", ran.stdout, re.M)
    if not found:
        raise SystemExit(f"wrk: {ran.stdout}{ran.stderr}")
    return json.loads(found[1])


class _Peak:
    """The most memory that a process has resident while this is open."""

    def __init__(self, process):
        self.process, self.mib, self.over = process, machine.resident_mib(process), threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def _watch(self):
        while not self.over.wait(0.2):
            self.mib = max(self.mib, machine.resident_mib(self.process))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def measure(target, name, options):
    """Measures one scenario of a running target."""
    scenario, process = target.scenarios[name], target.process.pid
    time.sleep(0.5)  # for what the last scenario has left to be done
    size, file = target.check(name), target.written(name)
    if options.warmup:
        load(target, file, options.warmup, options)
    os.sync()
    time.sleep(0.2)
    grown = target.count(scenario["grows"]) if "grows" in scenario else None
    with _Peak(process) as peak:
        before, used, own = machine.Counters(), machine.cpu_seconds(process), machine.own_cpu_seconds()
        counted = load(target, file, options.duration, options)
        used, own, after = machine.cpu_seconds(process) - used, machine.own_cpu_seconds() - own, machine.Counters()
    requests, elapsed = max(counted["requests"], 1), after.at - before.at
    busy = (after.total - before.total - after.idle + before.idle) / machine.TICK
    return {
        "requests": counted["requests"],
        "requestsPerSecond": requests / (counted["microseconds"] / 1e6),
        "cpuSecondsPer10000": used / requests * 1e4,
        "bodyBytes": size,
        "bytesPerRequest": counted["bytes"] / requests,
        "p50ms": counted["p50"] / 1e3,
        "p99ms": counted["p99"] / 1e3,
        "maxMs": counted["max"] / 1e3,
        "residentMiB": peak.mib,
        "flushesPerRequest": (after.flushes - before.flushes) / requests,
        "grewPerRequest": (target.count(scenario["grows"]) - grown) / requests if grown is not None else None,
        "errors": counted["errors"],
        "otherCores": (busy - used - own) / elapsed,
        "stolenPercent": 100 * (after.stolen - before.stolen) / max(after.total - before.total, 1),
    }
