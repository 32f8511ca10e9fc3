"""What the database must hold after a crash, told from what was answered before it and from nothing else."""

import sqlite3
import time
from collections import Counter, defaultdict
from contextlib import contextmanager

# The events of each kind of write; `n` stands for the recipients it names.
EVENTS = {
    "submit": {"rfi.submitted": 1, "engagement.created": "n"},
    "extend": {"rfi.extended": 1, "engagement.created": "n"},
    "accept": {"engagement.accepted": 1},
    "decline": {"engagement.declined": 1},
    "edit": {"engagement.updated": 1},
    "win": {"engagement.won": 1, "registration.required": 1},
    "lose": {"engagement.lost": 1},
    "note": {"note.added": 1},
    "edit_note": {"note.updated": 1},
    "contact": {"contact.added": 1},
    "remove_contact": {"contact.removed": 1},
    "profile": {"profile.updated": 1},
    "hand_in": {"registration.submitted": 1},
    "approve": {"registration.approved": 1},
}
# Where those that record no event are found by what they wrote.
MARKERS = {"webhook": ("webhooks", "description"), "newcomer": ("partners", "name")}
# Where the resource of an answer is stored.
TABLES = {
    "submit": "rfis", "extend": "rfis", "withdraw": "rfis", "accept": "engagements", "decline": "engagements",
    "edit": "engagements", "win": "engagements", "lose": "engagements", "note": "notes", "edit_note": "notes",
    "contact": "contacts", "profile": "profiles", "webhook": "webhooks", "newcomer": "partners",
    "fill_in": "registrations", "hand_in": "registrations", "approve": "registrations",
}
FEEDS = {"operator": ("seq", "1"), "marketplace": ("marketplace_seq", "marketplace_id IS NOT NULL")}


class Books:
    """All that was answered, and the questions that the database has to answer."""

    def __init__(self, database, world, receiver):
        self.database, self.world, self.receiver = database, world, receiver
        self.connection, self.instant = None, 0.0
        self.attempts, self.versions, self.removed = [], {}, set()
        with self.snapshot():
            self.first = {name: self.next_of(name) for name in ("operator", "marketplace", *world.partners)}

    def ask(self, sql, *values):
        return self.connection.execute(sql, values).fetchall()

    @contextmanager
    def snapshot(self):
        """What is asked within sees the same commits: the service goes on by itself meanwhile. The connection is closed
        afterwards: one that outlives a kill would keep the service from reading the log anew."""
        self.connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30, isolation_level=None)
        try:
            self.connection.execute("BEGIN")
            self.instant = time.time()
            self.ask("SELECT count(*) FROM properties")  # the snapshot begins with the first look
            yield
        finally:
            self.connection.close()

    # What a write has left.

    def committed(self, attempts):
        """Those of the unanswered ones that are stored nevertheless."""
        with self.snapshot():
            events, marks = self.recorded(), self.marked()
        stored = {attempt for attempt in attempts if self.is_stored(attempt, events, marks)}
        self.removed |= {attempt.contact for attempt in stored if attempt.kind == "remove_contact"}
        return stored

    def recorded(self):
        """The events of each request, counted by type; what withdrawals record beside is as it may be."""
        found = defaultdict(dict)
        for request, kind, count in self.ask(
            "SELECT request_id, type, count(*) FROM events WHERE request_id IS NOT NULL GROUP BY 1, 2"):
            found[request][kind] = count
        return found

    def marked(self):
        return Counter(
            (kind, row[0]) for kind, (table, column) in MARKERS.items()
            for row in self.ask(f"SELECT {column} FROM {table} WHERE {column} LIKE 'marker %'"))

    def is_stored(self, attempt, events, marks):
        """Whether a write is stored, once and whole. Raises when it is by half, or twice."""
        if attempt.kind in MARKERS:
            count = marks[attempt.kind, attempt.body[MARKERS[attempt.kind][1]]]
            assert count <= 1, f"{attempt} is stored {count} times"
            return count == 1
        found = events.get(attempt.request_id, {})
        if attempt.kind == "fill_in":
            return attempt.succeeded  # records no event: its version tells
        if attempt.kind == "withdraw":
            assert found.get("rfi.withdrawn", 0) == bool(found), f"{attempt} is stored by half: {found}"
            return bool(found)
        expected = {kind: attempt.recipients if count == "n" else count for kind, count in EVENTS[attempt.kind].items()}
        assert found in ({}, expected), f"{attempt} is stored by half or twice: {found}"
        return bool(found)

    def check(self, attempts):
        """Takes in what was attempted last, and holds the database against everything so far."""
        for attempt in attempts:
            self.take(attempt)
        self.attempts += [attempt for attempt in attempts if attempt.answer]
        with self.snapshot():
            self.check_effects()
            self.check_versions()
            self.check_wholeness()
            self.check_numbers()
            self.check_outbox()

    def take(self, attempt):
        if not attempt.succeeded:
            return
        if attempt.kind == "remove_contact":
            self.removed.add(attempt.contact)
            return
        body = attempt.answer.json
        place = TABLES[attempt.kind], body["id"].replace("-", "").upper()
        self.versions[place] = max(self.versions.get(place, 0), body["version"])

    def check_effects(self):
        events, marks = self.recorded(), self.marked()
        replays = {attempt.idempotency_key for attempt in self.attempts if attempt.is_replay}
        for attempt in self.attempts:
            is_stored = self.is_stored(attempt, events, marks)
            # A marker is found for the first try and for its repetition alike.
            if attempt.is_replay or (attempt.kind in MARKERS and attempt.idempotency_key in replays):
                continue
            assert is_stored == attempt.succeeded, f"{attempt}: stored {is_stored}"

    def check_versions(self):
        stored = {}
        for table in set(TABLES.values()):
            stored |= {(table, row[0]): row[1] for row in self.ask(f"SELECT hex(id), version FROM {table}")}
        for place, version in self.versions.items():
            if place[1] in self.removed:
                assert place not in stored, f"{place} was removed"
            else:
                assert stored.get(place, 0) >= version, f"{place} was {version}, is {stored.get(place)}"

    # What must be so whatever was written.

    def check_wholeness(self):
        """Nothing is there by half."""
        none = {
            "RFIs without an engagement": "SELECT hex(id) FROM rfis WHERE row NOT IN (SELECT rfi FROM engagements)",
            "engagements of a withdrawn RFI that go on": """
                SELECT hex(e.id) FROM engagements AS e JOIN rfis AS r ON r.row = e.rfi
                WHERE r.status = 'withdrawn' AND e.state < 2""",
            "won engagements without their registration": """
                SELECT hex(id) FROM engagements AS e WHERE state = 2
                AND NOT EXISTS (SELECT 1 FROM registrations WHERE engagement = e.row)""",
            "engagements not expired once": """
                SELECT hex(id) FROM engagements AS e LEFT JOIN (
                    SELECT engagement_id, count(*) AS times FROM events WHERE type = 'engagement.expired' GROUP BY 1
                ) AS expired ON expired.engagement_id = e.id
                WHERE (state = 5) <> coalesce(times, 0)""",
            "engagements whose partner has no mail": """
                SELECT hex(id) FROM engagements WHERE id NOT IN (
                    SELECT engagement_id FROM notifications WHERE addressee = 'partner' AND engagement_id NOT NULL)""",
        }
        for what, sql in none.items():
            found = self.ask(sql)
            assert not found, f"{what}: {found[:3]}"
        late = self.ask("SELECT hex(id) FROM engagements WHERE state = 0 AND expires_at < ?",
                        int(1000 * (self.instant - 5)))
        assert not late, f"engagements that should have expired: {late[:3]}"

    def check_numbers(self):
        """Feeds and histories are numbered 1, 2, 3 ... without gaps."""
        for column, table, group in (
            ("seq", "events", "'all'"), ("partner_seq", "events", "partner_id"),
            ("marketplace_seq", "events", "marketplace_id"), ("seq", "history", "engagement")):
            gaps = self.ask(f"""
                SELECT count(*) AS n, count(DISTINCT {column}) AS d, min({column}) AS low, max({column}) AS high
                FROM {table} WHERE {column} IS NOT NULL GROUP BY {group} HAVING low <> 1 OR n <> high OR d <> n""")
            assert not gaps, f"{column} of {table} has gaps: {gaps[:3]}"

    # What is to be told to others.

    def feed_condition(self, name):
        return FEEDS.get(name) or ("partner_seq", f"partner_id = x'{name.replace('-', '')}'")

    def feed(self, name):
        """The ids of the events of a feed, in order."""
        column, condition = self.feed_condition(name)
        rows = self.ask(f"SELECT lower(hex(id)) FROM events WHERE {condition} ORDER BY {column}")
        return [dashed(row[0]) for row in rows]

    def next_of(self, name):
        """The first number of a feed that its webhook is told of."""
        column, condition = self.feed_condition(name)
        return 1 + (self.ask(f"SELECT max({column}) FROM events WHERE {condition}")[0][0] or 0)

    def check_outbox(self):
        """Each event stands once in the queue of each webhook, and those that count as delivered were received."""
        for name, first in self.first.items():
            column, condition = self.feed_condition(name)
            events = {row[0] for row in self.ask(
                f"SELECT seq FROM events WHERE {condition} AND {column} >= ?", first)}
            rows = self.ask("""
                SELECT d.event, d.state, lower(hex(d.message_id)) FROM deliveries AS d
                JOIN webhooks AS w ON w.row = d.webhook WHERE w.url = ?""", self.receiver.url(f"/{name}"))
            queued = Counter(row[0] for row in rows)
            assert queued == Counter(events), f"the queue of {name} is not its feed: {(queued - Counter(events))}"
            taken = self.receiver.taken.get(f"/{name}", set())
            for _, state, message in rows:
                assert state != 2, f"{message} was given up for {name}"
                assert state == 0 or dashed(message) in taken, f"{message} was never received by {name}"


def dashed(digits):
    """A UUID as it is written."""
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
