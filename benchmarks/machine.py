"""What the results were measured on."""

import os
import platform
import re
from pathlib import Path


def describe(scratch: Path) -> list[str]:
    """Return lines about processor, memory, system, and the file system of *scratch*."""
    return [
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores",
        f"{_memory() / 2**30:.0f} GiB of memory",
        f"{platform.system()} {platform.release()}, files on {_file_system(scratch)}",
        f"Python {platform.python_version()}",
        f"Load before the first run: {os.getloadavg()[0]:.1f}",
    ]


def _processor() -> str:
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.M)
    return found[1] if found else platform.machine()


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _file_system(folder: Path) -> str:
    """Return the type of the last mount over *folder*."""
    mounts = (line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines())
    over = [(point, kind) for _, point, kind, *_ in mounts if folder.is_relative_to(point)]
    return max(over, key=lambda one: len(one[0]))[1] if over else "an unknown file system"
