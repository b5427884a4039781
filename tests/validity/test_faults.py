"""Each kind of fault is found where it is, and nowhere else."""

import re
from pathlib import Path

import pytest

from feedsvc.model import Format
from feedsvc.validity import LEVELS, Level, check_document
from tests.validity.documents import GOOD

ATOM, RSS, JSON = Format

# Code, format, what the good document has, what it has instead.
BAD = [
    ("active-content", ATOM, "&lt;p title=", "&lt;iframe&gt;&lt;/iframe&gt;&lt;p title="),
    ("active-content", ATOM, "<p><a\n", "<script>alert(1)</script><p><a\n"),
    ("active-content", ATOM, "&lt;b&gt;粗", "&lt;STYLE&gt;粗"),
    ("active-content", RSS, "&lt;p&gt;录音", "&lt;form action='https://x.example/'&gt;录音"),
    ("active-content", RSS, "&lt;p&gt;录音", "&lt;object&gt;录音"),
    ("active-content", RSS, "记者 &amp;lt;script&amp;gt;", "记者 &lt;script&gt;"),
    ("active-content", JSON, "<p>录音", "<scr\\u0069pt\\n>录音"),
    ("active-content", RSS, "<pubDate>1 Jun",
     "<b xmlns='http://www.w3.org/1999/xhtml'><script/></b><pubDate>1 Jun"),
    ("active-content", ATOM, "<content type=\"xhtml\">",
     "<content type='image/svg+xml'><script/>"),
    ("bad-archive", ATOM, '<link rel="current" href="https://news.example/feeds/a.atom"/>', ""),
    ("bad-archive", ATOM, "<fh:archive/>", "<fh:archive/><fh:complete/>"),
    ("bad-archive", ATOM, "feeds/a/2023-05.atom", "feeds/a/2023-06.atom"),
    ("bad-archive", ATOM, "feeds/a.atom", "feeds/a/2023-06.atom"),
    ("bad-archive", JSON, "feeds/archive/all/2023-05.json", "feeds/all.json"),
    ("bad-date", ATOM, "<updated>2023-06-01T01:30:00Z", "<updated>2023-06-31T01:30:00Z"),
    ("bad-date", ATOM, "<updated>2023-06-03T10:20:30Z", "<updated>2023-06-03"),
    ("bad-date", ATOM, 'when="2023-06-01T00:00:00Z"', 'when="0000-06-01T00:00:00Z"'),
    ("bad-date", RSS, "Fri, 02 Jun", "Mon, 02 Jun"),
    ("bad-date", RSS, "16:00:05 +0800", "16:00:05 +08:00"),
    ("bad-date", RSS, "Sat, 03 Jun 2023 10:20:30 GMT", "2023-06-03T10:20:30Z"),
    ("bad-date", RSS, "<atom:updated>2023-06-03T10", "<atom:updated>2023-06-03T25"),
    ("bad-date", JSON, "2023-06-02T08:00:05Z", "2023-06-02 08:00:05"),
    ("bad-email", ATOM, "wang@news.example", "王静"),
    ("bad-email", RSS, "wang@news.example (王静)", "王静"),
    ("bad-id", ATOM, "<id>urn:uuid:1225c695", "<id>1225c695"),
    ("bad-id", ATOM, 'ref="tag:news.example,2023:gone"', 'ref="gone away"'),
    ("bad-language", ATOM, '<entry xml:lang="zh-CN">', '<entry xml:lang="中文">'),
    ("bad-language", RSS, "<language>zh-CN", "<language>zh_CN"),
    ("bad-language", RSS, "<dc:language>zh-CN", "<dc:language>"),
    ("bad-language", JSON, '"language":"zh-CN",\n', '"language":"c",\n'),
    ("bad-media-type", ATOM, 'type="audio/mpeg"', 'type="audio"'),
    ("bad-media-type", RSS, 'length="48213" type="audio/mpeg"', 'length="48213" type="mp3"'),
    ("bad-media-type", RSS, 'fileSize="7" type="audio/mpeg"', 'fileSize="7" type="mp3"'),
    ("bad-media-type", JSON, '"mime_type":"audio/mpeg"', '"mime_type":""'),
    ("bad-number", ATOM, 'length="48213"', 'length="-1"'),
    ("bad-number", ATOM, 'width="640"', 'width="640px"'),
    ("bad-number", ATOM, 'duration="2.5"', 'duration="2:05"'),
    ("bad-number", RSS, "<ttl>5", "<ttl>5 minutes"),
    ("bad-number", RSS, "<width>144", "<width>145"),
    ("bad-number", RSS, "<height>400", "<height>401"),
    ("bad-number", RSS, "1:02:03", "1:2:3:4"),
    ("bad-number", RSS, 'length="48213"', 'length=""'),
    ("bad-number", JSON, '"size_in_bytes":48213', '"size_in_bytes":"48213"'),
    ("bad-type", JSON, '"id":"2"', '"id":2'),
    ("bad-type", JSON, '"tags":["主题教育"]', '"tags":"主题教育"'),
    ("bad-type", JSON, '"expired":false', '"expired":0'),
    ("bad-type", JSON, '{"id":"2","content_text"', '1,{"id":"2","content_text"'),
    ("bad-url", ATOM, 'href="https://news.example/a.mp3"', 'href="https:///a.mp3"'),
    ("bad-url", ATOM, "<icon>https://news.example/icon.png", "<icon>ftp://news.example/icon.png"),
    ("bad-url", ATOM, 'href="https://news.example/other"', 'href="https://news.example/a b"'),
    ("bad-url", RSS, "<link>https://news.example/articles/", "<link>https://news.example/100%/"),
    ("bad-url", RSS, "&lt;p&gt;录音", '&lt;a href="http://"&gt;录音'),
    ("bad-url", JSON, '"image":"https://news.example/i.jpg"', '"image":"file:///i.jpg"'),
    ("bad-value", ATOM, '<content type="html">', '<content type="HTML">'),
    ("bad-value", ATOM, "<rights>CC0", "<rights><b xmlns=''>CC0</b>"),
    ("bad-value", ATOM, '<content type="xhtml"><div', '<content type="xhtml"><em/><div'),
    ("bad-value", ATOM, 'medium="image"', 'medium="picture"'),
    ("bad-value", RSS, 'isPermaLink="false"', 'isPermaLink="no" x="'.replace(' x="', "")),
    ("bad-value", RSS, "<itunes:explicit>false", "<itunes:explicit>clean"),
    ("bad-value", RSS, 'rss version="2.0"', 'rss version="1.1"'),
    ("bad-value", JSON, "version/1.1", "version/3"),
    ("date-order", ATOM, "<published>2023-06-01T01:30:00Z", "<published>2023-06-01T01:30:01Z"),
    ("date-order", RSS, "2023-06-03T10:20:30Z", "2023-06-02T08:00:04Z"),
    ("date-order", JSON, "2023-06-03T10:20:30+00:00", "2023-06-02T10:20:30+03:00"),
    ("doctype", ATOM, "<feed ", "<!DOCTYPE feed><feed "),
    ("doctype", RSS, "<rss ", "<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/x.dtd'><rss "),
    ("duplicate-alternate", ATOM, 'rel="alternate" hreflang="en"', 'rel="alternate"'),
    ("duplicate-element", ATOM, "<rights>CC0</rights>", "<rights>1</rights><rights>2</rights>"),
    ("duplicate-element", ATOM, "<title>一</title>", "<title>一</title><title>一</title>"),
    ("duplicate-element", RSS, "<ttl>5</ttl>", "<ttl>5</ttl><ttl>5</ttl>"),
    ("duplicate-element", RSS, "<description>只有", "<description/><description>只有"),
    ("duplicate-id", ATOM,
     "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
     "tag:news.example,2023:articles/second"),
    ("duplicate-id", RSS,
     "<guid>https://news.example/articles/first",
     '<guid isPermaLink="false">tag:news.example,2023:articles/second'),
    ("duplicate-id", JSON, '"id":"2"', '"id":"tag:news.example,2023:articles/second"'),
    ("empty", ATOM, "<title>一</title>", "<title> </title>"),
    ("empty", ATOM, "<name>李明", "<name>"),
    ("empty", ATOM, "<id>tag:news.example,2023:feeds/all", "<id>"),
    ("empty", RSS, "<title>访谈：a &lt;script&gt; tutorial", "<title>"),
    ("empty", RSS, "<link>https://news.example/articles/second", "<link>"),
    ("empty", RSS, "<dc:creator>李明", "<dc:creator>"),
    ("empty", RSS, 'text="Daily News"', 'text=""'),
    ("empty", JSON, '"title":"新闻门户"', '"title":""'),
    ("encoding", RSS, 'encoding="UTF-8"', 'encoding="GB18030"'),
    ("encoding", JSON, "{", "\ufeff{"),
    ("event-handler", ATOM, "&lt;p title=", "&lt;p OnClick='x()' title="),
    ("event-handler", ATOM, "<p><a\n", '<p onload="x"><a\n'),
    ("event-handler", RSS, "&lt;p&gt;录音", "&lt;p/onmouseover=x&gt;录音"),
    ("illegal-character", ATOM, "<rights>CC0", "<rights>\x08"),
    ("illegal-character", ATOM, "<rights>CC0", "<rights>&#x1F;"),
    ("illegal-character", RSS, "<ttl>", "\ufffe<ttl>"),
    ("illegal-character", JSON, "emoji \\ud83d\\ude00", "emoji \\ud83d"),
    ("many-enclosures", RSS,
     "<pubDate>1 Jun",
     '<enclosure url="https://x.example/" length="0" type="a/b"/>' * 2 + "<pubDate>1 Jun"),
    ("missing-attribute", ATOM, 'term="主题教育"', ""),
    ("missing-attribute", ATOM, 'href="https://news.example/other"', ""),
    ("missing-attribute", ATOM, ' when="2023-06-01T00:00:00Z"', ""),
    ("missing-attribute", ATOM, 'thumbnail url="https://news.example/t.jpg"', "thumbnail"),
    ("missing-attribute", RSS, 'length="48213"', ""),
    ("missing-attribute", RSS,
     '<itunes:image href="https://news.example/cover.jpg"/>',
     "<itunes:image/>"),
    ("missing-attribute", JSON, '"mime_type":"audio/mpeg",\n', ""),
    ("missing-element", ATOM, "<updated>2023-06-01T01:30:00Z</updated>\n<content", "<content"),
    ("missing-element", ATOM, "<author><name>新闻门户</name></author>", ""),
    ("missing-element", ATOM, "<name>李明</name>", ""),
    ("missing-element", ATOM,
     '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p><a\n  href="https://news.example/">x</a></p></div></content>',
     ""),
    ("missing-element", ATOM, "<title>新闻门户</title>", ""),
    ("missing-element", RSS, "<link>https://news.example/</link>\n<description>", "<description>"),
    ("missing-element", RSS, "<description>只有描述</description>", ""),
    ("missing-element", RSS, "<url>https://news.example/logo.png</url>", ""),
    ("missing-element", JSON, '"id":"2",', ""),
    ("missing-element", JSON, '"content_text":"emoji \\ud83d\\ude00 <b>"', '"title":"x"'),
    ("missing-element", JSON, '"title":"新闻门户",\n', ""),
    ("missing-element", JSON, '{"name":"新闻门户"}', "{}"),
    ("missing-guid", RSS, "<guid>https://news.example/articles/first</guid>", ""),
    ("missing-self", ATOM, '<link rel="self"', '<link rel="related"'),
    ("missing-self", RSS, '<atom:link rel="self"', '<atom:link rel="via"'),
    ("missing-self", JSON, '"feed_url":"https://news.example/feeds/all.json",\n', ""),
    ("non-ascii-url", ATOM, "news.example/articles/second", "news.example/articles/第二"),
    ("non-ascii-url", RSS,
     "<link>https://news.example/</link>\n<description>",
     "<link>https://新闻.example/</link>\n<description>"),
    ("not-a-feed", ATOM, GOOD[ATOM], GOOD[RSS]),
    ("not-a-feed", RSS, GOOD[RSS], "<rdf:RDF xmlns:rdf='x'/>"),
    ("not-a-feed", JSON, GOOD[JSON], "[]"),
    ("not-a-feed", JSON, '"version"', '"edition"'),
    ("not-well-formed", ATOM, "</entry>", ""),
    ("not-well-formed", ATOM, "<rights>CC0", "<rights>&nbsp;"),
    ("not-well-formed", RSS, "<itunes:explicit>", "<podcast:explicit>"),
    ("not-well-formed", RSS, GOOD[RSS], ""),
    ("not-well-formed", JSON, '"expired":false', '"expired":NaN'),
    ("not-well-formed", JSON, '"expired":false', '"expired":' + "1" * 5000),
    ("not-well-formed", JSON, "]}\n", "]"),
    ("present-and-deleted", ATOM, "2023:gone", "2023:articles/second"),
    ("relative-url", ATOM,
     'href="https://news.example/articles/second"',
     'href="/articles/second"'),
    ("relative-url", ATOM, "src='https://news.example/i.jpg'", "src=i.jpg"),
    ("relative-url", ATOM,
     "src='https://news.example/i.jpg'",
     "srcset='https://x.example/a 1x, b 2x'"),
    ("relative-url", RSS, "&lt;p&gt;录音", '&lt;a href="#top"&gt;录音'),
    ("relative-url", RSS,
     'enclosure url="https://news.example/a.mp3"',
     'enclosure url="//news.example/a.mp3"'),
    ("relative-url", JSON, '"url":"https://news.example/a.mp3"', '"url":"a.mp3"'),
    ("same-updated", ATOM, "<updated>2023-06-01T01:30:00Z", "<updated>2023-06-03T18:20:30+08:00"),
    ("script-url", ATOM, "src='https://news.example/i.jpg'", "src=' java\nscript:x()'"),
    ("script-url", ATOM, "src='https://news.example/i.jpg'", "src='data:image/png;base64,AAAA'"),
    ("script-url", ATOM, '<a\n  href="https://news.example/"', '<a href="&#x6A;avascript:x()"'),
    ("script-url", ATOM, 'href="https://news.example/other"', 'href="javascript:x()"'),
    ("script-url", RSS, "&lt;p&gt;录音", '&lt;a href="vb&amp;#115;cript:x"&gt;录音'),
    ("script-url", JSON, "<p>录音", "<a href=JavaScript&colon;x()>录音"),
    ("too-complex", ATOM, "<rights>CC0", "<rights>" + "<b>" * 101),
    ("too-complex", RSS, "<ttl>5</ttl>", "<ttl>5</ttl>" + "<b/>" * 20_001),
    ("too-complex", JSON, '"expired":false', '"_x":' + "[" * 100_000),
    ("too-large", ATOM, "<rights>CC0", "<rights>" + "x" * 5_000_000),
    ("undecodable", ATOM, "<rights>CC0", "<rights>\udcff"),
    ("undecodable", RSS, 'encoding="UTF-8"', 'encoding="zlib"'),
    ("undecodable", JSON, "全部", "\udcff"),
    ("unknown-element", ATOM, "<rights>CC0</rights>", "<copyright>CC0</copyright>"),
    ("unknown-element", ATOM, "<rights>CC0</rights>", '<x xmlns=""/>'),
    ("unknown-element", RSS, "<ttl>5</ttl>", "<interval>5</interval>"),
    ("unknown-element", RSS, "<pubDate>1 Jun", "<summary>x</summary><pubDate>1 Jun"),
]  # fmt: skip
# They need more than one document.
ELSEWHERE = {"broken-link", "different-entries", "misplaced-self", "unreachable"}


def in_bytes(text: str) -> bytes:
    encoding = "gb18030" if 'encoding="GB18030"' in text else "utf-8"
    return text.encode(encoding, "surrogateescape")


@pytest.mark.parametrize("format", Format, ids=str)
def test_a_good_document_has_no_fault(format: Format) -> None:
    assert check_document(GOOD[format].encode(), format) == ()


@pytest.mark.parametrize(
    ("code", "format", "good", "bad"), BAD, ids=[f"{at}-{row[0]}" for at, row in enumerate(BAD)]
)
def test_a_bad_document_has_its_fault_and_no_other(
    code: str, format: Format, good: str, bad: str
) -> None:
    assert GOOD[format].count(good) >= 1
    document = GOOD[format].replace(good, bad, 1)

    faults = check_document(in_bytes(document), format)

    assert {fault.code for fault in faults} == {code}
    for fault in faults:
        assert fault.where
        assert fault.message
        assert "\n" not in fault.message


def test_every_code_has_a_document() -> None:
    assert {code for code, *_ in BAD} | ELSEWHERE == set(LEVELS)


def test_every_code_is_in_the_manual_with_its_level() -> None:
    manual = (Path(__file__).parent.parent.parent / "docs" / "operations.md").read_text("utf-8")
    said = dict(re.findall(r"^\| `([a-z-]+)` \| (error|warning) \|", manual, re.M))

    assert said == {code: str(level) for code, level in LEVELS.items()}


def test_a_fault_names_its_line_and_its_entry() -> None:
    document = GOOD[ATOM].replace("<title>一</title>", "<title/>").encode()

    (fault,) = check_document(document, ATOM)

    line = document[: document.index(b"<title/>")].count(b"\n") + 1
    assert (fault.line, fault.where, fault.level) == (line, "title", Level.ERROR)
    assert fault.entry == "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a"


def test_after_a_thousand_errors_nobody_reads_on() -> None:
    document = GOOD[RSS].replace("<item>", "<item><ttl/></item>" * 500 + "<item>")

    enough, broken = (
        check_document(each.encode(), RSS) for each in (document, document.replace("</rss>", ""))
    )

    assert sum(fault.is_error for fault in enough) == 1000
    assert sum(fault.is_error for fault in broken) == 1000


def test_no_number_of_warnings_hides_an_error() -> None:
    entry = "<item><title>x</title></item>"
    document = GOOD[RSS].replace("<item>", entry * 2000 + "<item><ttl/>", 1).encode()

    faults = check_document(document, RSS)

    assert [fault.code for fault in faults if fault.level is Level.ERROR] == ["unknown-element"]
    assert len(faults) == 1001
