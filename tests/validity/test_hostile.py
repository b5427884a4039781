"""Documents that are made to do harm cost little time and little memory."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

_SECONDS = 20
_BYTES = 700_000_000
_LAUGHS = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(20))


def item(member: bytes, value: bytes) -> bytes:
    return b'{"version":"1","items":[{"%s":"%s"}]}' % (member, value)


def content(html: bytes) -> bytes:
    return item(b"content_html", html)


def elements(text: bytes) -> bytes:
    return b"<feed>" + text + b"</feed>"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "billion laughs": lambda: b'<!DOCTYPE f [<!ENTITY a "ha">' + _LAUGHS + b"]><feed>&u;</feed>",
    "an entity in a file": lambda: (
        b'<!DOCTYPE f [<!ENTITY a SYSTEM "file:///etc/passwd">]><feed>&a;</feed>'
    ),
    "a million elements deep": lambda: b"<a>" * 1_000_000,
    "a million lists deep": lambda: b"[" * 1_000_000,
    "50 MB on one line": lambda: elements(b"x" * 50_000_000),
    "5 MB of text": lambda: elements(b"x&lt;" * 999_000),
    "a million elements": lambda: elements(b"<a/>" * 1_200_000),
    "many small entries": lambda: (
        b'<feed xmlns="http://www.w3.org/2005/Atom">' + b"<entry/>" * 600_000
    ),
    "many small items": lambda: b"<rss><channel>" + b"<item/>" * 700_000,
    "many attributes": lambda: b"<feed %s/>" % b" ".join(b'a%d=""' % n for n in range(400_000)),
    "one tag without end": lambda: b'<feed a="' + b"x" * 4_900_000,
    "many lists": lambda: b"[" + b"[]," * 1_600_000 + b"[]]",
    "comments in comments": lambda: b"<!--" * 1_200_000,
    "instructions": lambda: b"<?a?>" * 990_000 + b"<feed/>",
    "angle brackets": lambda: content(b"<" * 4_900_000),
    "open comments": lambda: content(b"<!--" * 1_200_000),
    "open tags": lambda: content(b"<a " * 1_600_000),
    "open quotes": lambda: content(b"<a b='" * 800_000),
    "links": lambda: content(b"<a href='https://x/'>" * 230_000),
    "clean tags": lambda: content(b"<b>x</b>" * 600_000),
    "clean attributes": lambda: content(b"<b" + b' title=\\"x\\"' * 400_000 + b">"),
    "a long address": lambda: item(b"url", b"http://" + b"a:" * 2_400_000),
    "a long date": lambda: item(b"date_published", b"1" * 4_900_000),
    "a long language": lambda: item(b"language", b"a-" * 2_400_000),
    "blanks": lambda: elements(b" " * 4_900_000),
    "an e-mail address": lambda: (
        b"<rss><channel><webMaster>" + b"a@" * 2_400_000 + b"</webMaster></channel></rss>"
    ),
}
# In a process of its own, whose processor time and memory end where they should.
_PROGRAM = """
import resource, sys
from pathlib import Path
from feedsvc.model import Format
from feedsvc.validity import check_document, format_of
document = Path(sys.argv[1]).read_bytes()
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]), int(sys.argv[2])))
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[3]), int(sys.argv[3])))
format_of(document)
for format in Format:
    faults = check_document(document, format)
    assert 1 <= len(faults) <= 2001, len(faults)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_soon_and_in_little_memory(name: str, tmp_path: Path) -> None:
    place = tmp_path / "document"
    place.write_bytes(HOSTILE[name]())

    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, place, str(_SECONDS), str(_BYTES)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent.parent,
    )

    assert (done.returncode, done.stderr[-2000:]) == (0, "")
