"""What whoever waits for the results sees meanwhile."""

import sys


def tell(message: str) -> None:
    """Print one line that is not a result."""
    print(message, file=sys.stderr, flush=True)
