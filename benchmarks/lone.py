#!/usr/bin/env python3
"""How long a lone caller waits for a write, beside a bare commit of SQLite on the same disk, in alternating rounds.

Usage: benchmarks/lone.py [--rounds 7] [--writes 200]

The bare commit inserts a row of 100 bytes into one table, with `journal_mode=WAL` and `synchronous=FULL` as the service has
them. The service adds a note, with history, event, full text and idempotency key. Python 3, standard library alone.
"""

import argparse
import os
import sqlite3
import statistics
import time

from harness import requests
from harness.instructions import exchange
from harness.target import Target

HERE = os.path.dirname(os.path.abspath(__file__))


def bare_commits(path, count):
    """Seconds of each commit."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS t (a)")
    return [timed(lambda: connection.execute("INSERT INTO t VALUES (?)", ["x" * 100])) for _ in range(count)]


def writes(target, scenario, rows, numbers):
    """Seconds of each write over one connection."""
    spent = []
    with target.connect() as connection:
        for number in numbers:
            request = requests.numbered(
                requests.raw(scenario, rows[number % len(rows)], target.headers(scenario)), number)
            spent.append(timed(lambda: exchange(connection, request)))
    return spent


def timed(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--writes", type=int, default=200, help="in each round")
    parser.add_argument("--work", default=os.path.join(HERE, "..", ".build", "bench"), help="where data are kept")
    options = parser.parse_args()
    target = Target(os.path.join(HERE, "targets", "referrals.json"), options.work)
    binary = os.path.abspath(os.path.join(HERE, "..", ".build", "release", "referrals"))
    target.prepare({"binary": binary, "engagements": 100_000, "partners": 100})
    target.start()
    bare = os.path.join(target.work, "bare.db")
    scenario = target.scenarios["post"]
    ratios = []
    try:
        for number in range(options.rounds):
            first = number * options.writes
            commits = statistics.median(bare_commits(bare, options.writes))
            notes = statistics.median(
                writes(target, scenario, target.samples(scenario), range(first, first + options.writes)))
            ratios.append(notes / commits)
            print(f"bare commit {commits * 1e3:.3f} ms, note {notes * 1e3:.3f} ms, {ratios[-1]:.2f} times")
    finally:
        target.stop()
        os.remove(bare)
    print(f"median of {options.rounds} rounds: {statistics.median(ratios):.2f} times a bare commit")


if __name__ == "__main__":
    main()
