"""Whom to ask about which project: promise 5, from hostile and from ordinary manifests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.index.config import plan_indexes, public_index
from pypi_language_server.index.credentials import Credentials
from pypi_language_server.index.scope import NOWHERE, Scope, ScopedIndex
from pypi_language_server.names import NormalizedName
from pypi_language_server.settings import IndexSettings
from tests.unit.index.user_files import FakeFiles

NAME = NormalizedName("sprocket")
PUBLIC = public_index().root
CORP = "https://corp.example/simple/"
OTHER = "https://other.example/simple/"
EVIL = "https://evil.example/simple/"
UV = "/home/ada/.config/uv/uv.toml"


def plan_of(environ=None, files=None, **settings):
    return plan_indexes(IndexSettings(**settings), environ or {}, FakeFiles(files or {}))


def asked(route):
    return [index.root for index in route.indexes]


DEFAULT = plan_of()
WITH_EXTRA = plan_of(extra_urls=(CORP,))
WITH_MAIN = plan_of(url=CORP)


@pytest.mark.parametrize("listed", [True, False])
def test_ordinary_routes(listed):
    for plan, expected in ((DEFAULT, [PUBLIC]), (WITH_MAIN, [CORP]), (WITH_EXTRA, [CORP, PUBLIC])):
        route = plan.route(NAME, NOWHERE, listed)
        assert (asked(route), route.otherwise, route.blocked) == (expected, None, None)


def test_the_public_index_comes_last():
    plan = plan_of(url=PUBLIC, extra_urls=(CORP, OTHER))
    assert asked(plan.route(NAME, NOWHERE, True)) == [CORP, OTHER, PUBLIC]
    plan = plan_of(url=CORP, extra_urls=(PUBLIC, OTHER))
    assert asked(plan.route(NAME, NOWHERE, True)) == [CORP, OTHER, PUBLIC]


@pytest.mark.parametrize("name", ["", "-", "a b", "../x", "ünï", "x" * 201, "a/b"])
def test_only_names_are_asked_about(name):
    route = DEFAULT.route(NormalizedName(name), NOWHERE, True)
    assert asked(route) == []
    assert route.otherwise is not None


def test_nobody_is_asked_where_no_index_is_wanted():
    for plan, scope in (
        (DEFAULT, Scope(no_index=True)),
        (plan_of({"PIP_NO_INDEX": "1"}), NOWHERE),
    ):
        route = plan.route(NAME, scope, True)
        assert asked(route) == []
        assert "no index" in route.otherwise.why


def test_offline_shows_what_is_on_disk_only():
    route = plan_of(offline=True).route(NAME, NOWHERE, True)
    assert asked(route) == [PUBLIC]
    assert "offline" in route.blocked.why


# -- hostile and unknown manifests

UNTRUSTED = [
    Scope((ScopedIndex(EVIL),)),
    Scope((ScopedIndex(EVIL, replaces_default=True),)),
    Scope((ScopedIndex(EVIL, "evil", explicit=True),)),
    Scope((ScopedIndex("https://u:p@evil.example/simple/"),)),
    Scope((ScopedIndex("https://u:p@evil.example/simple/"),), trusted=True),
    Scope((ScopedIndex("file:///etc/"),), trusted=True),
    Scope((ScopedIndex("https://evil.example/${HOME}/"),), trusted=True),
    Scope((ScopedIndex("https://evil.example/\u202e"),), trusted=True),
]


@pytest.mark.parametrize("scope", UNTRUSTED)
def test_an_address_in_a_repository_is_not_asked(scope):
    for plan in (DEFAULT, WITH_EXTRA, WITH_MAIN):
        for listed in (True, False):
            assert EVIL not in asked(plan.route(NAME, scope, listed))


@pytest.mark.parametrize("scope", UNTRUSTED)
def test_an_unlisted_name_does_not_reach_the_public_index(scope):
    for plan in (DEFAULT, WITH_EXTRA, WITH_MAIN):
        route = plan.route(NAME, scope, False)
        assert PUBLIC not in asked(route)
        assert all(index.confined for index in route.indexes)
        assert route.otherwise is not None
        assert "u:p" not in route.otherwise.why


@pytest.mark.parametrize("scope", UNTRUSTED)
def test_a_listed_name_is_looked_up_but_never_called_unknown(scope):
    route = DEFAULT.route(NAME, scope, True)
    assert asked(route) == [PUBLIC]
    assert route.otherwise is not None


def test_says_how_to_trust():
    route = DEFAULT.route(NAME, UNTRUSTED[0], False)
    assert "pypi.workspace.trusted" in route.otherwise.why
    assert "Manage Workspace Trust" in route.otherwise.why


@pytest.mark.parametrize("trusted", [True, False])
def test_an_address_that_the_user_has_set_is_no_stranger(trusted):
    for url in (CORP, "https://CORP.example:443/simple"):
        scope = Scope((ScopedIndex(url, "corp"),), trusted=trusted)
        route = WITH_EXTRA.route(NAME, scope, False)
        assert (asked(route), route.otherwise) == ([CORP, PUBLIC], None)
    scope = Scope((ScopedIndex(PUBLIC, "main", replaces_default=True),), trusted=trusted)
    assert asked(DEFAULT.route(NAME, scope, False)) == [PUBLIC]


def test_a_trusted_index_comes_first():
    scope = Scope((ScopedIndex(OTHER), ScopedIndex(EVIL)), trusted=True)
    assert asked(WITH_EXTRA.route(NAME, scope, False)) == [OTHER, EVIL, CORP, PUBLIC]
    assert asked(WITH_MAIN.route(NAME, scope, False)) == [OTHER, EVIL, CORP]


def test_a_trusted_default_takes_the_public_indexs_place_but_not_the_users():
    scope = Scope((ScopedIndex(OTHER, replaces_default=True),), trusted=True)
    assert asked(DEFAULT.route(NAME, scope, True)) == [OTHER]
    assert asked(WITH_MAIN.route(NAME, scope, True)) == [OTHER, CORP]


def test_an_explicit_index_is_for_its_own_projects_only():
    scope = Scope((ScopedIndex(OTHER, "other", explicit=True),), trusted=True)
    assert asked(DEFAULT.route(NAME, scope, False)) == [PUBLIC]


# -- projects assigned to an index


def assigned(name, declared=(), trusted=False):
    return Scope(tuple(declared), name, trusted=trusted)


def test_an_assigned_project_is_asked_for_in_that_index_only():
    other = ScopedIndex(OTHER, "Other", explicit=True)
    route = WITH_EXTRA.route(NAME, assigned("other", [other], trusted=True), True)
    assert asked(route) == [OTHER]
    assert route.indexes[0].confined


@pytest.mark.parametrize(
    "scope",
    [
        assigned("other", [ScopedIndex(OTHER, "other")]),
        assigned("unheard-of", [ScopedIndex(OTHER, "other")], trusted=True),
        assigned("unheard-of"),
        assigned("bad", [ScopedIndex("ssh://x.example/", "bad")], trusted=True),
    ],
)
def test_an_assigned_project_is_asked_for_nowhere_else(scope):
    for plan in (DEFAULT, WITH_EXTRA, WITH_MAIN):
        for listed in (True, False):
            route = plan.route(NAME, scope, listed)
            assert asked(route) == []
            assert route.otherwise is not None


def test_indexes_that_the_user_has_named():
    toml = f'[[index]]\nname = "Corp"\nurl = "{CORP}"\nexplicit = true\n'
    plan = plan_of(files={UV: toml})
    assert asked(plan.route(NAME, NOWHERE, True)) == [PUBLIC]
    assert asked(plan.route(NAME, assigned("corp"), False)) == [CORP]
    plan = plan_of({"UV_INDEX": f"corp={CORP}"})
    assert asked(plan.route(NAME, assigned("corp"), False)) == [CORP]
    # A repository cannot lend its own address the user's name.
    stolen = assigned("corp", [ScopedIndex(EVIL, "corp")])
    assert asked(plan.route(NAME, stolen, False)) == []


def test_poetrys_name_for_the_default():
    assert asked(DEFAULT.route(NAME, assigned("PyPI"), False)) == [PUBLIC]
    assert asked(WITH_MAIN.route(NAME, assigned("pypi"), False)) == [CORP]


# -- credentials


def test_a_repository_gets_no_credentials_but_those_of_its_origin():
    plan = plan_of(url="https://ada:hush@corp.example/simple/")
    scope = Scope(
        (
            ScopedIndex("https://corp.example/team/simple/"),
            ScopedIndex("http://corp.example/simple/"),
            ScopedIndex("https://corp.example.evil.example/simple/"),
        ),
        trusted=True,
    )
    first, second, third, own = plan.route(NAME, scope, True).indexes
    assert first.credentials == own.credentials == Credentials("ada", "hush")
    assert (second.credentials, third.credentials) == (None, None)


def test_a_main_index_that_cannot_be_asked_leaves_doubt():
    plan = plan_of(url="file:///srv/wheels", extra_urls=(PUBLIC, CORP))
    route = plan.route(NAME, NOWHERE, False)
    assert asked(route) == [CORP]
    assert "only http and https" in route.otherwise.why


# -- for any manifest

ADDRESSES = st.sampled_from(
    [PUBLIC, CORP, OTHER, EVIL, "file:///x", "https://a:b@evil.example/", "", "https://e.example"]
)
DECLARED = st.builds(
    ScopedIndex,
    ADDRESSES,
    st.sampled_from([None, "corp", "pypi", "x"]),
    st.booleans(),
    st.booleans(),
)
SCOPES = st.builds(
    Scope,
    st.lists(DECLARED, max_size=4).map(tuple),
    st.sampled_from([None, "corp", "pypi", "x"]),
    st.booleans(),
    st.booleans(),
)
PLANS = st.sampled_from([DEFAULT, WITH_EXTRA, WITH_MAIN])
USERS = {PUBLIC, CORP}


@given(PLANS, SCOPES, st.booleans())
def test_no_manifest_leads_anywhere_by_itself(plan, scope, listed):
    route = plan.route(NAME, scope, listed)
    if not scope.trusted:
        assert set(asked(route)) <= USERS
    assert all("@" not in root for root in asked(route))
    assert len(set(asked(route))) == len(asked(route))
    assert asked(route) or route.otherwise is not None


@given(PLANS, SCOPES)
def test_no_private_name_reaches_the_public_index_first(plan, scope):
    """The public index hears an unlisted name only when every index in play said no before."""
    route = plan.route(NAME, scope, False)
    if PUBLIC not in asked(route):
        return
    assert asked(route)[-1] == PUBLIC
    own = {index.root for index in (plan.main, *plan.extra)}
    if scope.assigned is None:
        declared = {item.url for item in scope.declared if not item.explicit}
        assert (declared | own) - {"https://e.example"} <= set(asked(route))


def test_the_public_index_is_known_whoever_names_it():
    scope = Scope((ScopedIndex(PUBLIC), ScopedIndex(OTHER)), trusted=True)
    route = WITH_MAIN.route(NAME, scope, True)
    assert asked(route) == [OTHER, CORP, PUBLIC]
    assert route.indexes[-1] == public_index()
    host = PUBLIC.split("/")[2]
    for url in (f"http://{host}/simple/", f"https://{host}:8443/other/"):
        scope = Scope((ScopedIndex(url),), trusted=True)
        assert asked(WITH_MAIN.route(NAME, scope, True)) == [CORP, url]
