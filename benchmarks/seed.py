#!/usr/bin/env python3
"""Makes a database of the service to measure with: seed.py BINARY DATABASE ENGAGEMENTS PARTNERS.

It holds what `referrals demo` makes of seed 1, and a key for each of them, for a marketplace and for an
operator. The keys go to DATABASE.keys.json, by partner, "marketplace" and "operator".
"""

import json
import os
import sqlite3
import subprocess
import sys


def main():
    binary, database, engagements, partners = sys.argv[1:]
    for ending in ("", "-wal", "-shm", ".lock", ".keys.json"):
        if os.path.exists(database + ending):
            os.remove(database + ending)
    subprocess.run(
        [binary, "demo", "--database", database, "--partners", partners, "--engagements", engagements, "--seed", "1"],
        check=True)
    with sqlite3.connect(database) as connection:
        forget_old_events(connection)
        tidy(connection)
        owners = [row[0] for row in connection.execute("SELECT lower(hex(id)) FROM partners")]

    def key(*role):
        made = subprocess.run(
            [binary, "key", "create", "--database", database, "--name", "bench", "--role", *role],
            check=True, capture_output=True, text=True)
        return made.stdout.strip()

    keys = {partner: key("partner", "--partner", dashed(partner)) for partner in owners}
    keys.update(marketplace=key("marketplace", "--marketplace", "bench"), operator=key("operator"))
    with open(database + ".keys.json", "w") as file:
        json.dump(keys, file)


def forget_old_events(connection):
    """Events of the made-up past that a service would have forgotten long ago, some hundreds with each commit."""
    first = connection.execute(
        "SELECT min(seq) FROM events WHERE occurred_at > (unixepoch() - 85 * 86400) * 1000").fetchone()[0]
    connection.execute("DELETE FROM events WHERE seq < ?", [first])
    connection.commit()


def tidy(connection):
    """Full text in one part: else it depends on the data when the next merge of many of them is due, in which run."""
    connection.execute("INSERT INTO engagement_text (engagement_text) VALUES ('optimize')")
    connection.commit()
    connection.execute("VACUUM")


def dashed(digits):
    return "-".join(digits[start:end] for start, end in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))


if __name__ == "__main__":
    main()
