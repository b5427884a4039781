"""Which language a text is in, and where such a site keeps its clock."""

import re
from datetime import tzinfo
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

_SAMPLE = 2000
_KANA = re.compile("[\u3040-\u30ff]+")
_HANGUL = re.compile("[\uac00-\ud7af]+")
# Tables for bytes, which are counted ten times as fast as characters. Han characters are those
# whose high byte in UTF-16 is 0x4e to 0x9f; that of a half of a pair is another.
_NO_HAN = bytes({*range(256)} - {*range(0x4E, 0xA0)})
_HAN_OR_LATIN = bytes({0, *range(0x4E, 0xA0)})
_LETTERS_APART = bytes(each if chr(each).isalpha() else 0x20 for each in range(128)) + b" " * 128
# BCP 47, section 2.1, without what no site uses: language, script, region.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?",
    re.IGNORECASE,
)
# Folders and suffixes of these names are languages; «it», «id» or «how-to» are something else.
_COMMON = {"ar", "de", "en", "es", "fr", "ja", "ko", "pt", "ru", "th", "tr", "vi", "zh"}


def tag(text: str) -> str | None:
    """Return the language tag that *text* means (``zh_cn`` is ``zh-CN``), None if it is none."""
    match = _TAG.fullmatch(text)
    if match is None:
        return None
    language, script, region = match.groups(default="")
    return "-".join(filter(None, (language.lower(), script.title(), region.upper())))


def named(path: PurePosixPath) -> str | None:
    """Return the language that a suffix (``post.en.md``) or the top folder (``zh-cn/``) names."""
    for name in (suffix(path)[1:], *path.parts[:-1][:1]):
        found = tag(name)
        if found and found.split("-")[0] in _COMMON:
            return found
    return None


def suffix(path: PurePosixPath) -> str:
    """Return the suffix before the last, with its dot: ``.en`` of ``post.en.md``, else nothing."""
    stem = path.stem
    dot = stem.rfind(".")
    return stem[dot:] if 0 < dot < len(stem) - 1 else ""


def detect(text: str) -> str | None:
    """Return ``zh``, ``ja`` or ``ko`` where the script tells, else None.

    Up to two Latin words for each Han character are ignored: Chinese prose is full of names.
    """
    sample = text[:_SAMPLE]
    if sample.isascii():
        return None
    high_bytes = sample.encode("utf-16-be", "surrogatepass")[::2]
    han = len(high_bytes.translate(None, _NO_HAN))
    # Kana and hangul are among the others, which in Chinese are hardly more than its punctuation.
    if len(high_bytes.translate(None, _HAN_OR_LATIN)) * 4 > han:
        kana = _count(_KANA, sample)
        if kana * 5 > han + kana:
            return "ja"
        if _count(_HANGUL, sample) > han:
            return "ko"
    latin_words = sample.encode("ascii", "replace").translate(_LETTERS_APART).split()
    return "zh" if han and han * 2 >= len(latin_words) else None


def _count(script: re.Pattern[str], sample: str) -> int:
    return sum(map(len, script.findall(sample)))


def site_zone(timezone: str, language: str) -> tzinfo:
    """Return the zone in which a site lives that states these; either may be empty."""
    return ZoneInfo(timezone) if timezone else zone_for(language or None)


def zone_for(language: str | None) -> tzinfo:
    """Return the zone of dates without one on a site in *language*."""
    chinese = language is not None and language.split("-")[0].lower() == "zh"
    return ZoneInfo("Asia/Shanghai" if chinese else "UTC")
