"""Encodings: what a file declares, and what its bytes tell."""

from feedsvc.content.encodings.charset import declared
from feedsvc.content.encodings.decoding import decode

__all__ = ["declared", "decode"]
