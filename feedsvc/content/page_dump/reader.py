"""The reader for page dumps: the visible text of a portal's article page, line by line.

From top to bottom: navigation, the site's name, a breadcrumb, the title, perhaps datelines, the
paragraphs, then labels for editor and tags. Each piece is known by where it stands as well as by
its words, so a line of prose that looks like a label stays prose.
"""

import html

from feedsvc.content import languages
from feedsvc.content.facts import Facts
from feedsvc.content.page_dump import breadcrumbs, datelines, furniture, labels, tail
from feedsvc.content.page_dump.lines import Line, filled, trimmed
from feedsvc.content.text import one_line, visible
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Origin

_HEADER_LINES = 40
_INDENTS = ("\u3000", "  ", "\u00a0", "\t")
_MAX_SUBTITLE = 80
_VERSE_LENGTH = 40
_BLANK = Line(0, "", "")
# So much of the beginning tells the language.
_TELLING_LINES, _TELLING = 5, 300


def read(text: str, *, or_markdown: bool = False) -> Facts | None:
    """Return what a page dump says, or None if *text* is none: no breadcrumb is near its top.

    What has but the shape of a breadcrumb needs a date or a label below it; where the text is
    Markdown otherwise (*or_markdown*), a label, or the name of a site beside the date. Raises
    UnreadableArticleError where a breadcrumb is not followed by a title and a body.
    """
    lines = [
        Line(number, visible(line), one_line(visible(line)))
        for number, line in enumerate(text.split("\n"), 1)
    ]
    trail = breadcrumbs.find([line.text for line in lines])
    if trail is None:
        return None
    try:
        facts, labelled = _facts(lines, trail)
    except UnreadableArticleError:
        if trail.certain:
            raise
        return None
    dated = facts.published and (not or_markdown or breadcrumbs.is_site(facts.site or ""))
    told = labelled or dated
    return facts if trail.certain or told else None


def _facts(lines: list[Line], trail: breadcrumbs.Trail) -> tuple[Facts, bool]:
    """Return what *lines* say around the breadcrumb *trail*, and whether labels say some of it."""
    site = _site(lines[: trail.first]) or breadcrumbs.named_site(trail.text)
    below = trimmed(lines[trail.last + 1 :])
    if not below:
        raise UnreadableArticleError(
            "has no title and text below its breadcrumb",
            line=lines[trail.last].number,
            hint="put the title below the breadcrumb and the paragraphs below the title",
        )
    above, (title, *below) = _split_title(below)
    below = trimmed(below)
    if len(below) > 1 and below[0].text == title.text:
        below = trimmed(below[1:])
    said_above, body = _split_datelines(below)
    said_above = [*above, *said_above]
    body, said_below = tail.split(body)
    if not body:
        raise UnreadableArticleError(
            "has a title but no text", line=title.number, hint="put paragraphs below the title"
        )
    said = [label for line in (*said_above, *said_below) for label in labels.split(line)[1]]
    date, updated = datelines.dates_of(said_above, said)
    facts = Facts(
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
    return facts, bool(said)


def _site(header: list[Line]) -> str | None:
    """Return the last line above the breadcrumb that is not navigation."""
    names = [line.text for line in header if line.text and not furniture.is_navigation(line.text)]
    return names[-1] if names else None


def _split_title(lines: list[Line]) -> tuple[list[str], list[Line]]:
    """Split off the datelines above the title, which is the first line unless that is clear."""
    top = filled(lines)
    if len(top) < 3 or not datelines.stands_above_title(top[0].text):
        return [], lines
    other = (n for n, line in enumerate(top) if not _is_beside_text(line))
    at = next(other, len(top))
    title, below = top[at : at + 1], top[at + 1 : at + 2]
    if not (below and furniture.is_link(title[0].text)):
        return [], lines
    if not (furniture.is_sentence(below[0].text) or _is_beside_text(below[0])):
        return [], lines
    return [line.raw for line in top[:at]], lines[lines.index(title[0]) :]


def _is_beside_text(line: Line) -> bool:
    return datelines.is_dateline(line.text) or furniture.is_furniture(line.text)


def _split_datelines(body: list[Line]) -> tuple[list[str], list[Line]]:
    """Split off the datelines and page furniture above the text; a subtitle may precede them."""
    top = filled(body)
    subtitle = top[:1] if len(top) > 2 and _is_subtitle(*top[:2]) else []
    top = top[len(subtitle) :]
    lines: list[str] = []
    sharing = dated = False
    for above, line, below in zip([_BLANK, *top], top, [*top[1:], _BLANK], strict=False):
        sharing = furniture.is_sharing(line.text) or (sharing and furniture.is_service(line.text))
        beside = _is_beside_text(line) and not (dated and datelines.may_be_prose(line.text))
        if not (sharing or beside or furniture.is_count(line.text, above.text, below.text)):
            rest = body[body.index(line) :]
            return lines, [*subtitle, _BLANK, *rest] if subtitle else rest
        lines.append(line.raw)
        dated = dated or datelines.has_date(line.text)
    return lines, subtitle


def _is_subtitle(line: Line, following: Line) -> bool:
    if len(line.text) > _MAX_SUBTITLE or furniture.is_sentence(line.text):
        return False
    return not _is_beside_text(line) and datelines.is_dateline(following.text)


def _is_japanese(body: list[Line]) -> bool:
    opening = " ".join(line.text for line in body[:_TELLING_LINES])
    return languages.detect(opening[:_TELLING]) == "ja"


def _paragraphs(body: list[Line]) -> list[str]:
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


def _begins_paragraph(line: Line, previous: str) -> bool:
    """Tell by an indent, or by a length that no verse has, whether a block has ended above."""
    if line.raw.startswith(_INDENTS):
        return True
    after_verse = len(previous) <= _VERSE_LENGTH
    return len(line.text) > _VERSE_LENGTH if after_verse else furniture.is_sentence(previous)
