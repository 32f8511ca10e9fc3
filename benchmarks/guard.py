#!/usr/bin/env python3
"""Holds the instructions per request against the committed figures: says which scenario needs more than 10 % more.

Usage: benchmarks/guard.py [--update]

`--update` writes the figures anew, to benchmarks/guard.json. Python 3, standard library alone; needs valgrind, and says
so and ends well where there is none.
"""

import json
import os
import shutil
import sys

from harness.instructions import CountedTarget

HERE = os.path.dirname(os.path.abspath(__file__))
FIGURES = os.path.join(HERE, "guard.json")
SCENARIOS = ["health", "get", "page", "post", "patch", "list304", "summary304", "summary", "search"]
TOLERANCE = 1.10


ATTEMPTS = 3


class Counter:
    """Counts scenarios of the release binary, each with a service and data of its own."""

    def __init__(self):
        self.binary = os.path.abspath(os.path.join(HERE, "..", ".build", "release", "referrals"))
        described = os.path.join(HERE, "targets", "referrals.json")
        self.target = CountedTarget(described, os.path.join(HERE, "..", ".build", "guard"))
        self.target.prepare({"binary": self.binary, "engagements": 2_000, "partners": 5})

    def count(self, name):
        self.target.variables["binary"] = self.binary
        self.target.start()
        try:
            return round(self.target.count(name))
        finally:
            self.target.stop()

    def least(self, name, limit):
        """Counts again, a few times, what is above the limit: now and then a count holds work for which time has come."""
        figure = self.count(name)
        for _ in range(ATTEMPTS - 1):
            if figure <= limit:
                break
            figure = min(figure, self.count(name))
        return figure


def update(counter):
    figures = {name: min(counter.count(name) for _ in range(2)) for name in SCENARIOS}
    with open(FIGURES, "w") as file:
        json.dump(figures, file, indent=1)
        file.write("\n")


def compare(counter):
    with open(FIGURES) as file:
        committed = json.load(file)
    worse = []
    for name in SCENARIOS:
        limit = committed[name] * TOLERANCE
        figure = counter.least(name, limit)
        print(f"{name:12} {figure:9,} instructions, {figure / committed[name]:.3f} of {committed[name]:,}")
        if figure > limit:
            worse.append(name)
    if worse:
        print(f"More than 10 % more than committed: {', '.join(worse)}. Find out why, or update with a reason.")
    return 1 if worse else 0


def main():
    if shutil.which("valgrind") is None:
        print("valgrind is not installed: nothing was counted. apt-get install valgrind brings it.")
        return 0
    counter = Counter()
    if "--update" in sys.argv:
        update(counter)
        return 0
    return compare(counter)


if __name__ == "__main__":
    sys.exit(main())
