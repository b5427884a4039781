"""XML as small trees, one entry at a time, from documents that nobody vouches for.

A DOCTYPE is refused before anything in it counts, so there are no entities to expand and nothing to
fetch; depth, elements of one entry and the length of a tag are bounded, and so memory is.
"""

import re
from collections.abc import Callable
from pyexpat import ErrorString, ExpatError, ParserCreate, XMLParserType
from typing import Any, NoReturn

_DEEPEST = 100
_MOST_ELEMENTS = 20_000
_LONGEST_TAG = 1_000_000
_CHUNK = 1 << 16

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Python knows codecs that take long over hostile bytes; these are the encodings of the web.
_ENCODINGS = re.compile(
    r"utf-?(?:8|16|32)(?:-?[bl]e)?|(?:us-)?ascii|(?:iso-?8859|windows|cp)-?\d{1,4}|latin-?1"
    r"|gb2312|gbk|gb18030|big5(?:-?hkscs)?|shift[_-]jis|euc-(?:jp|kr)|koi8-[ru]",
    re.I,
)
_BAD_REFERENCE = 14
_INVALID_TOKEN = 4


class UnreadableError(Exception):
    """A document of which no tree can be made; what follows the place is not looked at."""

    def __init__(self, code: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.line = code, message, line


class Node:
    """An element: its name (namespace, space, local name), attributes, children and own text."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int | None) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.text = ""
        self.line = line


def parse(
    document: bytes, is_entry: Callable[[str, int], bool], take: Callable[[Node], None]
) -> Node:
    """Return the root of *document* without its entries; *take* gets these, one by one.

    The document is in UTF-8, whatever it declares. *is_entry* tells of an element's name and depth
    (1 for the root) whether it is an entry. Raises UnreadableError.
    """
    parser = ParserCreate("utf-8", " ")
    builder = _Builder(parser, is_entry, take)
    try:
        for start in range(0, len(document), _CHUNK):
            parser.Parse(document[start : start + _CHUNK], False)
            if start + _CHUNK - parser.CurrentByteIndex > _LONGEST_TAG:
                message = f"has a tag or comment of more than {_LONGEST_TAG} bytes"
                raise UnreadableError("too-complex", message, parser.CurrentLineNumber)
        parser.Parse(b"", True)
    except ExpatError as error:
        raise _explained(error, document, parser) from None
    finally:
        builder.let_go()
    return builder.root


def parse_fragment(head: bytes, fragment: bytes, tail: bytes) -> Node:
    """Return the root of what *head*, *fragment* and *tail* are together; nodes have no lines.

    Raises UnreadableError.
    """
    parser = ParserCreate("utf-8", " ")
    builder = _Builder(parser, None, None)
    try:
        parser.Parse(head, False)
        parser.Parse(fragment, False)
        parser.Parse(tail, True)
    except ExpatError as error:
        fault = _explained(error, head + fragment + tail, parser)
        fault.line = None
        raise fault from None
    finally:
        builder.let_go()
    return builder.root


class _Builder:
    """Makes nodes of what a parser meets."""

    def __init__(
        self,
        parser: XMLParserType,
        is_entry: Callable[[str, int], bool] | None,
        take: Callable[[Node], None] | None,
    ) -> None:
        self._parser = parser
        self._is_entry, self._take = is_entry, take
        self._open: list[Node] = []
        self._elements = 0
        self.root = Node("", {}, None)
        parser.buffer_text = True
        if take:
            parser.buffer_size = _CHUNK
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end if take else self._plain_end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = self._doctype

    def let_go(self) -> None:
        """Part from the parser: the two hold each other, which is slow to clear away."""
        del self._parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        stack = self._open
        node = Node(name, attributes, self._parser.CurrentLineNumber if self._take else None)
        self._elements += 1
        if len(stack) >= _DEEPEST or self._elements > _MOST_ELEMENTS:
            self._refuse()
        if stack:
            stack[-1].children.append(node)
        else:
            self.root = node
        stack.append(node)

    def _end(self, name: str) -> None:
        node = self._open.pop()
        if self._is_entry and self._take and self._is_entry(name, len(self._open) + 1):
            self._open[-1].children.pop()
            self._elements = len(self._open) + len(self._open[-1].children)
            self._take(node)

    def _plain_end(self, _name: str) -> None:
        self._open.pop()

    def _data(self, text: str) -> None:
        self._open[-1].text += text

    def _doctype(self, *_: Any) -> NoReturn:
        message = "has a DOCTYPE, through which entities come in; remove it"
        raise UnreadableError("doctype", message, self._parser.CurrentLineNumber)

    def _refuse(self) -> NoReturn:
        message = (
            f"nests more than {_DEEPEST} elements in each other"
            if len(self._open) >= _DEEPEST
            else f"has more than {_MOST_ELEMENTS} elements in one place"
        )
        raise UnreadableError("too-complex", message, self._parser.CurrentLineNumber)


def declared_encoding(document: bytes) -> str:
    """Return the encoding that an XML document says it is in."""
    if document.startswith(_UTF_16):
        return "utf-16"
    match = _DECLARED.match(document)
    return match[1].decode().lower() if match else "utf-8"


def in_utf_8(document: bytes) -> bytes:
    """Return an XML document in UTF-8, from the encoding that it says it is in.

    Raises UnreadableError.
    """
    encoding = declared_encoding(document)
    if encoding in ("utf-8", "utf8"):
        return document
    try:
        if not _ENCODINGS.fullmatch(encoding):
            raise LookupError
        return document.decode(encoding).encode()
    except (LookupError, UnicodeError):
        message = f"cannot be read as {encoding}, which it says it is; write it in UTF-8"
        raise UnreadableError("undecodable", message, 1) from None


def _explained(error: ExpatError, document: bytes, parser: XMLParserType) -> UnreadableError:
    reason, line = ErrorString(error.code), error.lineno
    byte = document[parser.ErrorByteIndex : parser.ErrorByteIndex + 3]
    if error.code == _BAD_REFERENCE or (error.code == _INVALID_TOKEN and _is_illegal(byte)):
        message = "has a character that XML cannot carry; remove it"
        return UnreadableError("illegal-character", message, line)
    try:
        document.decode()
    except UnicodeDecodeError as undecodable:
        line = document.count(b"\n", 0, undecodable.start) + 1
        message = f"is not in UTF-8 ({undecodable.reason}); write it in UTF-8"
        return UnreadableError("undecodable", message, line)
    return UnreadableError("not-well-formed", f"is not well-formed XML: {reason}", line)


def _is_illegal(bytes_: bytes) -> bool:
    return bytes_[:1] < b" " or bytes_ in (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
