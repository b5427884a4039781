"""What wrk measures: many requests over a few connections that stay open."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

from benchmarks.processes import ProgramError

_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
_ERRORS = r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)"
_REFUSALS = r"Non-2xx or 3xx responses: (\d+)"
# wrk stops by itself; this is for the case that it does not.
_GRACE_SECONDS = 30.0


class Load(NamedTuple):
    """What one run of wrk found: requests a second, latencies in seconds, and counts."""

    rate: float
    median: float
    p99: float
    requests: int
    errors: int


def run(
    url: str, fields: Mapping[str, str], *, seconds: int, connections: int, wrk: str = "wrk"
) -> Load:
    """Ask for *url* again and again for so long, each connection as fast as it is answered.

    Raises ProgramError if wrk is missing or fails, or if nothing was answered.
    """
    executable = shutil.which(wrk)
    if executable is None:
        raise ProgramError("cannot be measured without wrk: apt-get install wrk")
    command = [executable, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for name, value in fields.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run(
        [*command, url], capture_output=True, text=True, timeout=seconds + _GRACE_SECONDS
    )
    if done.returncode:
        raise ProgramError(f"could not be measured, wrk says: {done.stderr.strip()}")
    return parsed(done.stdout)


def parsed(output: str) -> Load:
    """Return what wrk printed; ProgramError if nothing was answered."""
    requests = int(_number(r"(\d+) requests in", output))
    if not requests:
        raise ProgramError("answered no request")
    return Load(
        rate=_number(r"Requests/sec:\s+([\d.]+)", output),
        median=_seconds("50%", output),
        p99=_seconds("99%", output),
        requests=requests,
        errors=sum(
            int(number)
            for pattern in (_ERRORS, _REFUSALS)
            if (found := re.search(pattern, output))
            for number in found.groups()
        ),
    )


def _number(pattern: str, output: str) -> float:
    found = re.search(pattern, output)
    if found is None:
        raise ProgramError(f"could not be measured, wrk printed: {output.strip()}")
    return float(found[1])


def _seconds(label: str, output: str) -> float:
    found = re.search(rf"^\s+{label}\s+([\d.]+)(us|ms|s|m)\b", output, re.MULTILINE)
    if found is None:
        raise ProgramError(f"could not be measured, wrk printed: {output.strip()}")
    return float(found[1]) * _UNITS[found[2]]
