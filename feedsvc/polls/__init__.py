"""Counting who asks for feeds, without knowing anybody.

Web processes gather a ``tally`` of what they answered and leave it in ``files``; the publisher adds
these together. ``readers`` understands what hosted readers say of their subscribers; ``clients``
counts all others by hashes whose ``salt`` is deleted when its day is over.
"""
