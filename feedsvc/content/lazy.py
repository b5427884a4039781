"""Pictures that a script loads late: their address stands beside a placeholder."""

import re

_IMAGE = re.compile(r"""<img(?=[\s/])(?P<attributes>(?:[^"'<>]|"[^"]*"|'[^']*')*+)>""", re.I)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'>/=]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+))?""", re.I
)
# Where scripts look for the address, the commonest first; in sets it has others beside it.
_WAITING = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-lazy")
_WAITING_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_NOWHERE = re.compile(r"data:|about:|#|$", re.I)
_PLACEHOLDER = re.compile(
    r"blank|\bdot\b|gr[ae]y|lazy|load(?:ing|er)|pixel|place-?holder|spacer|trans(?:parent)?\b|1x1",
    re.I,
)


def loaded(html: str) -> str:
    """Return *html* with each picture that waits for a script at the address where it really is."""
    return _IMAGE.sub(_loaded, html) if "data-" in html or "srcset" in html else html


def _loaded(image: re.Match[str]) -> str:
    attributes: dict[str, str] = {}
    for each in _ATTRIBUTE.finditer(image["attributes"]):
        value = (each["value"] or "").strip("\"'").strip()
        attributes.setdefault(each["name"].lower(), value)
    if not _is_placeholder(attributes.get("src", "")):
        return image[0]
    named = [attributes.get(name, "") for name in _WAITING]
    sets = [_largest(attributes.get(name, "")) for name in _WAITING_SETS]
    url = next((url for url in (*named, *sets) if not _NOWHERE.match(url)), "")
    # Of two attributes with one name, the first counts.
    return f'<img src="{url}"{image["attributes"]}>' if url and '"' not in url else image[0]


def _is_placeholder(url: str) -> bool:
    """Tell whether *url* leads to no picture, or to one that is named like a stopgap."""
    name = url.partition("?")[0].rpartition("/")[2]
    return _NOWHERE.match(url) is not None or _PLACEHOLDER.search(name) is not None


def _largest(candidates: str) -> str:
    """Return the address of the largest picture of a ``srcset``."""
    found = [each.split() for each in re.split(r",\s+", candidates) if each.strip()]
    return max(found, key=_size, default=[""])[0]


def _size(candidate: list[str]) -> float:
    try:
        return float(candidate[1].rstrip("wx,")) if len(candidate) > 1 else 1.0
    except ValueError:
        return 1.0
