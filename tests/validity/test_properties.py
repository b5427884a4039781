"""Whatever bytes come in, faults come out."""

from hypothesis import example, given
from hypothesis import strategies as st

from feedsvc.model import Format
from feedsvc.validity import LEVELS, Fault, check_document, check_fragment, format_of
from tests.validity.documents import GOOD

FORMATS = st.sampled_from(Format)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Format, bytes]:
    """A good document with bytes cut out, doubled or put in somewhere."""
    format = draw(FORMATS)
    document = GOOD[format].encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(document)))
        end = draw(st.integers(start, min(len(document), start + 200)))
        put = draw(st.one_of(st.binary(max_size=8), st.just(document[start:end] * 2)))
        document = document[:start] + put + document[end:]
    return format, document


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda children: st.lists(children, max_size=3),
    max_leaves=5,
)


@given(document=st.binary(), format=FORMATS)
@example(document=b"\xff\xfe", format=Format.ATOM)
@example(document=b"\xff\xfe<", format=Format.RSS)
def test_arbitrary_bytes_are_faulty_and_never_an_accident(document: bytes, format: Format) -> None:
    format_of(document)

    for found in (check_document(document, format), check_fragment(document, format)):
        assert found
        assert all(isinstance(fault, Fault) and fault.code in LEVELS for fault in found)


@given(damaged())
def test_a_damaged_document_is_never_an_accident(drawn: tuple[Format, bytes]) -> None:
    format, document = drawn

    assert all(fault.message for fault in check_document(document, format))


@given(st.data())
def test_any_value_in_any_member_is_judged(data: st.DataObject) -> None:
    import json

    feed = json.loads(GOOD[Format.JSON])
    place = data.draw(st.sampled_from([feed, feed["items"][0], feed["items"][0]["attachments"][0]]))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(json_values)

    check_document(json.dumps(feed).encode(), Format.JSON)
