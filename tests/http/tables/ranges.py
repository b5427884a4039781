"""Parts of documents (RFC 9110, section 14)."""

from tests.http.check import Check, Outcome, through_nginx
from tests.http.outcomes import current, nothing, part, unsatisfiable, whole

_UNREADABLE = through_nginx(unsatisfiable(), "its cache can satisfy no range that it cannot read")
_NINES = "9" * 30
# More digits than Python makes a number of.
_MANY_NINES = "9" * 5000
# RFC 9110, section 14.2: a server may ignore Range.
_NO_FAILURE = Outcome((200, 206, 416), {"X-Content-Type-Options": "nosniff"})

_RANGES = (
    Check("the first byte", part(0, 0), "Range: bytes=0-0"),
    Check("a few bytes", part(5, 24), "Range: bytes=5-24"),
    Check("from a byte on", part(100, None), "Range: bytes=100-"),
    Check("all from the first byte on", part(0, None), "Range: bytes=0-"),
    Check("the last byte", part(-1, None), "Range: bytes=-1"),
    Check("the last bytes", part(-50, None), "Range: bytes=-50"),
    Check("more last bytes than there are", part(0, None), "Range: bytes=-99999999"),
    Check("over the end", part(10, None), "Range: bytes=10-99999999"),
    Check("numbers with zeros before", part(5, 9), "Range: bytes=0005-0009"),
    Check("BYTES in capitals", part(0, 9), "Range: BYTES=0-9"),
    Check("blanks around the value", part(0, 9), "Range:   bytes=0-9  "),
    Check(
        "tabs around the value",
        part(0, 9),
        "Range: \tbytes=0-9\t",
        instead=through_nginx(whole(), "its cache knows blanks only"),
    ),
    Check(
        "a last number beyond any file",
        part(0, None),
        f"Range: bytes=0-{_NINES}",
        instead=_UNREADABLE,
    ),
    Check("a last number beyond any number", _NO_FAILURE, f"Range: bytes=0-{_MANY_NINES}"),
    Check(
        "a suffix beyond any file",
        part(0, None),
        f"Range: bytes=-{_NINES}",
        instead=_UNREADABLE,
    ),
    Check("no last bytes", unsatisfiable(), "Range: bytes=-0"),
    Check("beyond the end", unsatisfiable(), "Range: bytes=9999999-"),
    Check("beyond the end, closed", unsatisfiable(), "Range: bytes=9999999-99999999"),
    Check("beyond any file", unsatisfiable(), f"Range: bytes={_NINES}-"),
    Check("beyond any number", _NO_FAILURE, f"Range: bytes={_MANY_NINES}-"),
    Check("just behind the last byte", unsatisfiable(), "Range: bytes={size}-"),
    Check("in reverse", whole(), "Range: bytes=9-5", instead=_UNREADABLE),
    Check("two parts", whole(), "Range: bytes=0-1,4-5"),
    Check(
        "two parts on two lines",
        whole(),
        "Range: bytes=0-1\nRange: bytes=4-5",
        instead=through_nginx(part(0, 1), "its cache reads the first line"),
    ),
    Check("a thousand parts", whole(), "Range: bytes=" + ",".join(["0-"] * 1000)),
    Check("another unit", whole(), "Range: items=0-9"),
    Check("no unit", whole(), "Range: 0-9"),
    Check("nothing", whole(), "Range: "),
    Check("a unit and nothing", whole(), "Range: bytes="),
    Check("a dash alone", whole(), "Range: bytes=-", instead=_UNREADABLE),
    Check("words", whole(), "Range: bytes=first-last", instead=_UNREADABLE),
    Check("a hexadecimal number", whole(), "Range: bytes=0x0-0x9", instead=_UNREADABLE),
    Check("a sign", whole(), "Range: bytes=+0-9", instead=_UNREADABLE),
    Check("underscores", whole(), "Range: bytes=0-1_0", instead=_UNREADABLE),
    Check("two dashes", whole(), "Range: bytes=0--9", instead=_UNREADABLE),
    Check("blanks before the equals sign", whole(), "Range: bytes = 0-9"),
    # In Latin-1 this is a superscript, which Python calls a digit.
    Check("a superscript", whole(), "Range: bytes=\xb2-", instead=_UNREADABLE),
    Check(
        "digits of another script", whole(), "Range: bytes=\xd9\xa0-\xd9\xa9", instead=_UNREADABLE
    ),
    Check("of another document", part(0, 9), "Range: bytes=0-9", target="/feeds/all.json"),
    Check("of a document with a query", part(0, 9), "Range: bytes=0-9", target="/feeds/all.rss?x"),
)

_HEADS = (
    Check(
        "HEAD knows no ranges",
        whole().headed(),
        "Range: bytes=0-9",
        method="HEAD",
        instead=through_nginx(Outcome(206, body=nothing), "its cache answers HEAD as GET"),
    ),
    Check(
        "HEAD fails for no range",
        whole().headed(),
        "Range: bytes=9999999-",
        method="HEAD",
        instead=through_nginx(Outcome(416, body=nothing), "its cache answers HEAD as GET"),
    ),
)

_IF_RANGE = (
    Check("the ETag", part(0, 9), "Range: bytes=0-9\nIf-Range: {etag}"),
    Check("before Range", part(0, 9), "If-Range: {etag}\nRange: bytes=0-9"),
    Check("another ETag", whole(), 'Range: bytes=0-9\nIf-Range: "a"'),
    Check("the ETag as a weak one", whole(), "Range: bytes=0-9\nIf-Range: W/{etag}"),
    Check("two ETags", whole(), 'Range: bytes=0-9\nIf-Range: {etag}, "a"'),
    Check("the ETag without quotes", whole(), "Range: bytes=0-9\nIf-Range: {digest}"),
    Check("the date", part(0, 9), "Range: bytes=0-9\nIf-Range: {changed}"),
    # RFC 9110, section 13.1.5: an exact match, so a later date is as wrong as an earlier one.
    Check("a later date", whole(), "Range: bytes=0-9\nIf-Range: {later}"),
    Check("an earlier date", whole(), "Range: bytes=0-9\nIf-Range: {earlier}"),
    Check("no date", whole(), "Range: bytes=0-9\nIf-Range: yesterday"),
    Check("nothing", whole(), "Range: bytes=0-9\nIf-Range: "),
    Check("any", whole(), "Range: bytes=0-9\nIf-Range: *"),
    Check("without Range", whole(), "If-Range: {etag}"),
    Check("another ETag without Range", whole(), 'If-Range: "a"'),
    Check("the ETag, beyond the end", unsatisfiable(), "Range: bytes=9999999-\nIf-Range: {etag}"),
    Check("another ETag, beyond the end", whole(), 'Range: bytes=9999999-\nIf-Range: "a"'),
    Check("the ETag, two parts", whole(), "Range: bytes=0-1,4-5\nIf-Range: {etag}"),
)

_CODED = (
    *(
        Check(f"of {coding}", part(3, 22, coding), f"Range: bytes=3-22\nAccept-Encoding: {coding}")
        for coding in ("gzip", "br", "zstd")
    ),
    Check("end of gzip", part(-8, None, "gzip"), "Range: bytes=-8\nAccept-Encoding: gzip"),
    Check("rest of br", part(9, None, "br"), "Range: bytes=9-\nAccept-Encoding: br"),
    Check(
        "beyond the end of gzip, which is not the end of the document",
        unsatisfiable("gzip"),
        "Range: bytes={gzip_size}-\nAccept-Encoding: gzip",
    ),
    Check(
        "going on with gzip",
        part(9, None, "gzip"),
        "Range: bytes=9-\nAccept-Encoding: gzip\nIf-Range: {gzip}",
    ),
    Check(
        "gzip cannot be gone on with what was not coded",
        whole("gzip"),
        "Range: bytes=9-\nAccept-Encoding: gzip\nIf-Range: {etag}",
    ),
    Check(
        "what is not coded cannot be gone on with gzip",
        whole(),
        "Range: bytes=9-\nAccept-Encoding: identity\nIf-Range: {gzip}",
    ),
    Check(
        "br cannot be gone on with gzip",
        whole("br"),
        "Range: bytes=9-\nAccept-Encoding: br\nIf-Range: {gzip}",
    ),
    Check(
        "304 of gzip comes before its part",
        current("gzip"),
        "Range: bytes=9-\nAccept-Encoding: gzip\nIf-None-Match: {gzip}",
    ),
)

CHECKS = (
    *(check.named(f"Range: {check.name}") for check in _RANGES),
    *_HEADS,
    *(check.named(f"If-Range: {check.name}") for check in _IF_RANGE),
    *(check.named(f"coded parts: {check.name}") for check in _CODED),
)
