"""Single system calls that fail: in commits, in checkpoints and in reads."""

import os
import sqlite3
import struct
import time
import uuid

from inject import Injection
from scene import expect_refusal

PAGE = 4096
FRAME = PAGE + 24  # a page in the log, with its header
LAST = 60  # so many calls of one operation are each made to fail, further ones are sampled


def places():
    """1, 2, 3 ... and from some number on with growing steps."""
    nth = 1
    while True:
        yield nth
        nth += 1 if nth < LAST else nth // 10


# Writes to the log: what a commit does.

def fails_in_commit(scene, call, error, write, is_lasting):
    """The nth call of a kind that the writer makes on the log fails, for all n until a write does not meet it."""
    met = refused = 0
    for nth in places():
        shown, poll = scene.look(), scene.poll()
        key = str(uuid.uuid4())
        rule = f"{call}:error={error}:when={nth}{'+' if is_lasting else ''}"
        with Injection(scene.service.process.pid, f"{scene.database}-wal", rule) as injection:
            answer = write(key)
            if not answer.succeeded:
                expect_refusal(answer)
                if is_lasting and nth % 16 == 1:  # readyz takes up to a second to notice
                    detail = scene.expect_unready()
                    assert "Takes no writes" in detail, detail
                scene.expect_unchanged(shown)
                assert poll.is_alive(), f"a reader that waits was told {poll.events} of a write that was refused"
        met += injection.count
        refused += not answer.succeeded
        assert answer.succeeded or injection.count, "refused without a fault"
        if not injection.count:
            break
        scene.expect_recovery(lambda: write(key))
        if write == scene.submit:
            poll.join(timeout=5)
            assert poll.events and len(poll.events) == 1, f"a reader that waits was told {poll.events}"
    scene.expect_sound()
    return f"{met} calls failed, {refused} writes refused"


def refused_stays_refused(scene):
    """The flush of a commit fails and the process is killed: what was refused must not be there after the restart,
    although all of it had been written to the log."""
    rounds = 5
    for _ in range(rounds):
        with Injection(scene.service.process.pid, f"{scene.database}-wal", "fdatasync:error=EIO:when=1"):
            expect_refusal(scene.submit())
        scene.restart()
        scene.expect_sound()
    return f"{rounds} kills"


# Writes to the database file: what a checkpoint does.

def checkpoint(scene, request):
    """Makes the service empty the log, as the erasure of a person does."""
    return scene.marketplace.post(f"/v1/rfis/{request}/erase")


def log_size(scene):
    return os.path.getsize(f"{scene.database}-wal")


def fails_in_checkpoint(scene, call, error, suffix=""):
    """The nth call of a kind that a checkpoint makes on a file fails; requests go on."""
    met = 0
    for nth in places():
        newest, rule = scene.submit().expecting(201).json["id"], f"{call}:error={error}:when={nth}"
        with Injection(scene.service.process.pid, scene.database + suffix, rule) as injection:
            for answer in [checkpoint(scene, newest)] + [client.get(path) for client, path in scene.paths()]:
                if suffix and not answer.succeeded:  # readers read the log as well, and the writer waits for it
                    expect_refusal(answer)
                else:
                    answer.expecting(200)
        met += injection.count
        if not injection.count:
            break
        scene.expect_recovery(scene.submit)
    empty_the_log(scene)
    scene.expect_sound()
    return f"{met} calls failed"


def uncopied_pages(scene):
    """How many pages of the database a checkpoint would write now, from the log and its index
    (https://www.sqlite.org/walformat.html)."""
    with open(f"{scene.database}-shm", "rb") as file:
        index = file.read(136)
    last, copied = struct.unpack_from("=I", index, 16)[0], struct.unpack_from("=I", index, 96)[0]
    with open(f"{scene.database}-wal", "rb") as file:
        log = file.read()
    return len({log[32 + frame * FRAME : 36 + frame * FRAME] for frame in range(copied, last)})


def loses_copies(scene, is_partial):
    """What a checkpoint copies never reaches the disk, and the next flush says so once, as Linux does: the log must not
    be written over before all of that was copied again. With a reader in the way SQLite copies a part of the log,
    counts it as copied and does not wait for the disk."""
    newest = [scene.submit().expecting(201).json["id"] for _ in range(5)][-1]
    pages = uncopied_pages(scene)  # before the reader opens the files: closing another descriptor drops its locks
    reader = sqlite3.connect(f"file:{scene.database}?mode=ro", uri=True, isolation_level=None)
    if is_partial:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM rfis").fetchone()
    lost = pages // 2  # all of them in the first pass, the flush after which fails
    rules = f"pwrite64:retval={PAGE}:when=1..{lost}", "fdatasync:error=EIO:when=1"
    with Injection(scene.service.process.pid, scene.database, *rules) as injection:
        for _ in range(2):
            answer = checkpoint(scene, newest)
            answer.succeeded or expect_refusal(answer)  # a page may be read before it is copied again
            reader.close()
    assert injection.count == lost + 1, f"{injection.count} calls of {lost + 1} have failed"
    scene.expect_recovery(scene.submit)
    empty_the_log(scene)
    scene.expect_sound()
    scene.restart()
    scene.expect_sound()
    return f"{lost} pages lost, and copied again"


def empty_the_log(scene):
    """Lets the log be cut off; the erasure notes that it is done, in a page or two."""
    end = time.monotonic() + 10
    while log_size(scene) > 4 * FRAME:
        assert time.monotonic() < end, f"the log is not emptied: {log_size(scene)} bytes"
        checkpoint(scene, scene.submit().expecting(201).json["id"]).expecting(200)


# Reads.

def fails_in_read(scene, suffix):
    """The nth read of a file fails, in a service whose caches are empty."""
    met = refused = 0
    for nth in places():
        scene.restart(is_clean=not suffix)
        rule = f"pread64:error=EIO:when={nth}"
        with Injection(scene.service.process.pid, scene.database + suffix, rule) as injection:
            answers = [client.get(path) for client, path in scene.paths()]
            answers.append(scene.edit(f"read {nth}"))
            scene.operator.get("/livez").expecting(200)
        for answer in answers:
            if not answer.succeeded:
                expect_refusal(answer)
                refused += 1
        scene.look()
        met += injection.count
        if not injection.count:
            break
    scene.expect_sound()
    return f"{met} reads failed, {refused} requests refused"


def comes_due(scene):
    """Something comes due while nothing can be written: nobody is shown it as it was, and it is recorded afterwards."""
    key, settings = str(uuid.uuid4()), {"REFERRALS_RESPONSE_WINDOW": "1s"}
    scene.settings = settings
    scene.restart()
    scene.submit(key).expecting(201)
    path = "/v1/engagements?status=new"
    with Injection(scene.service.process.pid, f"{scene.database}-wal", "pwrite64:error=EIO:when=1+"):
        end = time.monotonic() + 10
        while (answer := scene.partner.get(path)).succeeded and time.monotonic() < end:
            time.sleep(0.05)
        expect_refusal(answer)
        scene.operator.get("/livez").expecting(200)
        scene.expect_unready()
    scene.expect_recovery(lambda: scene.partner.get(path))
    assert scene.partner.get(path).json["data"] == [], "it is shown as new"
    scene.expect_sound()
    return "readers refused until it was recorded"
