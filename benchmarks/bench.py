#!/usr/bin/env python3
"""Measures servers beside each other, in turn, with the same load: processor time and rate of each scenario.

Usage: benchmarks/bench.py [--rounds 3] [--duration 6] [--scenarios get,patch] [--json FILE] [target ...]

Targets are files of benchmarks/targets, by default referrals, hummingbird-grdb and raw-c. What the table says and what
the scenarios are is told in benchmarks/README.md. Python 3, standard library alone; needs wrk.
"""

import argparse
import json
import os
import sys
import time

from harness import machine, report
from harness.measure import measure
from harness.target import Target

HERE = os.path.dirname(os.path.abspath(__file__))
BINARY = os.path.abspath(os.path.join(HERE, "..", ".build", "release", "referrals"))
PER_KIB = {"page"}  # scenarios whose cost is compared per KiB of body


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", default=["referrals", "hummingbird-grdb", "raw-c"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--duration", type=int, default=6, help="seconds of each measurement")
    parser.add_argument("--warmup", type=int, default=1, help="seconds before it")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--threads", type=int, default=2, help="threads of the load generator")
    parser.add_argument("--scenarios", help="names with commas between; all when left out")
    parser.add_argument("--baseline", default="hummingbird-grdb", help="the target that ratios are to")
    parser.add_argument("--engagements", type=int, default=100_000, help="how much data")
    parser.add_argument("--max-other", type=float, default=0.3, help="processors in use by others that spoil a round")
    parser.add_argument("--work", default=os.path.join(HERE, "..", ".build", "bench"), help="where data are kept")
    parser.add_argument("--json", help="where the result goes")
    return parser.parse_args()


def resting(target):
    """How a target is when it has started and has nothing to do."""
    started = target.start()
    time.sleep(0.5)
    used = machine.cpu_seconds(target.process.pid)
    time.sleep(2)
    return {
        "startMs": started * 1e3,
        "idleMiB": machine.resident_mib(target.process.pid),
        "idleCpuSeconds": machine.cpu_seconds(target.process.pid) - used,
    }


def run_round(number, targets, names, options, result):
    for target in targets:
        result["resting"].setdefault(target.name, []).append(resting(target))
    for name in names:
        turn = targets[number % len(targets) :] + targets[: number % len(targets)]
        for target in turn:
            if name not in target.scenarios:
                continue
            for _ in range(3):
                run = measure(target, name, options)
                if run["otherCores"] <= options.max_other:
                    break
            result["rounds"].setdefault(name, {}).setdefault(target.name, []).append(run)
            print(
                f"{number + 1} {name:8} {target.name:18} {run['requestsPerSecond']:9.0f} req/s "
                f"{run['cpuSecondsPer10000']:7.3f} s/10k  p99 {run['p99ms']:.2f} ms  others {run['otherCores']:.2f}",
                file=sys.stderr)
    for target in targets:
        target.stop()


def show(result, options):
    print(f"{'':18}{'start ms':>10}{'idle MiB':>10}{'idle cpu s':>12}")
    for name, runs in result["resting"].items():
        figures = [report.median(runs, key) for key in ("startMs", "idleMiB", "idleCpuSeconds")]
        print(f"{name:18}{figures[0]:10.1f}{figures[1]:10.1f}{figures[2]:12.2f}")
    for name, rounds in result["rounds"].items():
        figures = report.medians(rounds, options.max_other)
        report.compare(figures, options.baseline, name in PER_KIB)
        result["medians"][name] = figures
        print("\n" + report.table(name, figures))


def main():
    options = parsed()
    targets = [Target(os.path.join(HERE, "targets", f"{name}.json"), options.work) for name in options.targets]
    for target in targets:
        target.prepare({"engagements": options.engagements, "partners": 100, "binary": BINARY})
    names = list(dict.fromkeys(name for target in targets for name in target.scenarios))
    if options.scenarios:
        names = [name for name in options.scenarios.split(",") if name in names]
    result = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "machine": machine.description(),
        "options": {key: value for key, value in vars(options).items() if key not in ("work", "json")},
        "resting": {}, "rounds": {}, "medians": {},
    }
    try:
        for number in range(options.rounds):
            run_round(number, targets, names, options, result)
    finally:
        for target in targets:
            target.stop()
    show(result, options)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(result, file, indent=1)


if __name__ == "__main__":
    main()
