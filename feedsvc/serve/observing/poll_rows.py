"""Requests for documents as they come: a row of numbers for each client of each document."""

# Clients may send texts of any length; no honest ones are longer.
LONGEST_AGENT = 300
LONGEST_ADDRESSES = 500

# What a field says, as bytes or as WSGI has it; None if it is not there.
Text = str | bytes | None
# A document's path and the status of the answer; the address of the connection, X-Forwarded-For and
# User-Agent.
Key = tuple[str, int, str, Text, Text]


class Rows(dict[Key, list[int]]):
    """For each key the number of requests and the bytes that were sent, from 0 on.

    Of more than *most* clients the others are counted without saying who they are. For one thread
    at a time.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __missing__(self, key: Key) -> list[int]:
        path, status, remote, forwarded, agent = key
        if len(self) >= self._most:
            key = (path, status, "", None, None)
        else:
            forwarded = forwarded[-LONGEST_ADDRESSES:] if forwarded else None
            key = (path, status, remote, forwarded, agent[:LONGEST_AGENT] if agent else None)
        return self.setdefault(key, [0, 0])
