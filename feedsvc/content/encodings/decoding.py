"""Bytes to text: by BOM, as UTF-8, or by what is frequent in the scripts of old sites."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from feedsvc.content.encodings.likeness import has_words, is_accident
from feedsvc.content.text import control_share
from feedsvc.errors import UnreadableArticleError

# UTF-32 first: its little-endian BOM begins with that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The most frequent characters of Chinese (simplified, traditional) and Korean, about half of any
# prose; read in the wrong encoding, text hits them by chance only.
_HAN = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作"
    "里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想"
    "实日者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体政"
    "美相见被利什二等产或新己制身果加西月话合回特代内信表化老给世位次度门任常先通教原东提立及比员解水名"
    "真论处各入几口条平系气题活更别打女变四总何电数安少报才结反受目太量再感建务做接必场件计管期市直资命"
    "金指统区保至形社空决治展科司五基书非则界达光放强即难且权思完设式色路记南品告类求据程北边该交规万取"
    "望领共确传师观今院让识带导争运這個們來為國說時會對過發後裡樣經麼學現當沒動還進實無與長機關點業將兩"
    "間問並應頭體見產話給員論處條系氣題別變總電數報結務場計資統區決書則達強難權設記類據邊該規萬領確傳師"
    "觀讓識帶導爭運從於單檔網頁，。、：；（）！？《》“”‘’—…「」　·"
)
_HANGUL = (
    "이다는을의에가고하지로한은를기사들어도서자해인대나그리시있일면정과라수제상구부전보아장성만공주년것여니습스"
    "요게으적된되할수합우원모생경연관트문같진위때더"
)
_ACCENTED = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœ’‘“”–—…«»°©®€£·¿¡ºª\xa0"
# Words with a vowel, and those of one letter: in small letters, because what is one of these in one
# encoding is in capitals in another; what draws boxes or mixes capitals into words is Chinese.
_SMALL, _CAPITALS = "а-яёєіїґ", "А-ЯЁЄІЇҐ"
_CYRILLIC = re.compile(
    "(?<![^\x00-@[-`{-\x7f«„“—–])"
    f"(?:(?=[{_CAPITALS}]?[{_SMALL}]*[аеёиоуыэюяєії])[{_CAPITALS}]?[{_SMALL}]+"
    "|[АВИКОСУЯ])"
    "(?![^\x00-@[-`{-\x7f»“”…—–])"
)
# Each encoding with what is frequent in its text and the share of that in all wide characters.
# Accented letters stand among plain ones.
_CANDIDATES = (
    ("gb18030", re.compile(f"[{_HAN}]"), 0.5),
    ("cp950", re.compile(f"[{_HAN}]"), 0.5),
    ("cp932", re.compile("[\u3041-\u30fe、。「」]"), 0.5),
    ("euc_jp", re.compile("[\u3041-\u30fe、。「」]"), 0.5),
    ("cp949", re.compile(f"[{_HANGUL}]"), 0.5),
    *(
        (name, _CYRILLIC, 0.9)
        for name in ("cp1251", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic")
    ),
    ("cp1252", re.compile(f"(?<![^\x00-\x7f])[{_ACCENTED}]{{1,2}}(?![^\x00-\x7f])"), 0.9),
    ("utf-16-le", re.compile(f"[{_HAN}]"), 0.5),
    ("utf-16-be", re.compile(f"[{_HAN}]"), 0.5),
)


@dataclass(frozen=True, slots=True)
class _Shifting:
    """An encoding that shifts between ASCII and pairs of ASCII bytes.

    ``piece`` is what stands between two shifts, with them; ``stray`` is a shift without another.
    """

    name: str
    encoding: str
    piece: re.Pattern[bytes]
    stray: re.Pattern[bytes]
    frequent: re.Pattern[str]


_SHIFTING = (
    _Shifting(
        name="HZ",
        encoding="hz",
        piece=re.compile(rb"~\{(?:[!-w][!-~])+~\}"),
        stray=re.compile(rb"(?<!~)(?:~~)*~[{}]"),
        frequent=re.compile(f"[{_HAN}]"),
    ),
    _Shifting(
        name="ISO-2022-JP",
        encoding="iso2022_jp",
        piece=re.compile(rb"\x1b\$[@B](?:[!-~][!-~])+\x1b\([BJ]"),
        stray=re.compile(rb"\x1b[$(]"),
        frequent=re.compile("[\u3041-\u30fe、。「」]"),
    ),
)
_NAMES = "GB18030, Big5, Shift_JIS, EUC-JP, EUC-KR, Windows-1251, KOI8-R, Windows-1252 and UTF-16"
_WIDE = re.compile("[^\x00-\x7f]")
# Neither assigned to a character that anybody writes nor met in text: C1 controls, private use.
_UNLIKELY = re.compile("[\x00\x80-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff]")
_USUAL_SHARE = 0.5
_LATIN = re.compile("[\u00a0-\u024f\u2010-\u2026\u20ac]*")
_PLAIN_LETTER = re.compile("[A-Za-z]")
# Fewer wide characters than this tell no encoding from another.
_TELLING_CHARACTERS = 10
_MIN_LIKELIHOOD = 0.5
# Fewer characters than these may be shifts by accident, as in ``ls ~{aa~}``.
_FEWEST_SHIFTED = 8
_MAX_CONTROL = 0.1
_LAST_OF_ASCII = 0x7F
_HINT = "save the file as UTF-8"


def decode(data: bytes) -> str:
    """Return the text of *data*.

    Raises UnreadableArticleError, naming what was tried, rather than return a wrong guess.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _nearly_utf8(data):
            raise _broken(data, error.start) from error
        return _guess(data, error.start)
    if text.isascii():
        if shifting := _shifting(data):
            return _unshifted(data, shifting)
    elif is_accident(text, data):
        return _guess(data, next(at for at, byte in enumerate(data) if byte > _LAST_OF_ASCII))
    if control_share(text) > _MAX_CONTROL:
        raise UnreadableArticleError("is not text but binary data", hint="remove it")
    return text


def _shifting(data: bytes) -> _Shifting | None:
    """Return the encoding whose shifts *data* has, with pieces of prose between them."""
    for each in _SHIFTING:
        pieces = (_decoded(match[0], each.encoding) for match in each.piece.finditer(data))
        told = "".join(filter(None, pieces))
        if len(told) < _FEWEST_SHIFTED:
            continue
        if _likelihood(told, each.frequent, _USUAL_SHARE) >= _MIN_LIKELIHOOD:
            return each
    return None


def _unshifted(data: bytes, shifting: _Shifting) -> str:
    text = _decoded(data, shifting.encoding)
    if text is None or shifting.stray.search(shifting.piece.sub(b" ", data)):
        raise _half(shifting)
    return text


def _half(shifting: _Shifting) -> UnreadableArticleError:
    return UnreadableArticleError(f"is {shifting.name} with broken characters", hint=_HINT)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableArticleError(
            f"begins with a byte order mark of {encoding} but is not {encoding}: {error.reason}",
            hint=_HINT,
        ) from error


def _broken(data: bytes, start: int) -> UnreadableArticleError:
    return UnreadableArticleError(
        f"is UTF-8 but for byte {start} (0x{data[start]:02x})",
        line=_line(data, start),
        hint="repair or remove the broken character",
    )


def _line(data: bytes, start: int) -> int:
    return data.count(b"\n", 0, start) + 1


def _guess(data: bytes, start: int) -> str:
    """Return the text of *data*, which is not UTF-8 from *start* on."""
    if shifting := _shifting(data):
        raise _half(shifting)
    fitting = sorted(_likelihoods(data), key=itemgetter(0), reverse=True)
    likely = [text for likelihood, text in fitting if likelihood >= _MIN_LIKELIHOOD]
    # A few characters look like words in too many encodings for any of them to be believed.
    little = bool(likely) and len(fitting) > 1 and _is_little(likely[0])
    if not likely or little or not has_words(likely[0]):
        raise UnreadableArticleError(
            f"is neither UTF-8 nor clearly text in one of {_NAMES}",
            line=_line(data, start),
            hint=_HINT,
        )
    return likely[0]


def _is_little(text: str) -> bool:
    """Tell whether too few characters speak; in Latin script the words around them speak too."""
    wide = "".join(_WIDE.findall(text))
    if len(wide) >= _TELLING_CHARACTERS:
        return False
    return not _LATIN.fullmatch(wide) or len(_PLAIN_LETTER.findall(text)) < len(wide)


def _nearly_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a few broken bytes from another encoding by what survives decoding."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return broken * 3 < len(_WIDE.findall(text))


def _likelihoods(data: bytes) -> Iterator[tuple[float, str]]:
    """Yield the text in every encoding that fits, with how much it looks like such text."""
    for encoding, frequent, usual_share in _CANDIDATES:
        text = _decoded(data, encoding)
        if text is None and encoding == "cp950":  # as written in Hong Kong
            text = _decoded(data, "big5hkscs")
        if text is not None:
            yield _likelihood(text, frequent, usual_share), text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _likelihood(text: str, frequent: re.Pattern[str], usual_share: float) -> float:
    """Return how much *text* looks like such text: about 1 if it does, near 0 if it does not."""
    wide = _WIDE.findall(text)
    if not wide or _UNLIKELY.search(text):
        return 0
    return sum(len(match[0]) for match in frequent.finditer(text)) / len(wide) / usual_share
