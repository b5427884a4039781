"""``python -m feedsvc.web_process READY LISTENER…``: one web process of ``feedsvc serve``.

The arguments are descriptors: of the pipe to tell that we serve, of the socket to accept from, and
perhaps of another one for admins.
"""

import logging
import os
import signal
import socket
import sys
import time
from threading import Thread

from feedsvc.bootstrap import web_application
from feedsvc.settings import load_settings
from feedsvc.web.worker import work

_LOOK_SECONDS = 2.0


def main() -> None:
    """Serve until told to stop."""
    logging.basicConfig(format="%(asctime)s %(levelname)-7s %(message)s", level=logging.INFO)
    Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    ready, *listeners = map(int, sys.argv[1:])
    public, *private = (socket.socket(fileno=each) for each in listeners)
    work(web_application(load_settings()), public, ready, *private)


def _end_with_parent(parent: int) -> None:
    """End this process soon after the one that started it has ended, however that died."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
