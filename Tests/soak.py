#!/usr/bin/env python3
"""Holds a crowd against the release binary: idle connections and clients that send a byte now and then, while a normal
client goes on. Prints what it measured; exits 1 when a bound is broken. Python 3, standard library alone.

Usage: Tests/soak.py [--idle 10000] [--drip 500] [--seconds 20] [path of the binary]
"""

import argparse
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor

MIB = 1024 * 1024
KEY = "the-operator-of-the-soak-test-and-nobody-else"

# The bounds.
P99_FACTOR = 10
PEAK_MEMORY = 200 * MIB
LEFT_MEMORY = 24 * MIB  # what the allocator keeps for the next crowd
GROWTH = 4 * MIB  # from one crowd to the next

LIVEZ = b"GET /livez HTTP/1.1\r\nHost: soak\r\n\r\n"
PER_ADDRESS = 20_000  # connections from one source address: its ephemeral ports are about 28,000


class Service:
    """The binary, serving a database of its own on a free port."""

    def __init__(self, program, directory, seconds):
        environment = {
            "REFERRALS_DATABASE": f"{directory}/referrals.db",
            "REFERRALS_PORT": "0",
            "REFERRALS_OPERATOR_KEY": KEY,
            "REFERRALS_RATE_LIMIT": "off",
            "REFERRALS_IDLE_TIMEOUT": f"{seconds + 120}s",
            "REFERRALS_LOG_LEVEL": "error",
        }
        self.process = subprocess.Popen([program, "serve"], env=environment, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("Serving on "):
            raise SystemExit(f"not serving: {line}")
        self.port = int(line.rsplit(":", 1)[1])

    def memory(self, field="VmRSS"):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field + ":"))

    def sockets(self):
        folder = f"/proc/{self.process.pid}/fd"
        return sum(kind(f"{folder}/{name}").startswith("socket:") for name in os.listdir(folder))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def kind(link):
    try:
        return os.readlink(link)
    except FileNotFoundError:  # closed meanwhile
        return ""


class Drip:
    """Sends one byte of a request at a time, and comes again when it is thrown out."""

    HEAD = b"GET /v1/engagements HTTP/1.1\r\nHost: soak\r\nX-Slow: " + b"a" * 4096
    BODY = b"POST /v1/partners HTTP/1.1\r\nHost: soak\r\nContent-Length: 4096\r\n\r\n"

    def __init__(self, port, number):
        self.port, self.number, self.returns = port, number, -1
        self.connect()

    def connect(self):
        """Every other one sends its head at once and lets its body drip."""
        self.socket = connect(self.port, self.number)
        self.socket.setblocking(False)
        self.sent, self.returns = 0, self.returns + 1
        if self.number % 2:
            self.socket.send(self.BODY)

    def step(self):
        try:
            self.socket.send(b" " if self.number % 2 else self.HEAD[self.sent : self.sent + 1])
            self.sent += 1
            while self.socket.recv(65_536):
                pass
        except BlockingIOError:
            return
        except OSError:
            pass
        self.socket.close()
        self.connect()


def connect(port, number=0):
    source = f"127.0.0.{2 + number // PER_ADDRESS}"
    return socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(source, 0))


def ask(connection, request):
    """Sends a request; the status and the body of the answer."""
    connection.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += received(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += received(connection)
    return int(head[9:12]), body


def received(connection):
    data = connection.recv(65_536)
    if not data:
        raise ConnectionError("closed before the answer was complete")
    return data


def request(method, target, body=b""):
    fields = f"Host: soak\r\nAuthorization: Bearer {KEY}\r\nContent-Type: application/json\r\n"
    return f"{method} {target} HTTP/1.1\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body


def measure(port, target, seconds):
    """The normal client: one request after the other for so long. The times of all in seconds, sorted."""
    times, message = [], request("GET", target)
    with connect(port) as connection:
        end = time.perf_counter() + seconds
        while (start := time.perf_counter()) < end:
            status, _ = ask(connection, message)
            assert status == 200, f"the normal client got {status}"
            times.append(time.perf_counter() - start)
    return sorted(times)


def p99(times):
    return times[len(times) * 99 // 100]


def hold(crowd, normal):
    """Lets the crowd drip, each about twice a second, until the normal client is done."""
    while not normal.done():
        start = time.monotonic()
        for client in crowd:
            client.step()
        time.sleep(max(0, 0.5 - (time.monotonic() - start)))
    return normal.result()


def gather(port, count):
    """Connections that have had an answer and now ask for nothing more."""
    idle = []
    for number in range(count):
        idle.append(connect(port, number))
        status, _ = ask(idle[-1], LIVEZ)
        assert status == 200, f"connection {number} got {status}"
    return idle


def leave(service, connections, sockets):
    """Closes them all and waits until the service has done so too; its memory then."""
    for connection in connections:
        connection.close()
    end = time.monotonic() + 15
    while service.sockets() > sockets and time.monotonic() < end:
        time.sleep(0.1)
    return service.memory()


def soak(service, workers, options):
    with connect(service.port) as connection:
        status, body = ask(connection, request("POST", "/v1/partners", b'{"name":"Contoso"}'))
        assert status == 201, f"no partner: {status} {body}"
    target = "/v1/partners/" + json.loads(body)["id"]
    workers.submit(measure, service.port, target, 1).result()
    quiet = workers.submit(measure, service.port, target, options.seconds).result()
    start_memory, start_sockets = service.memory(), service.sockets()

    idle = gather(service.port, options.idle)
    dripping = [Drip(service.port, number) for number in range(options.drip)]
    loaded = hold(dripping, workers.submit(measure, service.port, target, options.seconds))
    held_memory = service.memory()
    answered = sum(ask(connection, LIVEZ)[0] == 200 for connection in idle)
    left = leave(service, idle + [client.socket for client in dripping], start_sockets)
    left_again = leave(service, gather(service.port, options.idle), start_sockets)
    peak, sockets = service.memory("VmHWM"), service.sockets()
    exit_code = service.stop()

    factor = p99(loaded) / p99(quiet)
    print(f"normal client alone      {len(quiet)} requests, p50 {ms(quiet[len(quiet) // 2])}, p99 {ms(p99(quiet))}")
    print(f"normal client in a crowd {len(loaded)} requests, p50 {ms(loaded[len(loaded) // 2])}, p99 {ms(p99(loaded))}")
    print(f"crowd                    {answered} idle connections answered in the end, {options.drip} dripping, "
          f"{sum(client.returns for client in dripping)} times thrown out and back")
    print(f"memory                   {mib(start_memory)} before, {mib(held_memory)} with the crowd, "
          f"{mib(peak)} at most, {mib(left)} after, {mib(left_again)} after the next")
    return {
        f"p99 is {factor:.1f} times that alone, at most {P99_FACTOR}": factor <= P99_FACTOR,
        f"all {options.idle} idle connections are kept": answered == options.idle,
        f"at most {mib(PEAK_MEMORY)} of memory": peak <= PEAK_MEMORY,
        f"at most {mib(LEFT_MEMORY)} more after than before": left - start_memory <= LEFT_MEMORY,
        f"at most {mib(GROWTH)} more after the next crowd": left_again - left <= GROWTH,
        "no connection is left": sockets <= start_sockets,
        "exit code 0 on SIGTERM": exit_code == 0,
    }


def ms(seconds):
    return f"{seconds * 1000:.2f} ms"


def mib(count):
    return f"{count / MIB:.1f} MiB"


def allow_descriptors(count):
    _, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit != resource.RLIM_INFINITY and limit < count:
        raise SystemExit(f"needs {count} descriptors, the limit is {limit}: raise it with ulimit -n, or lower --idle")
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default=".build/release/referrals")
    parser.add_argument("--idle", type=int, default=10_000)
    parser.add_argument("--drip", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=20, help="how long each of the two measurements takes")
    options = parser.parse_args()
    allow_descriptors(options.idle + options.drip + 200)
    with tempfile.TemporaryDirectory() as directory, ProcessPoolExecutor(1) as workers:
        service = Service(options.program, directory, options.seconds)
        try:
            bounds = soak(service, workers, options)
        finally:
            service.process.kill()
            service.process.wait()
    for bound, holds in bounds.items():
        print("ok    " if holds else "BROKEN", bound)
    return 0 if all(bounds.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
