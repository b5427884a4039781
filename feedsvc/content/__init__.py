"""The content room: what the article files say.

``directory`` finds and opens files, ``reading`` turns one file's bytes into an article. The
readers (``page_dump``, ``markdown``, ``html``) see text only.
"""
