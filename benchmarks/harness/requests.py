"""Scenarios as raw requests: text with ${name} from a row of samples, and ${seq}, which the load generator replaces."""

import re

SEQUENCE = "\1"
SEQUENCE_LENGTH = 12


def fill(text, row):
    return re.sub(r"\$\{(\w+)\}", lambda found: SEQUENCE if found[1] == "seq" else str(row[found[1]]), text)


def raw(scenario, row, headers):
    """One request of a scenario for a row."""
    body = fill(scenario.get("body", ""), row).encode()
    fields = {"Host": "127.0.0.1", **headers, **scenario.get("headers", {})}
    if "body" in scenario:
        fields["Content-Length"] = str(len(body) + (SEQUENCE_LENGTH - 1) * body.count(SEQUENCE.encode()))
    lines = [f"{scenario.get('method', 'GET')} {fill(scenario['path'], row)} HTTP/1.1"]
    lines += [f"{name}: {fill(value, row)}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def numbered(request, number):
    """The request as the load generator would send it."""
    return request.replace(SEQUENCE.encode(), b"%012d" % number)


def mixture(scenarios, name):
    """The scenarios that a scenario consists of, with their weights."""
    return scenarios[name].get("mix", {name: 1})
