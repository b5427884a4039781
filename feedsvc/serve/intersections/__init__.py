"""Documents of what stands in several feeds, made when somebody asks for them.

Whoever asks for more of them than there is time or memory for has to wait; no file is written.
"""

from feedsvc.serve.intersections.answering import answered, prepare, recalled

__all__ = ["answered", "prepare", "recalled"]
