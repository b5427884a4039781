"""The media of an article: what it encloses, the picture that stands for it, its episode.

``enclosures``, ``pictures`` and ``episodes`` take what front matter states; ``media`` completes it
from the text and from the files themselves, at which only ``files`` looks.
"""
