"""Pages say everything in Chinese that they say in English."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.support import Translations

import feedsvc.serve

SERVE = Path(feedsvc.serve.__file__).parent
CHINESE = SERVE / "translations/zh_Hans/LC_MESSAGES/messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
# Babel's own list is longer; these are the names that we use.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def said() -> Catalog:
    found = Catalog()
    for _, line, message, _, context in extract_from_dir(SERVE, METHODS, keywords=KEYWORDS):
        found.add(message, lineno=line, context=context)
    return found


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    with CHINESE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def keys(catalog: Catalog) -> set[tuple[str | None, str]]:
    return {
        (each.context, each.id if isinstance(each.id, str) else each.id[0])
        for each in catalog
        if each.id
    }


def test_everything_that_pages_say_is_there_in_chinese_and_nothing_else(chinese: Catalog) -> None:
    assert keys(chinese) == keys(said())


def test_every_translation_is_whole_and_keeps_its_placeholders(chinese: Catalog) -> None:
    for message in chinese:
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            said = message.string or ""
            texts = (said,) if isinstance(said, str) else tuple(said)
            assert all(texts) and not message.fuzzy, message.id
            for text in texts:
                assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(ids[-1]))


def test_the_compiled_translations_are_those_that_people_read(chinese: Catalog) -> None:
    with CHINESE.with_suffix(".mo").open("rb") as file:
        compiled = Translations(file)

    for message in chinese:
        if isinstance(message.id, str) and message.id:
            context, text = message.context, message.id
            said = compiled.pgettext(context, text) if context else compiled.gettext(text)
            assert said == message.string, "make translations"
        elif message.id:
            one, many = message.id
            assert (compiled.ngettext(one, many, 2),) == tuple(message.string or ())
