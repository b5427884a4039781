"""The catalog room: what we know, and what is new.

``database`` opens transactions; ``identity`` tells which article is which and ``ledger`` remembers
it, ``names`` keeps the slugs of sections, tags and people, ``index`` the entries and which feeds
hold them, ``feeds`` and ``documents`` what is published, ``runs`` what happened. Every function
that takes a connection works inside its caller's transaction.
"""
