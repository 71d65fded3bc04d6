"""Several catalogues as one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.catalogue.model import EMPTY, MatchClass, NameCatalogue
from pypi_language_server.catalogue.union import union
from pypi_language_server.names import NormalizedName
from tests.support.catalogues import INFO, catalogue_of

PUBLIC = catalogue_of(
    [("requests", 9), ("req", 8), ("Flask", 7), ("acme", 6), ("requests-mock", 5)],
    ["requests", "flask"],
    {"rq": ("requests",)},
)
PRIVATE = catalogue_of([("ACME", 40), ("acme-requests", 41), ("reqs", 42), ("rq", 0)])


def offered(catalogue: NameCatalogue, typed: str, limit: int = 50) -> list[str]:
    return [item.spelling for item in catalogue.complete(typed, limit).items]


def test_of_none_and_of_one() -> None:
    assert union([]) is EMPTY
    assert union([PUBLIC]) is PUBLIC


def test_classes_first_then_the_catalogues_order() -> None:
    both = union([PRIVATE, PUBLIC])
    assert offered(both, "acme") == ["ACME", "acme-requests"]
    assert offered(both, "request") == ["requests", "requests-mock", "acme-requests"]
    assert offered(both, "re") == [
        "requests", "reqs", "req", "requests-mock", "acme-requests",
    ]  # fmt: skip


def test_a_name_is_spelled_as_the_first_catalogue_does() -> None:
    acme = NormalizedName("acme")
    assert union([PRIVATE, PUBLIC]).spelling(acme) == "ACME"
    assert union([PUBLIC, PRIVATE]).spelling(acme) == "acme"
    assert offered(union([PUBLIC, PRIVATE]), "acme") == ["acme", "acme-requests"]


def test_a_name_that_is_popular_anywhere_is_popular() -> None:
    mine = catalogue_of(["requests"])
    (first, *_) = union([mine, PUBLIC]).complete("requests", 5).items
    assert (first.spelling, first.popular) == ("requests", True)


def test_an_obscure_exact_match_yields_to_a_popular_name_of_another_catalogue() -> None:
    squat = catalogue_of(["requ"])
    assert offered(union([squat, PUBLIC]), "requ")[:2] == ["requests", "requ"]


def test_an_obscure_exact_match_yields_to_what_another_catalogue_imports_so() -> None:
    assert offered(union([PUBLIC, PRIVATE]), "rq")[:2] == ["requests", "rq"]
    assert union([PUBLIC, PRIVATE]).complete("rq", 5).items[0].alias == "rq"


def test_no_typing_errors_beside_a_popular_match_of_another_catalogue() -> None:
    near = catalogue_of(["flasks"], ["flasks"])
    far = catalogue_of(["flaks"], ["flaks"])
    assert offered(far, "flask") == ["flaks"]
    assert offered(union([far, near]), "flask") == ["flasks"]


def test_what_falls_away_makes_room_for_what_a_catalogue_held_back() -> None:
    near = catalogue_of(["flask"], ["flask"])
    far = catalogue_of(["flaks", "flaskify", "flaska"], ["flaks"])
    assert offered(far, "flask", 1) == ["flaks"]
    assert offered(union([near, far]), "flask", 2) == ["flask", "flaska"]


def test_look_ups_ask_the_first_that_lists_the_name() -> None:
    both = union([PRIVATE, PUBLIC])
    acme, flask, rq = map(NormalizedName, ("acme", "flask", "rq"))
    assert (both.serial(acme), both.serial(flask)) == (40, 7)
    assert union([PUBLIC, PRIVATE]).serial(acme) == 6
    assert both.serial(rq) is None  # the first that lists it has no serial for it
    assert flask in both
    assert "nothing" not in both
    assert both.spelling(NormalizedName("nothing")) is None
    assert both.serial(NormalizedName("nothing")) is None


def test_the_stamp_is_the_firsts_with_all_names_counted() -> None:
    stamp = union([PRIVATE, PUBLIC]).stamp
    assert (stamp.count, stamp.source, stamp.serial) == (9, INFO.source, 42)


def test_truncated_when_any_is_or_when_the_whole_is() -> None:
    both = union([PRIVATE, PUBLIC])
    assert both.complete("re", 4).truncated
    assert not both.complete("re", 50).truncated
    assert offered(both, "re", 2) == ["requests", "reqs"]
    assert offered(both, "re", 0) == offered(both, "re", -1) == []


_names = st.lists(st.sampled_from(["ab", "a-b", "abc", "b", "bab", "cab-a", "abab", "ba"]))


@settings(deadline=None)
@given(_names, _names, st.text("abc-", max_size=5), st.integers(0, 9))
def test_labels_are_unique_and_nothing_is_lost(
    one: list[str], other: list[str], typed: str, limit: int
) -> None:
    first, second = catalogue_of(one, one[:2]), catalogue_of(other, other[:2])
    both = union([first, second])
    names = [item.name for item in both.complete(typed, 99).items]
    assert len(set(names)) == len(names)
    everything = [*first.complete(typed, 99).items, *second.complete(typed, 99).items]
    errors = {item.name for item in everything if item.why is MatchClass.POPULAR_TYPO}
    assert {item.name for item in everything} - errors <= set(names)
    assert [item.name for item in both.complete(typed, limit).items] == names[:limit]
