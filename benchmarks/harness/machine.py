"""What a process and the machine did meanwhile, and what machine that was."""

import os
import platform
import re
import resource
import time

TICK = os.sysconf("SC_CLK_TCK")


def _read(path):
    with open(path) as file:
        return file.read()


def _stat(process):
    """The fields of /proc/PID/stat from the state on (proc(5)); the name before them may hold blanks."""
    text = _read(f"/proc/{process}/stat")
    return text[text.rindex(")") + 2 :].split()


def cpu_seconds(process):
    """Processor time that a process has used, in steps of 10 ms."""
    fields = _stat(process)
    return (int(fields[11]) + int(fields[12])) / TICK


def resident_mib(process):
    found = re.search(r"VmRSS:\s+(\d+)", _read(f"/proc/{process}/status"))
    return int(found[1]) / 1024 if found else 0.0


def own_cpu_seconds():
    """Processor time of this program and of the load generators that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class Counters:
    """The machine's counters at one moment: ticks of all processors, and flushes of all disks."""

    def __init__(self):
        ticks = [int(word) for word in _read("/proc/stat").splitlines()[0].split()[1:9]]
        self.total, self.idle, self.stolen = sum(ticks), ticks[3] + ticks[4], ticks[7]
        self.flushes = sum(_flushes(disk) for disk in os.listdir("/sys/block"))
        self.at = time.monotonic()


def _flushes(disk):
    fields = _read(f"/sys/block/{disk}/stat").split()
    return int(fields[15]) if len(fields) > 15 else 0


def description():
    """The machine, for whoever reads the figures later."""
    model = re.search(r"model name\s*:\s*(.*)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s+(\d+)", _read("/proc/meminfo"))
    return {
        "processors": os.cpu_count(),
        "model": model[1] if model else platform.machine(),
        "memoryMiB": int(memory[1]) // 1024 if memory else None,
        "kernel": platform.release(),
    }
