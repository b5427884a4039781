"""Front matter: the fences around it, and the notations inside."""

from feedsvc.content.frontmatter.fences import Split, split

__all__ = ["Split", "split"]
