"""Who sits at the command line."""

import getpass
import os


def user() -> str:
    """Return the user's name; in a container there may be none for the number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
