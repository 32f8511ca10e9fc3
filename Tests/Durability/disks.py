"""Disks that are full or go read-only, locks that others hold, and starts on all of these."""

import itertools
import os
import resource
import shutil
import sqlite3
import subprocess
import tempfile
import time
import uuid
from contextlib import contextmanager

from calls import log_size
from scene import Scene, expect_refusal

KIB = 1024


def makes_scene(test):
    """Marks a test that makes its services itself."""
    test.makes_scene = True
    return test


@contextmanager
def mounted(kind, size):
    """A small file system of its own."""
    folder, image = tempfile.mkdtemp(prefix="referrals-disk-"), None
    if kind == "tmpfs":
        run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
    else:
        image = f"{folder}.img"
        with open(image, "wb") as file:
            file.truncate(size)
        run("mkfs.ext4", "-q", image)
        run("mount", "-o", "loop", image, folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], capture_output=True)
        os.rmdir(folder)
        if image:
            os.unlink(image)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise PassedOver(f"{command[0]}: {done.stderr.strip()}")


class PassedOver(Exception):
    """Why a row can't be tried here."""


def fill(folder, but):
    """Fills the disk but for so many bytes; the path of the file that does."""
    path, block = f"{folder}/filler", bytes(64 * KIB)
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(block)
        except OSError:
            pass
        try:
            while True:
                file.write(block[: 4 * KIB])
        except OSError:
            pass
        size = file.tell()
        file.truncate(max(0, size - but))
    return path


@makes_scene
def fills_up(program, kind):
    """A disk that is full but for 0, 4, 8 ... KiB, and freed again."""
    refused = 0
    with mounted(kind, 24 * KIB * KIB) as folder:
        os.mkdir(f"{folder}/data")
        scene = Scene(program, f"{folder}/data")
        try:
            for but in itertools.count(0, 4 * KIB):
                shown, poll, key = scene.look(), scene.poll(), str(uuid.uuid4())
                filler = fill(folder, but)
                answer = scene.submit(key)
                if not answer.succeeded:
                    expect_refusal(answer)
                    refused += 1
                    scene.expect_unready("disk")
                    scene.expect_unchanged(shown)
                    assert poll.is_alive(), "a reader that waits was told of a write that was refused"
                os.unlink(filler)
                until_taken(scene, key)
                if answer.succeeded and but > 256 * KIB:
                    break
            scene.expect_sound()
            assert scene.service.stop() == 0
            return scene, f"{refused} writes refused"
        finally:
            scene.service.process.kill()
            scene.service.process.wait()


def until_taken(scene, key):
    begin = time.monotonic()
    scene.insist(begin, lambda: scene.submit(key))
    scene.slowest = max(scene.slowest, time.monotonic() - begin)


@makes_scene
def goes_read_only(program):
    """ext4 stops in the middle, as after errors of the device: reads go on, writes are refused, and after the disk was
    mounted anew everything that was acknowledged is there."""
    with mounted("ext4", 160 * KIB * KIB) as folder:
        os.mkdir(f"{folder}/data")
        scene = Scene(program, f"{folder}/data")
        try:
            shown = scene.look()
            run("mount", "-o", "remount,abort", folder)
            expect_refusal(scene.submit())
            scene.expect_unchanged(shown)
            detail = scene.expect_unready()
            scene.service.crash()
            refuses_to_start(program, scene.database)
            run("umount", folder)
            run("mount", "-o", "loop", f"{folder}.img", folder)
            scene.restart()
            scene.expect_recovery(scene.submit)
            scene.expect_sound()
            return scene, f"readyz: {detail[:60]}"
        finally:
            scene.service.process.kill()
            scene.service.process.wait()


# The start.

def refuses_to_start(program, database, prefix=()):
    """A clean end with a reason, which is returned."""
    environment = {"REFERRALS_DATABASE": database, "REFERRALS_PORT": "0"}
    done = subprocess.run([*prefix, program, "serve"], capture_output=True, text=True, env=environment, timeout=30)
    words = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert done.returncode == 1 and words, f"exit code {done.returncode}: {done.stderr}"
    return words[-1].removeprefix("Error: ").removeprefix(f"{database}: ")


@makes_scene
def starts_on_folder(program):
    """The names of new files can't be brought to the disk, and can when that is over."""
    folder = tempfile.mkdtemp(prefix="referrals-faults-")
    failing = ["strace", "-f", "-qq", "-o", "/dev/null", "-P", folder, "-e", "trace=fsync", "-e",
               "inject=fsync:error=EIO"]
    words = refuses_to_start(program, f"{folder}/referrals.db", failing)
    scene = Scene(program, folder)
    scene.expect_sound()
    scene.service.crash()
    shutil.rmtree(folder)
    os.unlink(f"{folder}.log")
    return scene, words


@makes_scene
def starts_on_full_disk(program):
    with mounted("tmpfs", 8 * KIB * KIB) as folder:
        os.mkdir(f"{folder}/data")
        filler = fill(folder, 64 * KIB)
        words = refuses_to_start(program, f"{folder}/data/referrals.db")
        os.unlink(filler)
        scene = Scene(program, f"{folder}/data")
        scene.expect_sound()
        scene.service.crash()
        return scene, words


def starts_on_locked(scene):
    """Another process holds the database for longer than the start waits."""
    assert scene.service.stop() == 0
    other = sqlite3.connect(scene.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    words = refuses_to_start(scene.program, scene.database)
    other.execute("ROLLBACK")
    other.close()
    scene.service = None
    scene.restart()
    scene.expect_sound()
    return words


# Others.

def is_locked(scene, kind):
    """Another process holds the database for longer than the service waits."""
    other = sqlite3.connect(scene.database, isolation_level=None)
    shown, key = scene.look(), str(uuid.uuid4())
    other.execute(f"BEGIN {kind}")
    begin = time.monotonic()
    expect_refusal(scene.submit(key))
    waited = time.monotonic() - begin
    scene.expect_unchanged(shown)
    scene.expect_unready()
    other.execute("ROLLBACK")
    other.close()
    scene.expect_recovery(lambda: scene.submit(key))
    scene.expect_sound()
    return f"refused after {waited:.1f} s"



def is_limited(scene):
    """Files may grow no further (RLIMIT_FSIZE), for which the system sends a signal as well."""
    pid, refused = scene.service.process.pid, 0
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    for more in range(0, 64 * KIB, 6 * KIB):
        shown, key = scene.look(), str(uuid.uuid4())
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (log_size(scene) + more, hard))
        answer = scene.submit(key)
        if not answer.succeeded:
            expect_refusal(answer)
            refused += 1
            scene.expect_unchanged(shown)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
        until_taken(scene, key)
    scene.expect_sound()
    assert refused, "the limit was never met"
    return f"{refused} writes refused"
