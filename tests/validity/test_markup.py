"""What browsers would run or fetch is found however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.content.markup import sanitise
from feedsvc.validity.faults import Findings
from feedsvc.validity.markup import found_in, html, is_clean


def codes(text: str) -> set[str]:
    findings = Findings()
    html(findings, text, "content")
    return {fault.code for fault in findings.all()}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<SCRIPT>", "active-content"),
        ("<script/x>", "active-content"),
        ("<svg><script>", "active-content"),
        ("<p><iframe src=https://x.example/>", "active-content"),
        ("<p title='>'><object>", "active-content"),
        ('<p title=x"><style>', "active-content"),
        ("<!--><script>-->", "active-content"),
        ("<!-- x --><script>", "active-content"),
        ("<!-- x --!><script>", "active-content"),
        ("<title><!--</title><script>", "active-content"),
        ("<xmp><!--</xmp><p onclick=x>", "event-handler"),
        ('<p title=\u00a0"><script>"', "active-content"),
        ("<p title='\u3000'onclick=x>", "event-handler"),
        ('<img src="https://x.example/"onerror=alert(1)>', "event-handler"),
        ("<img/onerror=x>", "event-handler"),
        ("<img\nONERROR\n=\n'x'>", "event-handler"),
        ("<p onclick", "event-handler"),
        ("<a href=javascript:x>", "script-url"),
        ("<a href=' JaVaScRiPt:x'>", "script-url"),
        ("<a href='java&Tab;script&colon;x'>", "script-url"),
        ("<a href='&#1;javascript:x'>", "script-url"),
        ("<a xlink:href='javascript:x'>", "script-url"),
        ("<video poster='vbscript:x'>", "script-url"),
        ("<img src=data:image/svg+xml,x>", "script-url"),
        ("<img srcset='https://x.example/a 1x, javascript:x 2x'>", "script-url"),
        ("<a href=x:javascript>", None),
        ("<a href=mailto:a@b.example>", None),
        ("<a href='tel:1'>", None),
        ("<a href=''>", "relative-url"),
        ("<a href='../x'>", "relative-url"),
        ("<q cite=x>", "relative-url"),
        ("<a href='http:///x'>", "bad-url"),
        ("a < b, x<3, <>, </>, <!x", None),
        ("&lt;script&gt;", None),
        ("<!-- <script> -->", None),
        ("<!-- <script>", None),
        ("<p title='<script>'>", None),
        ("<scripture>", None),
        ("<p data-onclick=x>", None),
        ("<p>onclick=x javascript:x</p>", None),
    ],
)
def test_what_browsers_run_or_fetch_is_found(text: str, code: str | None) -> None:
    assert codes(text) == ({code} if code else set())
    assert codes(f"<em class='a'>{text}") == ({code} if code else set())


PIECES = (
    *("<", ">", "/", "=", '"', "'", " ", "a", "href", "src", "img", "script", "onclick", "p"),
    *("javascript:", "https://x.example/", "style", "title", "<!--", "-->", "&#58;", "\n"),
    *('<a href="', '<p title="', '">', "</p>", '<img src="https://', '" alt="'),
)
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join)


@given(MARKUP)
def test_what_is_sanitised_has_no_fault(text: str) -> None:
    assert codes(sanitise(text, "https://news.example/articles/")) == set()


@given(MARKUP)
def test_what_looks_clean_at_a_glance_is_clean(text: str) -> None:
    if is_clean(text):
        assert found_in(text) == ()


@pytest.mark.parametrize(
    "text",
    ['<p>x <a href="https://x.example/">x</a><br></p>', '<img src="https://x.example/" alt="">'],
)
def test_what_a_sanitiser_writes_is_clean_at_a_glance(text: str) -> None:
    assert is_clean(sanitise(text, "https://news.example/"))
