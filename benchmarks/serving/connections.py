"""Connections to a certain process of a server."""

import os
import re
from contextlib import suppress
from pathlib import Path

from benchmarks import sessions
from benchmarks.processes import ProgramError
from benchmarks.serving.client import Client

_PROC = Path("/proc")
# The system deals connections out to the processes as it likes.
_ATTEMPTS = 200


def to_each(leader: int, port: int, path: str, count: int) -> dict[int, Client]:
    """Return a connection to each of the *count* web processes of the session, by process.

    Raises ProgramError if fewer accept connections.
    """
    clients: dict[int, Client] = {}
    for _ in range(_ATTEMPTS):
        client = Client(port)
        client.get(path)
        process = owner(leader, client)
        if process in clients:
            client.close()
        else:
            clients[process] = client
        if len(clients) == count:
            return clients
    raise ProgramError(f"answers from {len(clients)} processes, not {count}")


def to(process: int, leader: int, port: int, path: str) -> Client:
    """Return a connection to that process; raises ProgramError if there is none to be had."""
    for _ in range(_ATTEMPTS):
        client = Client(port)
        client.get(path)
        if owner(leader, client) == process:
            return client
        client.close()
    raise ProgramError(f"does not let process {process} answer")


def owner(leader: int, client: Client) -> int:
    """Return the process of the session that accepted the connection."""
    inode = _inode(*client.ports())
    for process in sessions.members(leader):
        with suppress(OSError):  # it may have ended meanwhile
            for descriptor in (_PROC / str(process) / "fd").iterdir():
                with suppress(OSError):
                    if os.readlink(descriptor) == f"socket:[{inode}]":  # noqa: PTH115 (no path)
                        return process
    raise ProgramError("has no process with the connection")


def _inode(local: int, remote: int) -> int:
    """Return the number of the socket between these ports of the loopback."""
    pattern = rf"0100007F:{local:04X} 0100007F:{remote:04X} (?:\S+ +){{6}}(\d+)"
    found = re.search(pattern, (_PROC / "net" / "tcp").read_text("ascii"))
    if found is None:
        raise ProgramError("closed the connection")
    return int(found[1])
