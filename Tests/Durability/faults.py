#!/usr/bin/env python3
"""Lets the storage below the release binary fail in every way and at every place, and watches what callers and readers
are told meanwhile and how the service comes back. Prints a row for each fault; exits 1 when something is wrong, and
keeps the database. Rows that need strace or root are passed over, with a word, where these are missing.
Python 3, standard library alone.

Usage: Tests/Durability/faults.py [--only words] [path of the binary]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

import calls
import disks
from inject import can_attach
from scene import Scene
from service import doctor, program_from, unsound

NTH = ((False, "the nth alone"), (True, "from the nth on"))

# Name, what is tried, its arguments; `submit` and `edit` stand for these writes of the scene.
WITH_STRACE = [
    *((f"{error} on write to the log, RFI, {how}", calls.fails_in_commit, "pwrite64", error, "submit", is_lasting)
      for error in ("ENOSPC", "EIO", "EROFS") for is_lasting, how in NTH),
    ("EIO on write to the log, edit, the nth alone", calls.fails_in_commit, "pwrite64", "EIO", "edit", False),
    *((f"EIO on flush of the log, RFI, {how}", calls.fails_in_commit, "fdatasync", "EIO", "submit", is_lasting)
      for is_lasting, how in NTH),
    ("EIO on flush of the log, then SIGKILL", calls.refused_stays_refused),
    ("an expiry that can't be recorded", calls.comes_due),
    *((f"{error} on {call} of the database in a checkpoint", calls.fails_in_checkpoint, call, error)
      for call, error in (("pwrite64", "EIO"), ("pwrite64", "ENOSPC"), ("fdatasync", "EIO"), ("ftruncate", "EIO"))),
    *((f"EIO on {call} of the log in a checkpoint", calls.fails_in_checkpoint, call, "EIO", "-wal")
      for call in ("pread64", "fdatasync", "ftruncate")),
    ("copies lost, all of the log copied", calls.loses_copies, False),
    ("copies lost, a part of the log copied", calls.loses_copies, True),
    ("EIO on read of the database", calls.fails_in_read, ""),
    ("EIO on read of the log", calls.fails_in_read, "-wal"),
    ("EIO on flush of the folder at the start", disks.starts_on_folder),
]
AS_ROOT = [
    ("full disk, freed again (tmpfs)", disks.fills_up, "tmpfs"),
    ("full disk, freed again (ext4)", disks.fills_up, "ext4"),
    ("file system goes read-only (ext4)", disks.goes_read_only),
    ("full disk at the start (tmpfs)", disks.starts_on_full_disk),
]
ANYWHERE = [
    ("BEGIN IMMEDIATE held by another process", disks.is_locked, "IMMEDIATE"),
    ("BEGIN EXCLUSIVE held by another process", disks.is_locked, "EXCLUSIVE"),
    ("BEGIN IMMEDIATE held by another process at the start", disks.starts_on_locked),
    ("limit of file size reached", disks.is_limited),
]


def lacks_strace():
    idle = subprocess.Popen(["sleep", "60"])
    try:
        return None if can_attach(idle.pid) else "no strace that may attach: apt install strace"
    finally:
        idle.kill()
        idle.wait()


def rows():
    """All rows, each with why it can't be tried here, or None."""
    no_strace, no_root = lacks_strace(), None if os.geteuid() == 0 else "not root"
    for group, reason in ((WITH_STRACE, no_strace), (AS_ROOT, no_root), (ANYWHERE, None)):
        for name, test, *arguments in group:
            yield name, test, arguments, reason


def try_row(program, test, arguments):
    """What came of it. Tests of whole disks and of the start make their services themselves."""
    if getattr(test, "makes_scene", False):
        scene, words = test(program, *arguments)
        return words, scene.slowest
    directory = tempfile.mkdtemp(prefix="referrals-faults-")
    scene = Scene(program, directory)
    try:
        words = test(scene, *(getattr(scene, word) if word in ("submit", "edit") else word for word in arguments))
        assert scene.service.stop() == 0, "a stop with SIGTERM fails"
        wrong = unsound(scene.database) or doctor(program, scene.database)
        assert not wrong, f"after a stop: {wrong}"
    except Exception:
        if scene.service:
            scene.service.process.kill()
        print(f"The database is kept in {directory}, the log in {directory}.log", file=sys.stderr)
        raise
    shutil.rmtree(directory)
    os.unlink(f"{directory}.log")
    return words, scene.slowest


def report(program, name, test, arguments):
    """Tries a row and prints it; whether all was well."""
    start = time.monotonic()
    try:
        words, slowest = try_row(program, test, arguments)
    except disks.PassedOver as reason:
        print(f"passed  {name}: {reason}", flush=True)
    except Exception as error:
        print(f"BROKEN  {name}: {type(error).__name__}: {str(error)[:600]}", flush=True)
        return False
    else:
        recovery = f", back within {1000 * slowest:.0f} ms" if slowest else ""
        print(f"ok      {name}: {words}{recovery} ({time.monotonic() - start:.0f} s)", flush=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default=".build/release/referrals")
    parser.add_argument("--only", default="", help="rows whose name contains these words")
    options = parser.parse_args()
    program, begin, results = program_from(options.program), time.monotonic(), []
    for name, test, arguments, reason in rows():
        if options.only not in name:
            continue
        if reason:
            print(f"passed  {name}: {reason}", flush=True)
        else:
            results.append(report(program, name, test, arguments))
    print(f"{sum(results)} of {len(results)} rows as they should be, in {time.monotonic() - begin:.0f} s")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
