"""The dateline of a page dump: its date, source and author, and little beside them."""

import re
from collections.abc import Iterable
from unicodedata import normalize

from feedsvc.content import dates
from feedsvc.content.page_dump import furniture, labels
from feedsvc.content.worded import numeric

_MAX_LENGTH = 120
# What may stand beside the date in a dateline without a label: the names of a medium, of people.
_GAP = r"[\s|｜/,，:：()（）\[\]【】—–-]"
_WORD = r"(?:[\u3040-\u30ff\u4e00-\u9fff·]{1,12}|[가-힣]{1,12}|[A-Z][\w.'’&-]*)"
_BYLINE = re.compile(rf"{_GAP}*(?:{_WORD}(?:{_GAP}+{_WORD}){{0,3}}{_GAP}*)?")
# There may be buttons too.
_BYLINE_AND_BUTTONS = re.compile(rf"{_GAP}*+(?:(?:{_WORD}|\d{{1,5}})(?:{_GAP}++|$)){{0,9}}")
_BUTTON = re.compile("收藏|微博|微信|分享|打印|列印|纠错|举报|字[体號号體]|댓글|공유|シェア")
# Words that end like these say that something happens; media and people have other names.
_STATES = re.compile("[了着著吗嗎呢](?![\u4e00-\u9fff])")
# Dates as portals put them: (水), 15:30配信, 2024 03/12, (7/24 18:02 更新), 民國113年.
_WEEKDAY = re.compile(r"\s?\([月火水木金土日一二三四五六월화수목금토일]\)\s?(?=\d)")
_BEHIND_TIME = re.compile(r"(?<=\d)(?:配信|公開|掲載|更新)|[•∙]|\((?:[\d/:\s-]*更新[\d/:\s-]*)\)")
_YEAR_APART = re.compile(r"(?<!\d)(\d{4}) (\d\d)/(\d\d)(?!\d)")
_REPUBLIC = re.compile(
    r"(?:(?:中華)?民國\s?(\d{2,3})(?=\s?年)|(?<![\d./-])(1\d\d)(?=([-/.])\d{1,2}\3\d{1,2}(?![\d.])))"
)


def is_dateline(line: str) -> bool:
    """Tell a line of date, source and author from prose: nothing much stands beside them."""
    if len(line) > _MAX_LENGTH or furniture.is_sentence(line) or labels.is_speech(line):
        return False
    rest, said = labels.split(line)
    text = furniture.without_counts(numeric(_plain(rest)))
    date = dates.find(text)
    if date is None:
        return bool(said) and _BYLINE.fullmatch(text) is not None
    before, after = text.split(date, 1)
    apart = not (before[-1:].isalnum() or after[:1].isalnum())
    byline = _BYLINE_AND_BUTTONS if _BUTTON.search(text) else _BYLINE
    beside = f"{before} {after}"
    return apart and byline.fullmatch(beside) is not None and not _STATES.search(beside)


def has_date(line: str) -> bool:
    """Tell whether a date stands in *line*, clear or not."""
    return dates.find(_plain(line)) is not None


def may_be_prose(line: str) -> bool:
    """Tell whether a dateline has words without a label beside its date."""
    rest, said = labels.split(line)
    text = furniture.without_counts(numeric(_plain(rest)))
    date = dates.find(text)
    return not said and date is not None and any(map(str.isalpha, text.replace(date, "")))


def stands_above_title(line: str) -> bool:
    """Tell a dateline that no title looks like: one with a date, or about the size of letters."""
    if not is_dateline(line):
        return False
    kinds = {label.kind for label in labels.split(line)[1]}
    return kinds == {"other"} or has_date(line)


def dates_of(lines: list[str], said: list[labels.Label]) -> tuple[str | None, str | None]:
    """Return the dates of publication and of the last change that datelines and labels tell.

    One alone is that of publication.
    """
    stated = _first_date(label.value for label in said if label.kind == "time")
    updated = _first_date(label.value for label in said if label.kind == "updated")
    parts = (
        part
        for rest, those in map(labels.split, lines)
        for part in (rest, *(label.value for label in those if label.kind != "updated"))
    )
    published = stated or _first_date(parts)
    return (published, updated) if published else (updated, None)


def _first_date(texts: Iterable[str]) -> str | None:
    return next(filter(None, (dates.find(_plain(text)) for text in texts)), None)


def _plain(text: str) -> str:
    """Return *text* in half width, its dates as articles elsewhere have them."""
    text = _BEHIND_TIME.sub(" ", _WEEKDAY.sub(" ", normalize("NFKC", text)))
    return _REPUBLIC.sub(_common_year, _YEAR_APART.sub(r"\1-\2-\3", text))


def _common_year(match: re.Match[str]) -> str:
    return str(int(match[1] or match[2]) + 1911)
