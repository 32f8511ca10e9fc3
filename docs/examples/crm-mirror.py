#!/usr/bin/env python3
"""Keeps a copy of a partner's engagements in a file, whatever is restarted when: a snapshot first, then the change feed.

    REFERRALS_URL=http://127.0.0.1:8080 REFERRALS_KEY=rk_... docs/examples/crm-mirror.py mirror.json

With --once it ends when it has caught up. Python 3.9, nothing else. docs/sync.md says why it is done this way.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

URL, KEY = os.environ["REFERRALS_URL"], os.environ["REFERRALS_KEY"]
KINDS = "engagement.*,contact.*"  # what can change an engagement as it is shown


class Pruned(Exception):
    """The feed no longer has what comes next."""


def get(path, **query):
    """The answer to a GET, or None for 404. Waits and asks again while the service is away, or asks for patience."""
    target = f"{URL}{path}?{urllib.parse.urlencode(query)}"
    request = urllib.request.Request(target, headers={"Authorization": f"Bearer {KEY}"})
    pause = 0.5
    while True:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            if error.code == 410:
                raise Pruned from error
            if error.code not in (429, 503):
                raise  # 401, 403, 400: nothing that waiting would mend
            pause = float(error.headers.get("Retry-After") or pause)
        except (OSError, ValueError):  # no connection, or one that broke off
            pause = min(pause * 2, 30)
        time.sleep(pause)


def snapshot():
    """Everything there is, and the place in the feed from which to follow. The place is taken first: what changes
    while the lists are read is told a second time, which does no harm. The other way round it would be missed."""
    after = get("/v1/events", after="latest")["lastSeq"]
    engagements, query = {}, {"limit": 200}
    while query:
        page = get("/v1/engagements", **query)
        engagements.update((engagement["id"], engagement) for engagement in page["data"])
        query = page["nextCursor"] and {"limit": 200, "cursor": page["nextCursor"]}
    return {"after": after, "engagements": engagements}


def follow(mirror, wait):
    """Applies what happened after the place that the mirror has reached; says whether there may be more."""
    page = get("/v1/events", after=mirror["after"], types=KINDS, limit=200, wait=wait)
    for event in page["data"]:
        data = event["data"] or {}
        engagement = data.get("engagement")
        if not engagement and data.get("engagementId"):
            engagement = get(f"/v1/engagements/{data['engagementId']}")
        if engagement:
            mirror["engagements"][engagement["id"]] = engagement
    moved = page["lastSeq"] > mirror["after"]
    mirror["after"] = page["lastSeq"]
    return moved


def save(mirror, path):
    """The copy and the place in it are one file, replaced at once: neither is ever ahead of the other."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(mirror, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def main(path, once):
    try:
        with open(path, encoding="utf-8") as file:
            mirror = json.load(file)
    except FileNotFoundError:
        mirror = None
    while True:
        try:
            mirror = mirror or snapshot()
            moved = follow(mirror, wait=0 if once else 25)
        except Pruned:
            mirror = None
            continue
        save(mirror, path)
        if once and not moved:
            return


if __name__ == "__main__":
    main(sys.argv[1], "--once" in sys.argv[2:])
