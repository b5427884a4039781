"""A real terminal, for tests of what the command line shows on one."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from contextlib import suppress


def on_terminal(*arguments: str, columns: int = 80) -> str:
    """Return what feedsvc writes to a terminal of so many columns."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = {
        name: said for name, said in os.environ.items() if name not in ("COLUMNS", "LINES")
    }
    command = (sys.executable, "-m", "feedsvc", *arguments)
    with subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, env=variables | {"TERM": "xterm"}
    ):
        os.close(its)
        written = b""
        with suppress(OSError):  # the other end is closed
            while more := os.read(ours, 65_536):
                written += more
    os.close(ours)
    return written.decode()
