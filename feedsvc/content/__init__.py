"""The content room: what the article files say.

``watch`` tells what changed, ``directory`` finds and opens files, ``readers`` has worker processes
read them, ``reading`` turns one file's bytes into an article: ``encodings`` make text of them,
``frontmatter`` parts it, a reader (``page_dump``, ``markdown``, ``html``) takes facts from it, and
``compose`` makes the article. The readers see text only.
"""
