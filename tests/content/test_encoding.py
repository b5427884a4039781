"""Files in the encodings of old sites, and files that are no text."""

import os
import random
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.content.encodings.decoding import decode
from feedsvc.errors import UnreadableArticleError
from tests.content.examples import article, rejection

TEXTS = {
    "gbk": "落雁坡春茶开采，头采鲜叶连夜下山。",
    "gb18030": "村里的茶叶合作社商量之后，决定先采南坡，再采北坡。\U00020000",
    "big5": "茶農們已經挎著竹簍上了山，雾還沒有散。".replace("雾", "霧"),
    "shift_jis": "お茶の葉は毎年この季節に摘まれています。",
    "euc_jp": "お茶の葉は毎年この季節に摘まれています。",
    "euc_kr": "올해 첫 차는 지난 주에 언덕에서 따기 시작했다.",
    "cp1251": "Чай на этом склоне собирают в начале весны.",
    "cp1252": "L’été, on cueille le thé à la main — c’est très délicat.",
    "utf-16-le": "落雁坡春茶开采，头采鲜叶连夜下山。",
    "utf-16-be": "落雁坡春茶开采，头采鲜叶连夜下山。",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_an_old_encoding_is_recognised(encoding: str) -> None:
    text = TEXTS[encoding]

    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"])
@pytest.mark.parametrize(
    "text",
    [
        TEXTS["cp1251"],
        "Я был там, где растёт чай. Эта гора — самая высокая в округе.",
        "ЧАЙ НА СКЛОНЕ\n\nУрожай этого года собирают раньше обычного, говорят крестьяне.",
    ],
)
def test_each_encoding_of_cyrillic_is_told_from_the_others(encoding: str, text: str) -> None:
    written = text.replace("—", "-").encode(encoding)

    assert decode(written) == text.replace("—", "-")


@pytest.mark.parametrize("encoding", TEXTS)
def test_an_old_encoding_is_recognised_among_much_ascii(encoding: str) -> None:
    text = "## How to call it\n\n```js\nhexo.extend.tag.register(name);\n```\n\n" + TEXTS[encoding]

    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("hz", "落雁坡春茶开采，~头采~鲜叶连夜下山。\nTea {green} ~ 100%"),
        ("iso2022_jp", "お茶の葉は毎年この季節に摘まれています。\nTea"),
        ("big5hkscs", "茶農們嚟到山上，揀咗最嫩嘅芽，話今年嘅茶好靚。"),
    ],
)
def test_a_rare_encoding_is_recognised(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text",
    [
        "ls ~{aa~} ~{p,q~}",
        "cp a~{b,c} ~}",
        "~{VPND~}",
        "escapes such as \x1b$B1\x1b(B are seven bits",
    ],
)
def test_shifts_by_accident_are_ascii(text: str) -> None:
    assert decode(text.encode()) == text


def test_utf_8_that_quotes_hz_is_utf_8() -> None:
    text = "一个例子：~{MxU>JWR3MxU>JWR3MxU>JWR3!#~}"

    assert decode(text.encode()) == text


@pytest.mark.parametrize("encoding", ["hz", "iso2022_jp"])
@pytest.mark.parametrize("broken", ["a shift lost", "a byte lost", "a byte of eight bits"])
def test_seven_bits_with_broken_characters_are_rejected_by_name(encoding: str, broken: str) -> None:
    line = {"hz": TEXTS["gbk"], "iso2022_jp": TEXTS["shift_jis"]}[encoding].encode(encoding)
    shift = 2 if encoding == "hz" else 3
    odd = {
        "a shift lost": line[1:],
        "a byte lost": line[:shift] + line[shift + 1 :],
        "a byte of eight bits": line + b"\xe4",
    }[broken]

    with pytest.raises(UnreadableArticleError, match=r"is (HZ|ISO-2022-JP) with broken characters"):
        decode(line + b"\n" + odd)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding_and_is_no_text(encoding: str) -> None:
    assert decode("Tea".encode(encoding)) == "Tea"


def test_a_byte_order_mark_that_lies_is_a_mistake() -> None:
    with pytest.raises(UnreadableArticleError, match="byte order mark of utf-16") as caught:
        decode(b"\xff\xfe\x00")

    assert caught.value.hint == "save the file as UTF-8"


@pytest.mark.parametrize(
    "text", ["一行中文。\n第二行的“引号”很多。\n", "Three words — “quoted” — and more…\nsecond\n"]
)
def test_utf_8_with_one_broken_byte_is_rejected_with_its_line(tmp_path: Path, text: str) -> None:
    found = rejection(tmp_path, "a.md", text.encode() + b"a broken \xe4 byte")

    assert found.line == 3
    assert found.reason == f"is UTF-8 but for byte {len(text.encode()) + 9} (0xe4)"
    assert found.hint == "repair or remove the broken character"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
        b"\x7fELF\x02\x01\x01\x00\x00" + bytes(100),
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(128, 256)),
        random.Random(1).randbytes(5000),
        os.fsencode("\x01\x02\x03\x04"),
    ],
)
def test_binary_data_is_rejected(tmp_path: Path, data: bytes) -> None:
    found = rejection(tmp_path, "a.md", data)

    assert "is not text" in found.reason or "is neither UTF-8 nor" in found.reason


def test_what_could_be_anything_is_rejected_with_what_was_tried(tmp_path: Path) -> None:
    found = rejection(tmp_path, "a.md", "first line\n齉齾龘".encode("gbk"))

    assert found.line == 2
    assert found.reason.startswith("is neither UTF-8 nor clearly text in one of GB18030, Big5")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["县水利局", "早报", "通知公告", "老桥修好了"])
def test_a_few_characters_of_utf_16_without_a_mark_are_refused(encoding: str, text: str) -> None:
    with pytest.raises(UnreadableArticleError, match="clearly text in one of GB18030"):
        decode(text.encode(encoding))


@pytest.mark.parametrize(
    "data", [b"\xbfS4l)R@\\ eh", b"}\xe9[4 P\xe8]g", b"a\xe9B7 \\\xf6{ x\xfcQz"]
)
def test_accents_among_marks_and_digits_are_no_latin_text(data: bytes) -> None:
    with pytest.raises(UnreadableArticleError):
        decode(data)


@pytest.mark.parametrize(
    "text", ["café", "El niño", "L'été à Noël", "çà et là", "coût : 5 €/kg", "Müller-Lüdenscheidt"]
)
def test_a_few_accents_in_words_are_latin_text(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_one_nul_in_a_text_is_dropped_and_not_taken_for_binary_data(tmp_path: Path) -> None:
    found = article(tmp_path, "a.md", b"Ten minutes of \x00sound.")

    assert found.content == "<p>Ten minutes of sound.</p>\n"


@pytest.mark.parametrize("text", ["新闻", "春节快乐", "早报晨读"])
def test_a_few_characters_in_an_old_encoding_are_refused_rather_than_guessed(
    tmp_path: Path, text: str
) -> None:
    refused = rejection(tmp_path, "a.md", text.encode("gbk"))

    assert "GB18030" in refused.reason.upper()
    assert refused.hint


# In GB2312 these are words; in UTF-8 they are marks without letters, or letters of two alphabets.
@pytest.mark.parametrize(
    "text",
    ["通知", "通知\n", "# 通知\n\nClosed.", "关于通知", "知识", "实施", "同学", "水平", "目前"],
)
def test_a_few_characters_that_are_utf_8_by_accident_are_refused_like_any_other_few(
    tmp_path: Path, text: str
) -> None:
    refused = rejection(tmp_path, "a.md", f"first line\n{text}".encode("gb2312"))

    assert refused.line == 2
    assert "is neither UTF-8 nor clearly text in one of GB18030" in refused.reason


def test_enough_of_them_are_read_in_their_encoding() -> None:
    text = "通知、通知、通知、通知、通知，知识"

    assert decode(text.encode("gb2312")) == text


LIVING = {
    "Czech": "žluťoučký kůň",
    "Polish": "zażółć gęślą jaźń łą",
    "French": "À Noël, ça coûte cher là-bas",
    "German": "Ärger mit Öl: Füße größer, ß",
    "Turkish": "üç öğün çöl şı İğ",
    "Estonian": "Öö õõ",
    "Romanian": "țărănești și științe",
    "Hawaiian": "ʻOkina, Hawaiʻi",
    "Vietnamese": "ươ ư đi",
    "Pinyin": "nǚ, lǜ, ǎi",
    "IPA": "pʰ /ˈɔː/ tʃɪə",
    "Russian": "я и ты, ВкусВилл, USB-кабель, iPhone'ом",
    "Ukrainian": "Ґанок її",
    "Serbian": "Ђорђе Љубовић",
    "Kazakh": "Қазақ тілі үй ұлт",
    "Greek": "ΐ ή ο λόγος, Δt = 3 µm, αβγ",
    "Hebrew": "שלום עִבְרִית ס",
    "Arabic": "مرحبا و شُكْرًا، ۱۲",
    "Persian": "چای پارسی ژرف گل",
    "Armenian": "Բարեւ, և",
    "Syriac": "ܫܠܡܐ",
    "Divehi": "ދިވެހި",
    "signs": "5×3÷2 = 7½ °C § ± · «»",
}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("language", LIVING)
def test_short_utf_8_in_a_living_language_stays_utf_8(
    language: str, form: Literal["NFC", "NFD"]
) -> None:
    text = normalize(form, LIVING[language])

    assert decode(text.encode()) == text
    assert [decode(word.encode()) for word in text.split()] == text.split()


ALPHABETS = {
    "Latin": "aeinorstzàâäçéèêëíîïñóôöúûüýßãåæøāčďēğīłńňőřśšţťūůűźżžơưșț",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋΐΰ",
    "Cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяёђєіїјљњћўџґғқңөүұһә",
    "Armenian": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
    "Hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگءآأؤإئى",
}


@given(
    st.sampled_from(sorted(ALPHABETS)).flatmap(
        lambda name: st.lists(st.text(ALPHABETS[name], min_size=1, max_size=8), max_size=6)
    ),
    st.sampled_from([" ", ", ", "\n", " - A1 "]),
)
def test_any_words_of_one_living_alphabet_stay_utf_8(words: list[str], between: str) -> None:
    text = between.join(words)

    assert decode(text.encode()) == text
