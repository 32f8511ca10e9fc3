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


def counted():
    target = CountedTarget(os.path.join(HERE, "targets", "referrals.json"), os.path.join(HERE, "..", ".build", "guard"))
    binary = os.path.abspath(os.path.join(HERE, "..", ".build", "release", "referrals"))
    target.prepare({"binary": binary, "engagements": 2_000, "partners": 5})
    figures = {}
    for name in SCENARIOS:
        target.variables["binary"] = binary
        target.start()
        try:
            figures[name] = round(target.count(name))
        finally:
            target.stop()
    return figures


def main():
    if shutil.which("valgrind") is None:
        print("valgrind is not installed: nothing was counted. apt-get install valgrind brings it.")
        return 0
    figures = counted()
    if "--update" in sys.argv:
        with open(FIGURES, "w") as file:
            json.dump(figures, file, indent=1)
            file.write("\n")
        return 0
    with open(FIGURES) as file:
        committed = json.load(file)
    worse = [name for name in SCENARIOS if figures[name] > committed[name] * TOLERANCE]
    for name in SCENARIOS:
        ratio = figures[name] / committed[name]
        print(f"{name:12} {figures[name]:9,} instructions, {ratio:.3f} of {committed[name]:,}")
    if worse:
        print(f"More than 10 % more than committed: {', '.join(worse)}. Find out why, or update with a reason.")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
