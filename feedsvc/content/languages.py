"""Which language a text is in, and where such a site keeps its clock."""

import re
from datetime import tzinfo
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

_SAMPLE = 2000
_HAN = re.compile("[\u4e00-\u9fff]+")
_KANA = re.compile("[\u3040-\u30ff]+")
_HANGUL = re.compile("[\uac00-\ud7af]+")
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_LATIN_WORD = re.compile("[A-Za-z]+")
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
    return PurePosixPath(path.stem).suffix


def detect(text: str) -> str | None:
    """Return ``zh``, ``ja`` or ``ko`` where the script tells, else None.

    Up to two Latin words for each Han character are ignored: Chinese prose is full of names.
    """
    sample = text[:_SAMPLE]
    if sample.isascii():
        return None
    han = _count(_HAN, sample)
    if _KANA_OR_HANGUL.search(sample):
        kana = _count(_KANA, sample)
        if kana * 5 > han + kana:
            return "ja"
        if _count(_HANGUL, sample) > han:
            return "ko"
    return "zh" if han and han * 2 >= len(_LATIN_WORD.findall(sample)) else None


def _count(script: re.Pattern[str], sample: str) -> int:
    return sum(map(len, script.findall(sample)))


def zone_for(language: str | None) -> tzinfo:
    """Return the zone of dates without one on a site in *language*."""
    chinese = language is not None and language.split("-")[0].lower() == "zh"
    return ZoneInfo("Asia/Shanghai" if chinese else "UTC")
