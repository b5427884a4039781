"""The catalog room: what we know, and what is new.

``database`` opens transactions; ``ledger`` remembers identities for ever, ``names`` the slugs of
sections, tags and people, ``index`` the entries and the feeds that hold them, ``runs`` what
happened. Every function that takes a connection works inside its caller's transaction.
"""
