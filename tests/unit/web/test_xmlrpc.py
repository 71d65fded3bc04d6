"""XML-RPC on the wire: what is read, what is refused, and that answers are always readable."""

from __future__ import annotations

import time
import xmlrpc.client
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pypi_language_server.web import xmlrpc as ours
from pypi_language_server.web.pip_bridge import answer_to
from pypi_language_server.web.xmlrpc import Call, Code, Fault, read_call

SCALARS = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]))
    | st.integers(-(2**31), 2**31 - 1)
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda x: round(x, 3))
    | st.binary().map(xmlrpc.client.Binary)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc<&>", max_size=4), inner)
    ),
    max_leaves=12,
)


def plain(value: Any) -> Any:
    """A value as it is read here: bytes are bytes."""
    match value:
        case xmlrpc.client.Binary():
            return value.data
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
    return value


def nothing(_: Call) -> object:
    return "nothing"


def fault_of(body: bytes) -> xmlrpc.client.Fault:
    """The fault that a response holds, as any client reads it."""
    with pytest.raises(xmlrpc.client.Fault) as caught:
        xmlrpc.client.loads(body)
    return caught.value


def read_back(body: bytes) -> Any:
    """A response's value or its fault, as any client reads it."""
    try:
        ((value,), _) = xmlrpc.client.loads(body)
    except xmlrpc.client.Fault as fault:
        return fault
    return value


def code_of(body: bytes) -> int:
    return fault_of(answer_to(body, nothing)).faultCode


# -- calls


@given(st.lists(VALUES, max_size=4))
def test_reads_what_clients_write(values: list[Any]) -> None:
    written = xmlrpc.client.dumps(tuple(values), "a.method").encode()
    assert read_call(written) == Call("a.method", tuple(plain(value) for value in values))


def test_what_pip_sends() -> None:
    spec = {"name": ["http", "<&>"], "summary": ["http", "<&>"]}
    body = xmlrpc.client.dumps((spec, "or"), "search").encode()
    assert read_call(body) == Call("search", (spec, "or"))


def call(value: str, *, head: str = "<?xml version='1.0'?>") -> str:
    return (
        f"{head}<methodCall><methodName>m</methodName><params><param>{value}</param></params>"
        "</methodCall>"
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("<value>untyped &lt; text</value>", "untyped < text"),
        ("<value></value>", ""),
        ("<value/>", ""),
        ("<value><string/></value>", ""),
        ("<value> <i4>\n+7 </i4> </value>", 7),
        ("<value><i8>9223372036854775807</i8></value>", 2**63 - 1),
        ("<value><boolean>1</boolean></value>", True),
        ("<value><double>-1.50</double></value>", -1.5),
        ("<value><double>1e+16</double></value>", 1e16),
        ("<value><nil/></value>", None),
        ("<value><base64>aG\n k=</base64></value>", b"hi"),
        ("<value><dateTime.iso8601>20260101T00:00:00</dateTime.iso8601></value>",
         "20260101T00:00:00"),
        ("<value><array><data/></array></value>", []),
        ("<value><struct/></value>", {}),
        ("<value><string><![CDATA[<b>]]></string></value>", "<b>"),
        ("<value><!-- so --><int>1</int></value>", 1),
    ],
)  # fmt: skip
def test_values(written: str, value: object) -> None:
    assert read_call(call(written).encode()).parameters == (value,)


def test_a_call_without_parameters() -> None:
    for rest in ("", "<params/>"):
        body = f"<methodCall><methodName> list_packages </methodName>{rest}</methodCall>"
        assert read_call(body.encode()) == Call("list_packages", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = call(
        "<value>né漢\U0001f40d</value>", head=f"<?xml version='1.0' encoding='{declared}'?>"
    )
    assert read_call(text.encode(encoding)).parameters == ("né漢\U0001f40d",)


def test_older_encodings() -> None:
    for declared, text in (("ISO-8859-1", "né"), ("us-ascii", "n")):
        head = f'<?xml version="1.0" encoding="{declared}"?>'
        body = call(f"<value>{text}</value>", head=head).encode("latin-1")
        assert read_call(body).parameters == (text,)


# -- what is none


@pytest.mark.parametrize(
    "written",
    [
        "<value><int>seven</int></value>",
        "<value><int>1_0</int></value>",
        "<value><int>" + "9" * 5000 + "</int></value>",
        "<value><double>nan</double></value>",
        "<value><double>1e55555</double></value>",
        "<value><boolean>2</boolean></value>",
        "<value><base64>a</base64></value>",
        "<value><base64>ü</base64></value>",
        "<value><nil>1</nil></value>",
        "<value><ex:nil xmlns:ex='urn:x'/></value>",
        "<value><string><b/></string></value>",
        "<value><int>1</int><int>2</int></value>",
        "<value>text<int>1</int></value>",
        "<value><array/></value>",
        "<value><array><value/></array></value>",
        "<value><array><data><int>1</int></data></array></value>",
        "<value><struct><member/></struct></value>",
        "<value><struct><member><name>a</name></member></struct></value>",
        "<value><struct><member><value/><name>a</name></member></struct></value>",
        "<value><struct>a</struct></value>",
        "<int>1</int>",
        "<value/><value/>",
        "",
    ],
)
def test_values_that_are_none(written: str) -> None:
    assert code_of(call(written).encode()) == Code.NO_CALL


@pytest.mark.parametrize(
    "document",
    [
        "<methodResponse/>",
        "<methodCall/>",
        "<methodCall><params/></methodCall>",
        "<methodCall><methodName>a b</methodName></methodCall>",
        "<methodCall><methodName/></methodCall>",
        "<methodCall><methodName>m</methodName><params/><params/></methodCall>",
        "<html><body>hello</body></html>",
    ],
)
def test_documents_that_are_no_call(document: str) -> None:
    assert code_of(document.encode()) == Code.NO_CALL


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{}",
        b"<",
        b"<methodCall>",
        b"<methodCall></methodcall>",
        b"<a/><b/>",
        b"<a>&unknown;</a>",
        b"<a>&#0;</a>",
        b"<a>\x00</a>",
        b"<a>\x1b[31m</a>",
        b"\xff\xfe<\x00",
        b"<a>\xff</a>",
        "<a>\ud800</a>".encode("utf-8", "surrogatepass"),
        b"<?xml version='1.0' encoding='us-ascii'?><a>\xc3\xa9</a>",
    ],
)
def test_what_is_not_well_formed(body: bytes) -> None:
    assert code_of(body) == Code.NOT_WELL_FORMED


@pytest.mark.parametrize("encoding", ["utf-7", "rot13", "idna", "ebcdic", "shift_jis", "utf-32"])
def test_encodings_that_are_not_read(encoding: str) -> None:
    head = f"<?xml version='1.0' encoding='{encoding}'?>"
    assert code_of(call("<value/>", head=head).encode()) == Code.UNSUPPORTED_ENCODING


# -- attacks

LAUGHS = (
    """<!DOCTYPE lolz [<!ENTITY l "lol">"""
    + "".join(
        f'<!ENTITY l{n} "{"&l" + (str(n - 1) if n else "") + ";"}{"&l;" * 9}">' for n in range(9)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declaration", [LAUGHS, OUTSIDE, "<!DOCTYPE x>", '<!ENTITY a "b">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_declarations_are_refused_before_anything_is_expanded(
    declaration: str, encoding: str
) -> None:
    head = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>{declaration}"
    began = time.process_time()
    answer = answer_to(call("<value>&l8;&f;</value>", head=head).encode(encoding), nothing)
    assert time.process_time() - began < 1
    fault = fault_of(answer)
    assert fault.faultCode == Code.NO_CALL
    assert "entity declarations" in fault.faultString
    assert "root:" not in fault.faultString


def test_a_declaration_that_hides_behind_another_encoding_is_no_declaration() -> None:
    """What is checked and what is parsed are one text: no second look with other eyes."""
    hidden = call("<value/>", head="<?xml version='1.0' encoding='utf-16'?><!DOCTYPE x>")
    assert code_of(hidden.encode()) in {Code.NOT_WELL_FORMED, Code.UNSUPPORTED_ENCODING}


@pytest.mark.parametrize("depth", [100, 20_000])
def test_deep_nesting(depth: int) -> None:
    opened = "<value><array><data>" * depth + "</data></array></value>" * depth
    assert code_of(call(opened).encode()) == Code.NO_CALL


def test_very_many_parts() -> None:
    many = "<value><array><data>" + "<value/>" * 100_000 + "</data></array></value>"
    assert code_of(call(many).encode()) == Code.NO_CALL


def test_attributes_and_instructions_mean_nothing() -> None:
    body = call('<value a="b" xmlns="urn:x"><int c="d">1</int><?php echo 1 ?></value>')
    assert read_call(body.encode()).parameters == (1,)


@given(st.binary(max_size=300))
@example(b"<?xml version='1.0' encoding='" + b"a" * 300)
def test_any_bytes_are_answered(body: bytes) -> None:
    answer = read_back(answer_to(body, nothing))
    if isinstance(answer, xmlrpc.client.Fault):
        assert answer.faultCode in set(Code)
        assert len(answer.faultString.splitlines()) == 1
    else:
        assert answer == "nothing"


TAGS = ("methodCall", "methodName", "params", "param", "value", "array", "data", "struct", "int")
PIECES = st.sampled_from(
    [f"<{tag}>" for tag in TAGS]
    + [f"</{tag}>" for tag in TAGS]
    + ["search", "1", "<string/>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml", "?>", "&amp;", "&"]
    + ["<", ">", "\x00", "<!DOCTYPE", "[", "]", "\ud800", "\ufffe", "é", "<member>", "<name>"]
)


@given(st.lists(PIECES, max_size=30), st.sampled_from(["utf-8", "utf-16", "latin-1"]))
def test_any_heap_of_pieces_is_answered(pieces: list[str], encoding: str) -> None:
    body = "".join(pieces).encode(encoding, "surrogatepass" if encoding != "latin-1" else "replace")
    answer = read_back(answer_to(body, nothing))
    assert answer == "nothing" or answer.faultCode in set(Code)


# -- answers

ANY_TEXT = st.text(st.characters(exclude_categories=[]))


@given(ANY_TEXT)
@example("\x00\x1b[31m\ud800\ufffe\uffff]]>&<>\r\n\t")
def test_answers_are_well_formed_whatever_they_hold(text: str) -> None:
    ((found,), _) = xmlrpc.client.loads(ours.answer({text: [text]}))
    ((key, (value,)),) = found.items()
    assert key == value
    expected = ours.legal_text(text).replace("\r\n", "\n").replace("\r", "\n")
    assert value == expected


@given(st.lists(st.lists(ANY_TEXT, max_size=4), max_size=4))
def test_long_answers_are_well_formed_too(batches: list[list[str]]) -> None:
    whole = b"".join(ours.answer_pieces(batches))
    ((found,), _) = xmlrpc.client.loads(whole)
    assert len(found) == sum(map(len, batches))


@given(ANY_TEXT, st.sampled_from(Code))
def test_faults_are_well_formed_too(text: str, code: Code) -> None:
    fault = fault_of(ours.fault(Fault(code, text)))
    assert fault.faultCode == code


@pytest.mark.parametrize("text", ["a&b", "<b>", "]]>", "né漢\U0001f40d", "tab\tand\nline", " x "])
def test_text_survives(text: str) -> None:
    assert xmlrpc.client.loads(ours.answer(text))[0] == (text,)
