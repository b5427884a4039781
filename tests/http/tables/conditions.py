"""Preconditions and their precedence (RFC 9110, section 13)."""

from tests.http.check import Afterwards, Check, Outcome, through_nginx
from tests.http.outcomes import FAILED, NOT_FOUND, REFUSED, current, part, whole

_ONE_LINE = through_nginx(REFUSED, "takes one line of this field", Afterwards.CLOSES)
_HALF_A_DATE = through_nginx(current(), "its cache reads a date as far as it has to")
_HUNDRED = ", ".join(f'"{number:032x}"' for number in range(100))

_IF_NONE_MATCH = (
    Check("the ETag", current(), "If-None-Match: {etag}"),
    Check("the ETag among others", current(), 'If-None-Match: "a", {etag}, "b"'),
    Check("the ETag as a weak one", current(), "If-None-Match: W/{etag}"),
    Check("a weak one among others", current(), 'If-None-Match: W/"a", W/{etag}'),
    Check("any", current(), "If-None-Match: *"),
    Check(
        "any, between blanks and tabs",
        current(),
        "If-None-Match:  \t*\t ",
        instead=through_nginx(whole(), "its cache knows blanks only"),
    ),
    Check(
        "on several lines",
        current(),
        'If-None-Match: "a"\nIf-None-Match: {etag}',
        instead=_ONE_LINE,
    ),
    Check(
        "on several lines, the first",
        current(),
        'If-None-Match: {etag}\nIf-None-Match: "a"',
        instead=_ONE_LINE,
    ),
    Check("without blanks between", current(), 'If-None-Match:"a",{etag},"b"'),
    Check("with many blanks between", current(), 'If-None-Match: "a" \t ,\t  {etag}  ,  "b" '),
    Check("with empty elements", current(), "If-None-Match: , ,{etag},,"),
    Check("a comma inside another's quotes", current(), 'If-None-Match: "a,b", {etag}'),
    Check("an empty one among others", current(), 'If-None-Match: "", {etag}'),
    Check("a hundred others before", current(), f"If-None-Match: {_HUNDRED}, {{etag}}"),
    Check("in any case of the field's name", current(), "iF-nOnE-mAtCh: {etag}"),
    Check("bytes above ASCII in another", current(), 'If-None-Match: "\xe9", {etag}'),
    Check("another", whole(), 'If-None-Match: "0123456789abcdef0123456789abcdef"'),
    Check("a hundred others", whole(), f"If-None-Match: {_HUNDRED}"),
    Check("the ETag without quotes", whole(), "If-None-Match: {digest}"),
    Check("the ETag with one quote", whole(), 'If-None-Match: "{digest}'),
    Check("the ETag in single quotes", whole(), "If-None-Match: '{digest}'"),
    Check("the ETag inside a longer one", whole(), 'If-None-Match: "a, {digest}, b"'),
    Check("the beginning of the ETag", whole(), 'If-None-Match: "{digest:.16}"'),
    Check("an empty field", whole(), "If-None-Match: "),
    Check("an empty tag", whole(), 'If-None-Match: ""'),
    Check("a quoted asterisk", whole(), 'If-None-Match: "*"'),
    Check("a small w", whole(), "If-None-Match: w/{etag}"),
    Check("only blanks and commas", whole(), "If-None-Match: , ,"),
)

_IF_MODIFIED_SINCE = (
    *(
        Check(f"{form or 'IMF-fixdate'}, equal", current(), f"If-Modified-Since: {{changed{form}}}")
        for form in ("", "_rfc850", "_asctime")
    ),
    *(
        Check(f"{form or 'IMF-fixdate'}, later", current(), f"If-Modified-Since: {{later{form}}}")
        for form in ("", "_rfc850", "_asctime")
    ),
    *(
        Check(f"{form or 'IMF-fixdate'}, earlier", whole(), f"If-Modified-Since: {{earlier{form}}}")
        for form in ("", "_rfc850", "_asctime")
    ),
    Check("in the future", current(), "If-Modified-Since: {in_40_years}"),
    # RFC 9110, section 5.6.7: two digits mean the past only beyond fifty years from now.
    Check("two digits, in 40 years", current(), "If-Modified-Since: {in_40_years_rfc850}"),
    Check("two digits, 40 years ago", whole(), "If-Modified-Since: {40_years_ago_rfc850}"),
    Check("a leap second", whole(), "If-Modified-Since: Sat, 31 Dec 2016 23:59:60 GMT"),
    Check("the epoch", whole(), "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT"),
    Check("the year 9999", current(), "If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT"),
    *(
        Check(f"no date: {text!r}", whole(), f"If-Modified-Since: {text}")
        for text in (
            "",
            "yesterday",
            "0",
            "-1",
            "4102444800",
            "2090-01-01T00:00:00Z",
            "Thu, 30 Feb 2090 12:00:00 GMT",
            "Sun, 01 Jan 2090 25:00:00 GMT",
            "Sun, 01 Jan 99999 00:00:00 GMT",
        )
    ),
    *(
        Check(
            f"almost a date: {text!r}", whole(), f"If-Modified-Since: {text}", instead=_HALF_A_DATE
        )
        for text in (
            "Sun, 01 Jan 2090 00:00:00 +0800",
            "Sun, 01 Foo 2090 00:00:00 GMT",
            "Sun, 01 Jan 2090 00:00:00",
        )
    ),
    Check(
        "two dates are none",
        whole(),
        "If-Modified-Since: {later}\nIf-Modified-Since: {later}",
        instead=_ONE_LINE,
    ),
)

_IF_MATCH = (
    Check("the ETag", whole(), "If-Match: {etag}"),
    Check("any", whole(), "If-Match: *"),
    Check("the ETag among others", whole(), 'If-Match: "a", {etag}'),
    Check("on several lines", whole(), 'If-Match: "a"\nIf-Match: {etag}', instead=_ONE_LINE),
    Check("another", FAILED, 'If-Match: "a"'),
    Check("several others", FAILED, 'If-Match: "a", "b"'),
    # RFC 9110, section 13.1.1: the strong comparison, in which a weak one equals nothing.
    Check("the ETag as a weak one", FAILED, "If-Match: W/{etag}"),
    Check("the ETag inside a longer one", FAILED, 'If-Match: "a, {digest}, b"'),
    Check("the ETag without quotes", FAILED, "If-Match: {digest}"),
    Check(
        "of the coding that is selected", whole("gzip"), "If-Match: {gzip}\nAccept-Encoding: gzip"
    ),
)

_IF_UNMODIFIED_SINCE = (
    Check("equal", whole(), "If-Unmodified-Since: {changed}"),
    Check("later", whole(), "If-Unmodified-Since: {later}"),
    Check("earlier", FAILED, "If-Unmodified-Since: {earlier}"),
    Check("RFC 850, earlier", FAILED, "If-Unmodified-Since: {earlier_rfc850}"),
    Check("asctime, equal", whole(), "If-Unmodified-Since: {changed_asctime}"),
    Check("asctime, earlier", FAILED, "If-Unmodified-Since: {earlier_asctime}"),
    Check("no date", whole(), "If-Unmodified-Since: long ago"),
    Check("no day of a month", whole(), "If-Unmodified-Since: Fri, 30 Feb 1990 12:00:00 GMT"),
)

_PRECEDENCE = (
    Check(
        "an ETag that differs outweighs an equal date",
        whole(),
        'If-None-Match: "a"\nIf-Modified-Since: {changed}',
    ),
    Check(
        "the ETag outweighs an earlier date",
        current(),
        "If-None-Match: {etag}\nIf-Modified-Since: {earlier}",
        instead=through_nginx(whole(), "its cache wants both to hold; the whole is never wrong"),
    ),
    Check(
        "an If-None-Match that is garbage still outweighs a date",
        whole(),
        "If-None-Match: garbage\nIf-Modified-Since: {later}",
    ),
    Check(
        "an If-Match that holds leaves If-None-Match to decide",
        current(),
        "If-Match: {etag}\nIf-None-Match: {etag}",
    ),
    Check(
        "an If-Match that fails comes before If-None-Match",
        FAILED,
        'If-Match: "a"\nIf-None-Match: {etag}',
    ),
    Check(
        "an If-Match that fails comes before If-Modified-Since",
        FAILED,
        'If-Modified-Since: {changed}\nIf-Match: "a"',
    ),
    Check(
        "an If-Match that holds outweighs If-Unmodified-Since",
        whole(),
        "If-Match: {etag}\nIf-Unmodified-Since: {earlier}",
    ),
    Check(
        "an If-Match that fails is not healed by If-Unmodified-Since",
        FAILED,
        'If-Match: "a"\nIf-Unmodified-Since: {later}',
    ),
    Check(
        "an If-Unmodified-Since that fails comes before If-None-Match",
        FAILED,
        "If-Unmodified-Since: {earlier}\nIf-None-Match: {etag}",
    ),
    Check(
        "an If-Unmodified-Since that holds leaves If-Modified-Since to decide",
        current(),
        "If-Unmodified-Since: {changed}\nIf-Modified-Since: {changed}",
    ),
    Check(
        "If-None-Match comes before Range",
        current(),
        "If-None-Match: {etag}\nRange: bytes=0-9",
    ),
    Check(
        "If-Modified-Since comes before Range",
        current(),
        "If-Modified-Since: {changed}\nRange: bytes=0-9",
    ),
    Check(
        "If-None-Match comes before a range that nothing satisfies",
        current(),
        "If-None-Match: {etag}\nRange: bytes=9999999-",
    ),
    Check("If-Match comes before Range", FAILED, 'If-Match: "a"\nRange: bytes=0-9'),
    Check(
        "If-Unmodified-Since comes before Range",
        FAILED,
        "If-Unmodified-Since: {earlier}\nRange: bytes=0-9",
    ),
    Check(
        "a document that changed gives the part that is asked for",
        part(0, 9),
        'If-None-Match: "a"\nRange: bytes=0-9',
    ),
    Check(
        "a part of the document that is still the same",
        part(0, 9),
        "If-Match: {etag}\nRange: bytes=0-9",
    ),
    Check(
        "all conditions at once, all for 304",
        current(),
        "If-Match: {etag}\nIf-Unmodified-Since: {changed}\nIf-None-Match: {etag}\n"
        "If-Modified-Since: {changed}\nRange: bytes=0-9\nIf-Range: {etag}",
    ),
    Check(
        "what does not exist is 404 under any condition",
        NOT_FOUND,
        "If-None-Match: *",
        target="/feeds/tag/nobody.atom",
    ),
    Check(
        "what does not exist is 404 even for If-Match",
        Outcome((404, 412)),
        'If-Match: "a"',
        target="/feeds/tag/nobody.atom",
    ),
)


def _of(field: str, checks: tuple[Check, ...]) -> tuple[Check, ...]:
    return tuple(check.named(f"{field}: {check.name}") for check in checks)


CHECKS = (
    *_of("If-None-Match", _IF_NONE_MATCH),
    *_of("If-Modified-Since", _IF_MODIFIED_SINCE),
    *_of("If-Match", _IF_MATCH),
    *_of("If-Unmodified-Since", _IF_UNMODIFIED_SINCE),
    *_PRECEDENCE,
)
