"""Reads XML-RPC calls and writes the answers, trusting nothing that comes in.

Contract: `read_call` takes any bytes and gives a call or raises `Fault`, nothing else; document
types and entities are refused before anything is expanded, in every encoding that is read.
`answer` and `fault` give well-formed XML 1.0 for any text. Sources: the XML-RPC specification; the
"Specification for Fault Code Interoperability" for the numbers, which the old interface used, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from pypi_language_server.web import xmlrpc_values
from pypi_language_server.web.xmlrpc_values import BadValue, Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.web.xmlrpc_values import Value

CONTENT_TYPE = "text/xml; charset=utf-8"
Pieces = Iterator[bytes]
"""A long response, made while it is sent."""

MAX_DEPTH = 60
MAX_ELEMENTS = 20_000
_METHOD = re.compile(r"[A-Za-z0-9_.:/]{1,100}")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_DECLARED = re.compile(rb"<\?xml\b[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_READ = {"utf-8": "utf-8", "us-ascii": "ascii", "iso-8859-1": "latin-1"}
# Everything that may declare entities begins so; what may not, a comment or CDATA, is spared.
_DECLARATION = re.compile(r"<!(?!--|\[CDATA\[)")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Code(IntEnum):
    """Why a call fails."""

    NOT_WELL_FORMED = -32700
    UNSUPPORTED_ENCODING = -32701
    NO_CALL = -32600
    NO_SUCH_METHOD = -32601
    BAD_PARAMETERS = -32602
    APPLICATION = -32500
    SYSTEM = -32400


class Fault(Exception):  # noqa: N818 - the protocol's own name
    """An answer that says why there is none.

    Attributes:
        code: which kind of trouble.
        text: one sentence for the person who asked.
    """

    def __init__(self, code: Code, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked: a method's name and its parameters."""

    method: str
    parameters: tuple[Value, ...]


def read_call(body: bytes) -> Call:
    """Return the call in a request's body.

    Raises:
        Fault: it is none.
    """
    text = _decoded(body)
    if _DECLARATION.search(text):
        raise Fault(Code.NO_CALL, "Document types and entity declarations are not read.")
    root = _tree(text)
    try:
        return _call(root)
    except BadValue as bad:
        raise Fault(Code.NO_CALL, f"This is no XML-RPC call: {bad}.") from bad


def answer(value: object) -> bytes:
    """Return a response's body with one value: text, numbers, lists and mappings of such."""
    import xmlrpc.client

    return xmlrpc.client.dumps((_legal(value),), methodresponse=True).encode()


def fault(fault: Fault) -> bytes:
    """Return a response's body that says why there is no answer."""
    import xmlrpc.client

    told = xmlrpc.client.Fault(int(fault.code), legal_text(fault.text))
    return xmlrpc.client.dumps(told, methodresponse=True).encode()


def answer_pieces(batches: Iterable[Iterable[str]]) -> Pieces:
    """Yield a response's body with one long list of texts, a piece for each batch."""
    from xml.sax.saxutils import escape

    before = "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n"
    yield before.encode()
    for batch in batches:
        texts = (escape(legal_text(text)) for text in batch)
        yield "".join(f"<value><string>{text}</string></value>\n" for text in texts).encode()
    yield b"</data></array></value>\n</param>\n</params>\n</methodResponse>\n"


def legal_text(text: str) -> str:
    """Return `text` with what XML 1.0 cannot carry replaced (section 2.2, "Characters")."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _legal(value: Any) -> Any:
    match value:
        case str():
            return legal_text(value)
        case dict():
            return {legal_text(str(key)): _legal(item) for key, item in value.items()}
        case list() | tuple():
            return [_legal(item) for item in value]
    return value


# -- reading


def _decoded(body: bytes) -> str:
    """Return a document's text (XML 1.0, appendix F, "Autodetection of Character Encodings").

    Raises:
        Fault: it is in no encoding that is read here, or not what it says.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _in(name, body[len(mark) :])
    for beginning, name in _UNMARKED:
        if body.startswith(beginning):
            return _in(name, body)
    declared = _DECLARED.match(body.lstrip())
    wanted = declared[1].decode().lower() if declared else "utf-8"
    if wanted not in _READ:
        raise Fault(Code.UNSUPPORTED_ENCODING, "UTF-8, UTF-16, ASCII and ISO-8859-1 are read.")
    return _in(_READ[wanted], body)


def _in(encoding: str, body: bytes) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise Fault(Code.NOT_WELL_FORMED, "The text is not in the encoding it says.") from error


def _tree(text: str) -> Node:
    """Return a document's root.

    Raises:
        Fault: it is not well-formed, or too deep or too large.
    """
    from xml.parsers import expat

    growing = _Growing()
    parser = expat.ParserCreate("utf-8")  # whatever the document says: it was decoded above
    parser.buffer_text = True
    parser.StartElementHandler = growing.begin
    parser.EndElementHandler = growing.end
    parser.CharacterDataHandler = growing.text
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise Fault(Code.NOT_WELL_FORMED, f"This is not well-formed XML: {why}.") from error
    return growing.top.children[0]


class _Growing:
    """A tree that the parser builds."""

    def __init__(self) -> None:
        self.top = Node("")
        self._path = [self.top]
        self._left = MAX_ELEMENTS

    def begin(self, tag: str, _attributes: object) -> None:
        self._left -= 1
        if len(self._path) > MAX_DEPTH or self._left < 0:
            raise Fault(Code.NO_CALL, "The call is nested too deep or has too many parts.")
        node = Node(tag)
        self._path[-1].children.append(node)
        self._path.append(node)

    def end(self, _tag: str) -> None:
        self._path.pop()

    def text(self, text: str) -> None:
        self._path[-1].text += text


def _call(root: Node) -> Call:
    """Return the call that a tree is.

    Raises:
        BadValue: it is none.
    """
    name, *rest = root.named("methodCall", "methodName", "params")
    method = name.text.strip()
    if name.tag != "methodName" or not _METHOD.fullmatch(method) or len(rest) > 1:
        raise BadValue("it has no method's name")
    parameters = [param for params in rest for param in params.named("params", "param")]
    return Call(method, tuple(xmlrpc_values.read(param.only("value")) for param in parameters))
