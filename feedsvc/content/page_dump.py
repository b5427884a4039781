"""The reader for page dumps: the visible text of a portal's article page, line by line.

From top to bottom: navigation, the site's name, a breadcrumb, the title, perhaps datelines, the
paragraphs, then labels for editor and tags. Each piece is known by where it stands as well as by
its words, so a line of prose that looks like a label stays prose.
"""

import html
from dataclasses import dataclass, replace

from feedsvc.content import breadcrumbs, datelines, furniture, labels, languages
from feedsvc.content.facts import Facts
from feedsvc.content.text import one_line, visible
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Origin

_HEADER_LINES = 40
_INDENTS = ("\u3000", "  ", "\u00a0", "\t")
_MAX_SUBTITLE = 80
_MAX_LINKS = 12
_VERSE_LENGTH = 40
_MAX_TAG = 20
# So much of the beginning tells the language.
_TELLING_LINES, _TELLING = 5, 300


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    raw: str
    text: str


def read(text: str) -> Facts | None:
    """Return what a page dump says, or None if *text* is none: no breadcrumb is near its top.

    Raises UnreadableArticleError where the breadcrumb is not followed by a title and a body.
    """
    lines = [
        _Line(number, visible(line), one_line(line))
        for number, line in enumerate(text.split("\n"), 1)
    ]
    trail = breadcrumbs.find([line.text for line in lines])
    if trail is None:
        return None
    try:
        facts = _facts(lines, trail)
    except UnreadableArticleError:
        if trail.certain:
            raise
        return None
    told = facts.published or facts.source or facts.people or facts.tags
    return facts if trail.certain or told else None


def _facts(lines: list[_Line], trail: breadcrumbs.Trail) -> Facts:
    """Return what *lines* say around the breadcrumb *trail*."""
    site = _site(lines[: trail.first]) or breadcrumbs.named_site(trail.text)
    below = _trimmed(lines[trail.last + 1 :])
    if not below:
        raise UnreadableArticleError(
            "has no title and text below its breadcrumb",
            line=lines[trail.last].number,
            hint="put the title below the breadcrumb and the paragraphs below the title",
        )
    above, (title, *below) = _split_title(below)
    below = _trimmed(below)
    if len(below) > 1 and below[0].text == title.text:
        below = _trimmed(below[1:])
    said_above, body = _split_datelines(below)
    said_above = [*above, *said_above]
    body, tail = _split_tail(body)
    if not body:
        raise UnreadableArticleError(
            "has a title but no text", line=title.number, hint="put paragraphs below the title"
        )
    said = [label for line in (*said_above, *tail) for label in labels.split(line)[1]]
    date, updated = datelines.dates_of(said_above, said)
    return Facts(
        html="\n".join(_paragraphs(body)),
        title=title.text,
        slug=title.text,
        site=site,
        breadcrumb=trail.text,
        source=labels.source(said),
        section=breadcrumbs.section(trail.text, site=site, title=title.text),
        tags=labels.tags(said),
        people=labels.credited(said, japanese=_is_japanese(body)),
        published=date,
        published_origin=Origin.DATELINE if date else None,
        updated=updated,
    )


def _trimmed(lines: list[_Line]) -> list[_Line]:
    """Return *lines* without blank ones at either end."""
    filled = [index for index, line in enumerate(lines) if line.text]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _site(header: list[_Line]) -> str | None:
    """Return the last line above the breadcrumb that is not navigation."""
    names = [line.text for line in header if line.text and not furniture.is_navigation(line.text)]
    return names[-1] if names else None


def _split_title(lines: list[_Line]) -> tuple[list[str], list[_Line]]:
    """Split off the datelines above the title, which is the first line unless that is clear."""
    filled = [line for line in lines if line.text]
    if len(filled) < 3 or not datelines.stands_above_title(filled[0].text):
        return [], lines
    other = (n for n, line in enumerate(filled) if not _is_beside_text(line))
    at = next(other, len(filled))
    title, below = filled[at : at + 1], filled[at + 1 : at + 2]
    if not (below and furniture.is_link(title[0].text)):
        return [], lines
    if not (furniture.is_sentence(below[0].text) or _is_beside_text(below[0])):
        return [], lines
    return [line.raw for line in filled[:at]], lines[lines.index(title[0]) :]


def _is_beside_text(line: _Line) -> bool:
    return datelines.is_dateline(line.text) or furniture.is_furniture(line.text)


def _split_datelines(body: list[_Line]) -> tuple[list[str], list[_Line]]:
    """Split off the datelines and page furniture above the text; a subtitle may precede them."""
    filled = [line for line in body if line.text]
    subtitle = filled[:1] if len(filled) > 2 and _is_subtitle(*filled[:2]) else []
    lines: list[str] = []
    sharing = False
    for line in filled[len(subtitle) :]:
        sharing = furniture.is_sharing(line.text) or (sharing and furniture.is_service(line.text))
        if not (sharing or _is_beside_text(line)):
            rest = body[body.index(line) :]
            return lines, [*subtitle, _Line(0, "", ""), *rest] if subtitle else rest
        lines.append(line.raw)
    return lines, subtitle


def _is_subtitle(line: _Line, following: _Line) -> bool:
    if len(line.text) > _MAX_SUBTITLE or furniture.is_sentence(line.text):
        return False
    return not _is_beside_text(line) and datelines.is_dateline(following.text)


def _split_tail(body: list[_Line]) -> tuple[list[_Line], list[str]]:
    """Split off the labels and the page furniture that end a page."""
    end = len(body)
    blocks: list[list[str]] = []
    while end:
        at = end - 1
        if body[at].text and not _is_tail(body[at]):
            at = _links_at(body, end)
            if at == end:
                at = _signature_at(body, end)
            if at == end:
                break
        blocks.append(_one_label(body[at:end]))
        end = at
    tail = [line for block in reversed(blocks) for line in block]
    body = body[:end]
    if body and (parts := labels.out_of_last_line(body[-1].text)):
        body = [*body[:-1], replace(body[-1], text=parts[0])]
        tail = [parts[1], *tail]
    return body, tail


def _is_japanese(body: list[_Line]) -> bool:
    opening = " ".join(line.text for line in body[:_TELLING_LINES])
    return languages.detect(opening[:_TELLING]) == "ja"


def _is_tail(line: _Line) -> bool:
    rest, said = labels.split(line.raw)
    kinds = {label.kind for label in said}
    # «时间：» below the text is as likely to be that of an event.
    labelled = bool(kinds) and not rest and "when" not in kinds
    return furniture.is_furniture(line.text) or (labelled and not furniture.is_sentence(line.text))


def _links_at(body: list[_Line], end: int) -> int:
    """Return where the block of links that ends at *end* begins with its heading, else *end*."""
    for at in range(end - 1, max(end - 2 * _MAX_LINKS, -1), -1):
        below = body[at + 1 : end]
        if furniture.is_heading(body[at].text) or _is_tags_heading(body[at], below):
            return at
        if furniture.is_sharing(body[at].text) and _are_services(below):
            return at
        if not furniture.is_link(body[at].text):
            break
    return end


def _signature_at(body: list[_Line], end: int) -> int:
    """Return where the editor signs above nothing but short lines, up to *end*, else *end*."""
    for at in range(end - 1, max(end - 2 * _MAX_LINKS, 0), -1):
        if labels.is_signature(body[at].raw):
            return at
        if not (furniture.is_link(body[at].text) or furniture.is_furniture(body[at].text)):
            break
    return end


def _are_services(lines: list[_Line]) -> bool:
    return all(furniture.is_service(line.text) for line in lines if line.text)


def _is_tags_heading(line: _Line, below: list[_Line]) -> bool:
    """Tell whether *line* says «tags:» and the lines *below* it are tags."""
    rest, said = labels.split(line.raw)
    bare = len(said) == 1 and said[0].kind == "tags" and not (rest or said[0].value)
    return bare and all(len(each.text) <= _MAX_TAG for each in below)


def _one_label(block: list[_Line]) -> list[str]:
    """Return the lines of *block*; a heading of tags and the tags below it are one line."""
    raw = [line.raw for line in block]
    return ["\u3000".join(raw)] if _is_tags_heading(block[0], block[1:]) else raw


def _paragraphs(body: list[_Line]) -> list[str]:
    """Return the body as HTML: blocks between blank lines, or each line where none is blank.

    Lines of one block stay lines, as in a poem.
    """
    blocks: list[list[str]] = [[]]
    divided = any(not line.text for line in body)
    previous = ""
    for line in body:
        if not divided or not line.text or _begins_paragraph(line, previous):
            blocks.append([])
        if line.text:
            blocks[-1].append(html.escape(line.text, quote=False))
        previous = line.text
    return [f"<p>{'<br>'.join(block)}</p>" for block in blocks if block]


def _begins_paragraph(line: _Line, previous: str) -> bool:
    """Tell by an indent, or by a length that no verse has, whether a block has ended above."""
    if line.raw.startswith(_INDENTS):
        return True
    after_verse = len(previous) <= _VERSE_LENGTH
    return len(line.text) > _VERSE_LENGTH if after_verse else furniture.is_sentence(previous)
