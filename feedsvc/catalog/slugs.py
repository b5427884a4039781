"""ASCII names for URLs, from names in any script."""

import hashlib
import re
import unicodedata
from collections.abc import Collection

_LENGTH = 80
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_NOT_NAME = re.compile("[^a-z0-9]+")


def slugify(name: str) -> str:
    """Return *name* in lower-case ASCII letters, digits and single hyphens; never empty.

    Chinese becomes pinyin without tones (``中国品牌`` → ``zhongguopinpai``), every other script
    its common transliteration, and what has neither a digest.
    """
    from anyascii import anyascii  # its tables load only where something is named

    text = unicodedata.normalize("NFKC", name)
    ascii_text = anyascii(_pinyin(text) if _HAN.search(text) else text)
    slug = _NOT_NAME.sub("-", ascii_text.lower()).strip("-")[:_LENGTH].strip("-")
    return slug or _digest(name)


def distinct(slug: str, identity: str, taken: Collection[str]) -> str:
    """Return *slug*, or if it is taken, with a suffix that only *identity* decides."""
    if slug not in taken:
        return slug
    digest = hashlib.sha256(identity.encode()).hexdigest()
    suffixed = (f"{slug[: _LENGTH - 20]}-{digest[:length]}" for length in range(4, 65))
    return next(candidate for candidate in suffixed if candidate not in taken)


def _pinyin(text: str) -> str:
    from pypinyin import lazy_pinyin  # 40,000 phrases: loaded only for Chinese

    return "".join(lazy_pinyin(text))


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
