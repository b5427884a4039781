"""The text of an article in the middle of a page: below its title, within reach of the keyboard."""

import re

# Every tag as the sanitiser writes it. All of them are matched, so that what only looks like one
# inside an attribute never is taken for it.
_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [^\s"]+="[^"]*")*)>')
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# What is scrolled sideways where it is too wide, also by whoever has no mouse (WCAG 2.1.1).
_SCROLLED = {"pre", "table"}
_LOWEST = 6


def prose(content: str) -> str:
    """Return the HTML of an article with its headings below its title, none of them left out.

    The title is the one of the first level. Below a heading of the second comes the third,
    whatever the author wrote. What may be scrolled can get the focus.
    """
    return _TAG.sub(_Fitting(), content)


class _Fitting:
    """Gives each tag of one text in turn its place on the page."""

    def __init__(self) -> None:
        self._above: list[int] = []

    def __call__(self, tag: re.Match[str]) -> str:
        name, attributes = tag["name"], tag["attributes"]
        if name in _HEADINGS:
            return f"<{tag['end']}h{self._level(_HEADINGS[name], bool(tag['end']))}{attributes}>"
        if name in _SCROLLED and not tag["end"]:
            return f'<{name}{attributes} tabindex="0">'
        return tag[0]

    def _level(self, written: int, is_end: bool) -> int:
        if not is_end:
            self._above = [level for level in self._above if level < written] + [written]
        return min(1 + len(self._above), _LOWEST)
