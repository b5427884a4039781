"""``python -m feedsvc.web_process LISTENER READY``: one web process, started by ``feedsvc serve``.

The arguments are descriptors: of the socket to accept from, and of the pipe to tell that we do.
"""

import logging
import socket
import sys

from feedsvc.bootstrap import web_application
from feedsvc.campaign import end_with_parent
from feedsvc.settings import load_settings
from feedsvc.web.worker import work


def main() -> None:
    """Serve until told to stop."""
    logging.basicConfig(format="%(asctime)s %(levelname)-7s %(message)s", level=logging.INFO)
    end_with_parent()
    listener, ready = map(int, sys.argv[1:])
    work(web_application(load_settings()), socket.socket(fileno=listener), ready)


if __name__ == "__main__":
    main()
