"""What a process and everything it starts use: all that share the session it leads.

A session, unlike a tree of parents, keeps those whose parent has ended.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
# Positions in /proc/PID/stat behind the name of the program, which may hold anything.
_SESSION, _USER_TIME, _SYSTEM_TIME = 3, 11, 12


def memory(leader: int) -> int:
    """Return the bytes that the processes hold now; shared pages count once among them (PSS)."""
    return sum(_proportional_bytes(process) for process, _ in _members(leader))


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
    with suppress(OSError):  # it may have ended meanwhile
        for line in (_PROC / str(process) / "smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
