"""Medians, ratios and the table."""

import statistics


def median(runs, key):
    values = [run[key] for run in runs if run.get(key) is not None]
    return statistics.median(values) if values else None


def medians(rounds, max_other):
    """Of each target its medians over the rounds. Rounds in which other processes used more than `max_other` processors
    do not count as long as there is another."""
    found = {}
    for name, runs in rounds.items():
        quiet = [run for run in runs if run["otherCores"] <= max_other] or runs
        found[name] = {key: median(quiet, key) for key in quiet[0]}
        found[name]["rounds"] = len(quiet)
        found[name]["errors"] = sum(run["errors"] for run in runs)
        found[name]["residentMiB"] = max(run["residentMiB"] for run in runs)
    return found


def cost(figures, per_kib):
    """Processor seconds per 10,000 requests, where bodies differ in length for each KiB of body."""
    kib = figures["bodyBytes"] / 1024 if per_kib and figures["bodyBytes"] else 1
    return figures["cpuSecondsPer10000"] / kib


def compare(figures, baseline, per_kib):
    """Adds the ratios to the baseline's figures."""
    base = figures.get(baseline)
    for one in figures.values():
        one["cpuRatio"] = cost(one, per_kib) / max(cost(base, per_kib), 1e-9) if base else None
        one["rateRatio"] = one["requestsPerSecond"] / base["requestsPerSecond"] if base else None


COLUMNS = [
    ("req/s", "requestsPerSecond", "10.0f"), ("x", "rateRatio", "6.2f"),
    ("cpu s/10k", "cpuSecondsPer10000", "10.3f"),
    ("x", "cpuRatio", "6.2f"), ("p50 ms", "p50ms", "8.2f"), ("p99 ms", "p99ms", "8.2f"),
    ("body B", "bodyBytes", "8.0f"),
    ("MiB", "residentMiB", "7.1f"), ("flush/r", "flushesPerRequest", "8.3f"), ("grew/r", "grewPerRequest", "7.2f"),
    ("other", "otherCores", "6.2f"), ("n", "rounds", "3d"), ("err", "errors", "4d"),
]


def _cell(value, form):
    width = int(form.split(".")[0].rstrip("d"))
    return " " + (format(value, form) if value is not None else "-".rjust(width))


def table(name, figures):
    """The lines of one scenario."""
    head = "".join(" " + title.rjust(int(form.split(".")[0].rstrip("d"))) for title, _, form in COLUMNS)
    lines = [f"{name:18}{head}"]
    for target, one in figures.items():
        lines.append(f"{target:18}" + "".join(_cell(one.get(key), form) for _, key, form in COLUMNS))
    return "\n".join(lines)
