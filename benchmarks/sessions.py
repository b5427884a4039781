"""What a process and everything it starts use: all that share the session it leads.

A session, unlike a tree of parents, keeps those whose parent has ended.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
# Positions in /proc/PID/stat behind the name of the program, which may hold anything.
_SESSION, _USER_TIME, _SYSTEM_TIME = 3, 11, 12


class Held(NamedTuple):
    """The bytes of a process: shared pages in part (PSS), in whole (RSS), and the most of that."""

    proportional: int
    resident: int
    peak: int


def memory(leader: int) -> int:
    """Return the bytes that the processes hold now; shared pages count once among them (PSS)."""
    return sum(_proportional_bytes(process) for process, _ in _members(leader))


def held(process: int) -> Held:
    """Return what one process holds now, and the most that it ever held."""
    resident, peak = (_kibibytes(process, "status", name) for name in ("VmRSS", "VmHWM"))
    return Held(_proportional_bytes(process), resident, peak)


def members(leader: int) -> list[int]:
    """Return the processes of the session."""
    return [process for process, _ in _members(leader)]


def cpu(leader: int) -> float:
    """Return the seconds of CPU that the processes which live now have used so far."""
    ticks = (int(stat[_USER_TIME]) + int(stat[_SYSTEM_TIME]) for _, stat in _members(leader))
    return sum(ticks) / _TICKS


def kill(leader: int) -> None:
    """End every process of the session at once."""
    for process, _ in _members(leader):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def _members(leader: int) -> Iterator[tuple[int, list[str]]]:
    for name in os.listdir(_PROC):  # noqa: PTH208 (asked twenty times a second)
        if not name.isdigit():
            continue
        with suppress(OSError):
            stat = (_PROC / name / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(stat[_SESSION]) == leader:
                yield int(name), stat


def _proportional_bytes(process: int) -> int:
    return _kibibytes(process, "smaps_rollup", "Pss")


def _kibibytes(process: int, file: str, name: str) -> int:
    """Return the bytes that a line such as ``Pss: 12 kB`` says."""
    with suppress(OSError):  # it may have ended meanwhile
        for line in (_PROC / str(process) / file).read_text("utf-8", "replace").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    return 0
