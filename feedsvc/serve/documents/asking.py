"""What a request for a document says, whichever interface it came through."""

from typing import NamedTuple


class Asked(NamedTuple):
    """A method and the fields that matter; a field that is not there is None.

    Several lines of one field are one value, joined by commas (RFC 9110, section 5.3). ``client``
    tells clients apart where that is needed: an address and what calls from there.
    """

    method: str = "GET"
    accept_encoding: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None
    if_match: str | None = None
    if_unmodified_since: str | None = None
    range: str | None = None
    if_range: str | None = None
    sec_fetch_dest: str | None = None
    client: str = ""

    @property
    def opens_a_page(self) -> bool:
        """Whether a browser is about to show what it gets as a page of its own (Fetch Metadata)."""
        return self.sec_fetch_dest == "document"

    @property
    def is_conditional(self) -> bool:
        """Whether the client shows a validator of what it has."""
        return self.if_none_match is not None or self.if_modified_since is not None


# The names of those fields, in the order of Asked between its method and its client.
FIELDS = tuple(name.replace("_", "-") for name in Asked._fields[1:-1])
