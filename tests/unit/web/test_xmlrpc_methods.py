"""The methods of the old interface over the wire: what is answered with truth, and what is not."""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.index.model import Link, LinkKind, ProjectDocument, Release
from pypi_language_server.web import pip_methods
from pypi_language_server.web import xmlrpc as ours
from pypi_language_server.web.desk import Desk
from pypi_language_server.web.exchange import Request
from pypi_language_server.web.pip_bridge import GREETING, bridge
from pypi_language_server.web.pip_methods import PipMethods
from pypi_language_server.web.xmlrpc import Call, Code, Fault
from tests.protocol.fakes import no_answer
from tests.support.catalogues import catalogue_of
from tests.support.known import known
from tests.support.library import Library

SPROCKET = ProjectDocument(
    "Sprocket",
    "https://index.example/simple/",
    "Turns wheels.",
    "2.0",
    (Release("2.0", requires_python=">=3.9"), Release("1.0", yanked=True, yanked_reason="rust")),
    license="MIT",
    extras=("oil",),
    requires_dist=("gear>=1",),
    links=(
        Link(LinkKind.HOMEPAGE, "Home", "https://sprocket.example"),
        Link(LinkKind.INDEX, "Index", "https://index.example/project/sprocket/"),
    ),
)


@pytest.fixture
def library() -> Library:
    texts = {"Sprocket": "Turns wheels.", "gear": "", "broken": ""}
    answers = {"sprocket": known(SPROCKET), "broken": no_answer("broken")}
    return Library(texts, answers=answers, listed=catalogue_of(texts))


@pytest.fixture
def methods(library: Library) -> Iterator[PipMethods]:
    with Desk(library) as desk:
        yield PipMethods(desk, 20)


def asked(methods: PipMethods, method: str, *parameters: Any) -> Any:
    """What a client gets."""
    body = xmlrpc.client.dumps(parameters, method, allow_none=True).encode()
    response = bridge(methods.call)(Request("POST", "/pypi", body=body))
    assert (response.status, response.content_type) == (200, ours.CONTENT_TYPE)
    whole = response.body if isinstance(response.body, bytes) else b"".join(response.body)
    return xmlrpc.client.loads(whole)[0][0]


def refused(methods: PipMethods, method: str, *parameters: Any) -> xmlrpc.client.Fault:
    with pytest.raises(xmlrpc.client.Fault) as caught:
        asked(methods, method, *parameters)
    assert len(caught.value.faultString.splitlines()) == 1
    return caught.value


# -- releases


def test_package_releases(methods: PipMethods, library: Library) -> None:
    assert asked(methods, "package_releases", "sprocket") == ["2.0", "1.0"]
    assert asked(methods, "package_releases", "SPROCKET", True) == ["2.0", "1.0"]
    assert asked(methods, "package_releases", "no-such-thing") == []
    assert library.asked == ["sprocket", "sprocket", "no-such-thing"]


def test_a_failed_look_up_is_not_a_missing_project(methods: PipMethods) -> None:
    for method, *more in (("package_releases",), ("release_data", "1.0")):
        fault = refused(methods, method, "broken", *more)
        assert fault.faultCode == Code.APPLICATION
        assert "could not be reached" in fault.faultString


def test_a_slow_look_up_is_a_fault(
    methods: PipMethods, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    async def made() -> asyncio.Event:
        return asyncio.Event()

    monkeypatch.setattr(pip_methods, "PATIENCE", 0.01)
    library.gate = methods._desk.wait_for(lambda _: made())
    fault = refused(methods, "package_releases", "gear")
    assert (fault.faultCode, "slow" in fault.faultString) == (Code.APPLICATION, True)


def test_release_data_of_the_latest(methods: PipMethods) -> None:
    assert asked(methods, "release_data", "sprocket", "2.0") == {
        "name": "Sprocket",
        "version": "2.0",
        "requires_python": ">=3.9",
        "package_url": "https://index.example/project/sprocket/",
        "yanked": False,
        "summary": "Turns wheels.",
        "license": "MIT",
        "home_page": "https://sprocket.example",
        "requires_dist": ["gear>=1"],
        "provides_extra": ["oil"],
        "project_url": [
            "Home, https://sprocket.example",
            "Index, https://index.example/project/sprocket/",
        ],
    }


def test_release_data_of_another_says_only_what_is_known_of_it(methods: PipMethods) -> None:
    data = asked(methods, "release_data", "sprocket", "1.0")
    assert (data["yanked"], data["yanked_reason"]) == (True, "rust")
    assert "summary" not in data
    assert "requires_dist" not in data


def test_release_data_of_nothing(methods: PipMethods) -> None:
    assert asked(methods, "release_data", "sprocket", "9") == {}
    assert asked(methods, "release_data", "no-such-thing", "1") == {}


@pytest.mark.parametrize("name", ["", "a b", "../x", "-", 7, None, ["sprocket"], {"a": "b"}])
def test_what_cannot_be_a_name_is_not_asked_about(
    methods: PipMethods, library: Library, name: object
) -> None:
    assert refused(methods, "package_releases", name).faultCode in {
        Code.BAD_PARAMETERS,
        Code.NO_CALL,
    }
    assert library.asked == []


# -- the list


def test_list_packages(methods: PipMethods) -> None:
    assert sorted(asked(methods, "list_packages")) == ["Sprocket", "broken", "gear"]


def test_a_long_list_comes_in_pieces(
    methods: PipMethods, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"project-{number}" for number in range(100)]
    library.listed = catalogue_of(names)
    monkeypatch.setattr(pip_methods, "BATCH", 7)
    body = xmlrpc.client.dumps((), "list_packages").encode()
    pieces = bridge(methods.call)(Request("POST", "/pypi", body=body)).body
    assert not isinstance(pieces, bytes)
    made = list(pieces)
    assert len(made) == 2 + 15
    assert sorted(xmlrpc.client.loads(b"".join(made))[0][0]) == sorted(names)


def test_the_starter_catalogue_is_not_passed_off_as_the_list(
    methods: PipMethods, library: Library
) -> None:
    from pypi_language_server.catalogue import starter

    library.listed = starter.load().catalogue()
    fault = refused(methods, "list_packages")
    assert fault.faultCode == Code.APPLICATION
    assert "pypi-ls refresh" in fault.faultString


# -- about methods, and others


def test_methods_tell_about_themselves(methods: PipMethods) -> None:
    names = asked(methods, "system.listMethods")
    assert {"search", "list_packages", "package_releases", "release_data"} <= set(names)
    for name in names:
        assert asked(methods, "system.methodHelp", name)
        for signature in asked(methods, "system.methodSignature", name):
            assert set(signature) <= {"array", "string", "struct", "boolean"}
    assert refused(methods, "system.methodHelp", "nonsense").faultCode == Code.NO_SUCH_METHOD


@pytest.mark.parametrize("method", sorted(pip_methods.OTHERS))
def test_the_rest_of_the_old_interface_says_what_to_do_instead(
    methods: PipMethods, method: str
) -> None:
    fault = refused(methods, method)
    assert fault.faultCode == Code.NO_SUCH_METHOD
    assert method in fault.faultString
    assert "; " in fault.faultString


@pytest.mark.parametrize("method", ["nonsense", "__init__", "_search", "methods", "system.exit"])
def test_other_methods(methods: PipMethods, method: str) -> None:
    fault = refused(methods, method)
    assert fault.faultCode == Code.NO_SUCH_METHOD
    assert "system.listMethods" in fault.faultString


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("list_packages", (1,)),
        ("package_releases", ()),
        ("package_releases", ("a", True, 3)),
        ("release_data", ("a",)),
        ("release_data", ("sprocket", 2.0)),
        ("search", ()),
        ("system.listMethods", (1,)),
        ("system.methodHelp", ()),
    ],
)
def test_wrong_parameters(methods: PipMethods, method: str, parameters: tuple[Any, ...]) -> None:
    assert refused(methods, method, *parameters).faultCode == Code.BAD_PARAMETERS


VALUES = st.recursive(
    st.text(max_size=5)
    | st.integers(-9, 9)
    | st.booleans()
    | st.none()
    | st.sampled_from(["gear"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "summary"]), inner, max_size=2)
    ),
    max_leaves=5,
)
METHODS = st.sampled_from(
    [
        "search",
        "package_releases",
        "release_data",
        "list_packages",
        "system.methodHelp",
        "changelog",
    ]
)


@settings(max_examples=200)
@given(METHODS, st.lists(VALUES, max_size=3))
def test_any_call_is_answered_or_refused(method: str, parameters: list[Any]) -> None:
    with Desk(Library({"gear": "wheel"})) as desk:
        try:
            PipMethods(desk, 5).call(Call(method, tuple(parameters)))
        except Fault as fault:
            assert fault.text.endswith((".", "!"))  # noqa: PT017 - one of two ends


def test_a_server_that_ends_says_so(library: Library) -> None:
    desk = Desk(library)
    desk.close()
    assert refused(PipMethods(desk, 5), "search", {"name": "x"}).faultCode == Code.SYSTEM


# -- who comes by browser


@pytest.mark.parametrize("path", ["/pypi", "/", "/RPC2"])
def test_a_visitor_is_told_what_this_is(methods: PipMethods, path: str) -> None:
    response = bridge(methods.call)(Request("GET", path, headers={"host": "127.0.0.1:8031"}))
    assert isinstance(response.body, bytes)
    assert response.body.decode().startswith(GREETING)
    assert b"--index http://127.0.0.1:8031/pypi" in response.body


def test_elsewhere_is_nothing(methods: PipMethods) -> None:
    for method in ("GET", "POST"):
        assert bridge(methods.call)(Request(method, "/pypi/gear/json")).status == 404
