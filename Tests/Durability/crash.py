#!/usr/bin/env python3
"""Kills the release binary in the middle of writes, again and again on one database, and proves after each restart that
every write it has answered is there, once, and that nothing is there by half. Prints its figures; exits 1 when
something is wrong, with the seed, and keeps the database. Python 3, standard library alone.

Usage: Tests/Durability/crash.py [--rounds 200] [--seed 1] [--writers 6] [path of the binary]
"""

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from books import Books
from service import Receiver, Service, World, doctor, program_from, query, unsound
from writes import Attempt, Writer

SETTINGS = {
    "REFERRALS_RESPONSE_WINDOW": "4s",
    "REFERRALS_RESPOND_BY": "2s",
    "REFERRALS_EXPIRY_REMINDER": "1s",
    "REFERRALS_RETRY_SCHEDULE": ",".join(["50ms", "100ms", "200ms", "400ms"] + ["1s"] * 6),
}
REPLAYS = 12  # answers of earlier rounds that are asked for again after each restart
DRAIN = 30  # seconds within which one more delivery is to arrive in the end


class Follower(threading.Thread):
    """Reads a feed as it grows: what it has been shown must never be taken back."""

    def __init__(self, client, seen):
        super().__init__(daemon=True)
        self.client, self.seen = client, seen

    def run(self):
        try:
            while True:
                answer = self.client.get(f"/v1/events?after={len(self.seen)}&wait=5&limit=200")
                for event in answer.expecting(200).json["data"]:
                    assert event["seq"] == len(self.seen) + 1, f"{event['seq']} follows {len(self.seen)}"
                    self.seen.append(event["id"])
        except OSError:
            pass
        except Exception as error:  # half an answer, or a wrong one
            if isinstance(error, AssertionError):
                self.seen.append(f"wrong: {error}")


class Harness:
    """One database and all that was answered about it."""

    def __init__(self, options, directory):
        self.options, self.directory = options, directory
        self.program = program_from(options.program)
        self.random = random.Random(options.seed)
        refusals, self.refused_share = random.Random(options.seed), 0.05
        self.receiver = Receiver(lambda: refusals.random() < self.refused_share)
        SETTINGS["REFERRALS_WEBHOOK_ALLOW"] = f"127.0.0.1:{self.receiver.port}"
        self.database = f"{directory}/referrals.db"
        self.figures, self.starts = Counter(), []
        self.service = self.start()
        self.world = World(self.service, 3, self.receiver)
        self.books = Books(self.database, self.world, self.receiver)
        self.feeds = {name: [] for name in ("operator", "marketplace", *self.world.partners)}
        self.keyed = []

    def start(self):
        begin = time.perf_counter()
        service = Service(self.program, self.directory, SETTINGS)
        self.starts.append(time.perf_counter() - begin)
        return service

    def round(self, number):
        attempts = self.write_until_killed(number)
        with ThreadPoolExecutor() as pool, tempfile.TemporaryDirectory() as folder:
            checks = [pool.submit(self.check_copy, self.copy_to(folder))]
            self.service = self.start()
            lost = [attempt for attempt in attempts if attempt.answer is None]
            committed = self.books.committed(lost)
            retried = [self.retry(attempt, attempt in committed) for attempt in lost if attempt.idempotency_key]
            self.books.check(attempts + retried)
            checks.append(pool.submit(self.check_served))
            self.check_feeds()
            self.check_replays()
            for check in checks:
                check.result()
        self.keyed += [attempt for attempt in attempts + retried if attempt.is_keyed_success]
        self.count(attempts, lost, committed, retried)

    def count(self, attempts, lost, committed, retried):
        self.figures["rounds"] += 1
        self.figures["acknowledged"] += sum(attempt.succeeded for attempt in attempts)
        self.figures["refused"] += sum(attempt.answer is not None and not attempt.succeeded for attempt in attempts)
        self.figures["in flight"] += len(lost)
        self.figures["committed"] += len(committed)
        self.figures["retried"] += len(retried)

    def write_until_killed(self, number):
        """Lets the writers work and kills the service at a moment that the seed tells; what they attempted."""
        seeds = [self.random.random() for _ in range(self.options.writers)]
        writers = [Writer(self.service, self.world, f"{number}.{index}", seed) for index, seed in enumerate(seeds)]
        followers = [
            Follower(self.service.client(self.world.keys[name]), seen) for name, seen in self.feeds.items()]
        for thread in writers + followers:
            thread.start()
        time.sleep(self.random.uniform(0.02, 0.7))
        self.service.crash()
        for thread in writers + followers:
            thread.join()
        for writer in writers:
            assert writer.fault is None, f"writer {writer.label}: {writer.fault}"
        return [attempt for writer in writers for attempt in writer.attempts]

    def copy_to(self, folder):
        """The files as the kill has left them, the log among them."""
        for suffix in ("", "-wal"):
            shutil.copy(self.database + suffix, folder)
        return f"{folder}/referrals.db"

    def check_copy(self, copy):
        wrong = unsound(copy) or doctor(self.program, copy)
        assert not wrong, f"a copy right after the kill: {wrong}"

    def check_served(self):
        wrong = doctor(self.program, self.database)
        assert not wrong, f"the doctor, while it is served: {wrong}"

    def retry(self, attempt, was_committed):
        """Sends it again with the same key: it is answered as if for the first time, or done now, never twice."""
        again = attempt.again(f"{attempt.request_id}.again")
        again.send(self.service.client(attempt.key))
        replayed = again.answer.fields.get("idempotent-replayed") == "true"
        assert replayed == was_committed, f"{attempt}: committed {was_committed}, replayed {replayed}"
        assert again.answer.status < 500, f"{attempt}: {again.answer.status} on retry"
        again.is_replay = replayed
        return again

    def check_replays(self):
        for attempt in self.random.sample(self.keyed, min(REPLAYS, len(self.keyed))):
            again = attempt.again(f"{attempt.request_id}.{self.figures['rounds']}")
            again.send(self.service.client(attempt.key))
            first, second = attempt.shown, again.shown
            assert first == second, f"{attempt}: {first} was answered, {second} is replayed"
            assert again.answer.fields.get("idempotent-replayed") == "true", f"{attempt} was done again"
            self.figures["replays"] += 1

    def check_feeds(self):
        """What readers were shown before the kill stands where it stood."""
        with self.books.snapshot():
            for name, seen in self.feeds.items():
                wrong = [entry for entry in seen if entry.startswith("wrong")]
                assert not wrong, f"the feed of {name}: {wrong[0]}"
                stored = self.books.feed(name)
                assert stored[: len(seen)] == seen, f"the feed of {name} is not what its reader was shown"

    def drain(self):
        """Everything that waits arrives, once endpoints refuse nothing any more."""
        self.refused_share = 0
        least, end = None, time.monotonic() + DRAIN
        while waiting := query(self.database, "SELECT count(*) FROM deliveries WHERE state = 0")[0][0]:
            if least is None or waiting < least:
                least, end = waiting, time.monotonic() + DRAIN
            assert time.monotonic() < end, f"{waiting} deliveries do not arrive"
            time.sleep(0.1)
        with self.books.snapshot():
            self.books.check_outbox()
        assert self.service.stop() == 0, "a stop with SIGTERM fails"
        wrong = unsound(self.database) or doctor(self.program, self.database)
        assert not wrong, f"after a stop: {wrong}"


def report(harness, seconds):
    figures, starts = harness.figures, sorted(harness.starts)
    share = 100 * figures["committed"] / max(1, figures["in flight"])
    events, deliveries = (query(harness.database, f"SELECT count(*) FROM {table}")[0][0]
                          for table in ("events", "deliveries"))
    print(f"rounds                {figures['rounds']}, each ended by SIGKILL, seed {harness.options.seed}")
    print(f"acknowledged writes   {figures['acknowledged']}, all there once; {figures['refused']} refused ones nowhere")
    print(f"in flight at the kill {figures['in flight']}, {figures['committed']} ({share:.0f} %) of them committed")
    print(f"idempotent retries    {figures['retried']} of those in flight, {figures['replays']} of earlier rounds")
    print(f"events                {events}, all in order; {deliveries} deliveries, all arrived")
    print(f"start after a kill    median {1000 * starts[len(starts) // 2]:.0f} ms, most {1000 * starts[-1]:.0f} ms")
    print(f"time                  {seconds:.0f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default=".build/release/referrals")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--writers", type=int, default=6)
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="referrals-crash-")
    begin, harness = time.monotonic(), None
    try:
        harness = Harness(options, directory)
        for number in range(options.rounds):
            harness.round(number)
            if (number + 1) % 20 == 0:
                print(f"{number + 1} rounds, {harness.figures['acknowledged']} acknowledged", file=sys.stderr)
        harness.drain()
    except Exception as error:
        at = harness.figures["rounds"] if harness else "the start"
        print(f"BROKEN in round {at}, seed {options.seed}: {type(error).__name__}: {str(error)[:2000]}",
              file=sys.stderr)
        print(f"The database is kept in {directory}, the log in {directory}.log", file=sys.stderr)
        if harness:
            harness.service.process.kill()
        return 1
    report(harness, time.monotonic() - begin)
    shutil.rmtree(directory)
    Path(f"{directory}.log").unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
