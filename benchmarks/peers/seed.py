#!/usr/bin/env python3
"""Makes the database that the reference servers serve: seed.py DATABASE ENGAGEMENTS PARTNERS.

The same numbers make the same rows. An engagement's text is about as long as one of the service's own demo.
"""

import datetime
import os
import random
import sqlite3
import sys

SCHEMA = """
CREATE TABLE engagements(
  id TEXT PRIMARY KEY, partner_id TEXT NOT NULL, status TEXT NOT NULL, name TEXT NOT NULL,
  customer_company TEXT NOT NULL, deal_value_minor INTEGER NOT NULL, currency TEXT NOT NULL,
  crm_id TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, expires_at TEXT NOT NULL,
  version INTEGER NOT NULL);
CREATE INDEX engagements_page ON engagements(partner_id, status, created_at, id);
"""
STATUSES = {"new": 40, "accepted": 15, "in_progress": 15, "won": 12, "lost": 12, "expired": 6}
REGIONS = "Northern Southern Eastern Western Global United Pacific Atlantic Alpine Coastal Prime Apex".split()
TRADES = "Logistics Energy Insurance Foods Robotics Analytics Textiles Pharma Mobility Optics Steel Media".split()
FORMS = "GmbH Ltd Inc SA AB Oy NV SpA KK LLC".split()
NEEDS = ["Cloud migration", "Data platform", "Identity rollout", "Support renewal", "Warehouse automation"]


def stamp(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (instant.microsecond // 1000)


def rows(count, partners, generator):
    created = datetime.datetime(2025, 1, 1)
    for number in range(count):
        created += datetime.timedelta(milliseconds=generator.randint(1, 1_200_000))
        digits = "%032x" % generator.getrandbits(128)
        company = " ".join(generator.choice(words) for words in (REGIONS, TRADES, FORMS))
        name = (
            f"{generator.choice(NEEDS)} for {company}, phase {generator.randint(1, 9)}, referred by field team "
            f"{generator.randint(100, 999)} after the {generator.choice(['spring', 'autumn'])} customer event "
            "and a first qualification call")
        yield (
            f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}",
            "partner-%04d" % generator.randrange(partners),
            generator.choices(list(STATUSES), list(STATUSES.values()))[0], name, company,
            generator.randint(10_000, 90_000_000), generator.choice(["EUR", "USD", "GBP", "JPY"]), "CRM-%010d" % number,
            stamp(created), stamp(created + datetime.timedelta(hours=generator.randint(0, 700))),
            stamp(created + datetime.timedelta(days=90)), 1)


def main():
    path, count, partners = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for ending in ("", "-wal", "-shm"):
        if os.path.exists(path + ending):
            os.remove(path + ending)
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.executescript(SCHEMA)
    with database:
        generated = rows(count, partners, random.Random(20260101))
        database.executemany("INSERT INTO engagements VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", generated)
    database.execute("ANALYZE")
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


if __name__ == "__main__":
    main()
