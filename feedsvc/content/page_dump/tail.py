"""What ends a page dump below its text: labels for editor and tags, and furniture of the page."""

from dataclasses import replace

from feedsvc.content.page_dump import furniture, labels
from feedsvc.content.page_dump.lines import Line, filled

_MAX_LINKS = 12
_MAX_TAG = 20
# As far above a line its dialogue is looked for.
_MAX_DIALOGUE = 12


def split(body: list[Line]) -> tuple[list[Line], list[str]]:
    """Split off the labels and the page furniture that end a page."""
    end = len(body)
    blocks: list[list[str]] = []
    below = ""
    while end:
        at = end - 1
        if body[at].text and not _is_tail(body, at, below):
            at = _links_at(body, end)
            if at == end:
                at = _signature_at(body, end)
            if at == end:
                break
        blocks.append(_one_label(body[at:end]))
        below = body[at].text or below
        end = at
    tail = [line for block in reversed(blocks) for line in block]
    body = body[:end]
    if body and (parts := labels.out_of_last_line(body[-1].text)):
        body = [*body[:-1], replace(body[-1], text=parts[0])]
        tail = [parts[1], *tail]
    return body, tail


def _is_tail(body: list[Line], at: int, below: str) -> bool:
    """Tell whether the line *at* is none of the text, above the line *below* that is none."""
    line = body[at]
    above = body[at - 1].text if at else ""
    if furniture.is_furniture(line.text) or furniture.is_count(line.text, above, below):
        return True
    rest, said = labels.split(line.raw)
    # «时间：» below the text is as likely to be that of an event.
    if rest or not said or any(label.kind == "when" for label in said):
        return False
    return not (furniture.is_sentence(line.text) or _is_spoken(body, at))


def _is_spoken(body: list[Line], at: int) -> bool:
    """Tell whether the line *at* goes on with a dialogue, and only looks like a label."""
    speaker = labels.speaker(body[at].text)
    if speaker is None:
        return False
    above = [line.text for line in filled(body[max(at - _MAX_DIALOGUE, 0) : at])]
    turns = [line for line in above if labels.speaker(line) == speaker]
    asked = labels.speaker(above[-1]) if above else None
    if asked and asked.kind == speaker.kind:
        turns.append(above[-1])
    return any(map(labels.is_speech, (body[at].text, *turns)))


def _links_at(body: list[Line], end: int) -> int:
    """Return where the block of links that ends at *end* begins with its heading, else *end*."""
    for at in range(end - 1, max(end - 2 * _MAX_LINKS, -1), -1):
        below = body[at + 1 : end]
        if furniture.is_heading(body[at].text):
            return at
        if _is_tags_heading(body[at], below) and (
            _is_apart(body, at) or labels.split(body[at].raw)[1]
        ):
            return at
        if furniture.heads_services(body[at].text) and _are_services(below):
            return at
        if not furniture.is_link(body[at].text):
            break
    return end


def _signature_at(body: list[Line], end: int) -> int:
    """Return where the editor signs above nothing but short lines, up to *end*, else *end*."""
    for at in range(end - 1, max(end - 2 * _MAX_LINKS, 0), -1):
        if labels.is_signature(body[at].raw):
            return at
        if not (furniture.is_link(body[at].text) or furniture.is_furniture(body[at].text)):
            break
    return end


def _are_services(lines: list[Line]) -> bool:
    named = filled(lines)
    return bool(named) and all(furniture.is_service(line.text) for line in named)


def _is_apart(body: list[Line], at: int) -> bool:
    """Tell whether the line *at* begins something new, and no line of verse stands above it."""
    return at == 0 or not body[at - 1].text or furniture.is_sentence(body[at - 1].text)


def _is_tags_heading(line: Line, below: list[Line]) -> bool:
    """Tell whether *line* says «tags», with a colon or without, and the lines *below* are tags."""
    rest, said = labels.split(labels.with_colon(line.raw))
    bare = len(said) == 1 and said[0].kind == "tags" and not (rest or said[0].value)
    tags = labels.tags(labels.Label("tags", each.raw) for each in below) if bare else ()
    return bool(tags) and all(len(tag) <= _MAX_TAG for tag in tags)


def _one_label(block: list[Line]) -> list[str]:
    """Return the lines of *block*; a heading of tags and the tags below it are one line."""
    raw = [line.raw for line in block]
    if not _is_tags_heading(block[0], block[1:]):
        return raw
    return ["\u3000".join([labels.with_colon(raw[0]), *raw[1:]])]
