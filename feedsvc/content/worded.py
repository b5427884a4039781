"""Dates in words, put in numbers: ``March 3rd, 2024``, ``12 de marzo de 2024``, ``二〇二四年``."""

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# How the twelve begin in Spanish, Portuguese, French, German, Italian and Russian.
_STEMS = (
    ("jan", "ene", "gen", "янв"),
    ("feb", "fév", "fev", "фев"),
    ("mar", "mär", "мар"),
    ("apr", "avr", "abr", "апр"),
    ("may", "mai", "mag", "мая"),
    ("jun", "juin", "giu", "июн"),
    ("jul", "juil", "lug", "июл"),
    ("aug", "aoû", "ago", "авг"),
    ("sep", "set", "сен"),
    ("oct", "okt", "out", "ott", "окт"),
    ("nov", "ноя"),
    ("dec", "dez", "déc", "dic", "дек"),
)
_NUMBER = {stem: number for number, stems in enumerate(_STEMS, 1) for stem in stems}
_STEM = "|".join(sorted(_NUMBER, key=len, reverse=True))
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_OF_WEEK = r"\b(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_ANY_DAY_OF_WEEK = (
    r"(?:\b(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|\w+(?:tag|woch|di|dì|nes|tes|ves|-feira)"
    r"|dimanche|s[áa]bado|sabato|domingo|domenica|\w+(?:ник|рг)|сред[ау]|пятница|суббота"
    r"|воскресенье)\.?,?\s+)?"
)
_MONTH_FIRST = re.compile(
    rf"{_DAY_OF_WEEK}\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.I
)
_DAY_FIRST = re.compile(
    rf"{_ANY_DAY_OF_WEEK}\b(\d{{1,2}})(?:st|nd|rd|th|er|[.º°])?\s+(?:de\s+)?({_STEM})[^\W\d_]*\.?,?"
    r"\s+(?:del?\s+)?(\d{4})\b(?:\s+г(?:ода|\.))?",
    re.I,
)
# As ``date`` prints it: Mon Jan 15 10:30:00 CST 2024.
_YEAR_LAST = re.compile(
    rf"{_DAY_OF_WEEK}\b{_MONTH}\s+(\d{{1,2}})\s+(\d\d:\d\d:\d\d(?:\s+\w+)?)\s+(\d{{4}})\b", re.I
)
_ZERO, _DIGITS = "〇○零", "一二三四五六七八九"
_VALUES = str.maketrans(f"{_ZERO}{_DIGITS}", "000123456789")
_HAN_YEAR = re.compile(rf"[{_ZERO}{_DIGITS}]{{4}}(?=\s*年)")
_HAN_NUMBER = re.compile(
    rf"[{_ZERO}{_DIGITS}]{{4}}(?=\s*年)|[{_ZERO}{_DIGITS}十]{{1,3}}(?=\s*[月日时時点點分])"
)


def numeric(text: str) -> str:
    """Return *text* with dates in words (``March 3rd, 2024``) in numbers (``2024-3-3``).

    Dates in Chinese numerals keep their form: 二〇二四年三月 is 2024年3月.
    """
    if _HAN_YEAR.search(text):
        text = _HAN_NUMBER.sub(_digits, text)
    text = _YEAR_LAST.sub(lambda match: f"{_iso(match[4], match[1], match[2])} {match[3]}", text)
    text = _MONTH_FIRST.sub(lambda match: _iso(match[3], match[1], match[2]), text)
    return _DAY_FIRST.sub(lambda match: _iso(match[3], match[2], match[1]), text)


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{_NUMBER[month.lower()]}-{day}"


def _digits(match: re.Match[str]) -> str:
    """Return a Chinese numeral in digits: 二〇二四 is 2024, 三十一 is 31, 十 is 10."""
    tens, ten, ones = match[0].translate(_VALUES).partition("十")
    return str(int(tens or 1) * 10 + int(ones or 0)) if ten else tens
