"""Names in requirements files: where they are offered, and what accepting one writes."""

from __future__ import annotations

import pytest

from pypi_language_server.features import completion
from pypi_language_server.settings import CompletionSettings, InsertForm
from tests.support.check import (
    check_accept,
    check_completion,
    check_nothing,
    completed,
    requirements,
)
from tests.support.known import NAMES, Names

FIRST_THREE = ("requests", "requests-oauthlib", "requests-cache")


@pytest.mark.parametrize(
    "marked",
    [
        "requ$0",
        "flask\nrequ$0\n",
        "flask\nrequ$0ests==2\n",
        "  requ$0",
        "REQU$0",
        "requ$0[socks]>=2\n",
        "requ$0 ; python_version < '3'\n",
        "\ufeffrequ$0\n",
        "flask \\\n  >= 2\nrequ$0",
        "requ$0  # the comment stays\n",
        "# \U0001f40d\nrequ$0",
    ],
)
def test_half_a_name_is_completed(marked: str) -> None:
    check_completion(requirements(marked), *FIRST_THREE)


@pytest.mark.parametrize(
    "marked", ["$0", "flask\n$0", "flask\n$0\npytest\n", "# only a comment\n$0"]
)
def test_an_empty_line_offers_the_most_prominent(marked: str) -> None:
    answer = completed(requirements(marked))
    assert answer is not None
    assert [item.label for item in answer.items][:3] == list(FIRST_THREE)
    assert answer.typed == ""
    assert answer.incomplete


@pytest.mark.parametrize(
    "marked",
    [
        "# requ$0",
        "flask  # requ$0",
        "flask # $0",
        "--index-url https://requ$0",
        "https://files.example/requ$0",
        "name @ https://files.example/requ$0",
    ],
)
def test_nothing_where_no_name_may_stand(marked: str) -> None:
    check_nothing(requirements(marked))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$0", "requests"),
        ("requ$0", "requests"),
        ("re$0qu", "requests"),
        ("flask\nrequ$0\npytest\n", "flask\nrequests\npytest\n"),
        ("requ$0[socks]>=2 # why\n", "requests[socks]>=2 # why\n"),
        ("requ$0==2.31.0 \\\n  --hash=sha256:ab\n", "requests==2.31.0 \\\n  --hash=sha256:ab\n"),
        ("$0requests~=2.0; os_name == 'nt'\n", "requests~=2.0; os_name == 'nt'\n"),
        ("requ$0 @ https://files.example/x.whl", "requests @ https://files.example/x.whl"),
        ("\trequ$0", "\trequests"),
    ],
)
def test_accepting_changes_the_name_and_nothing_else(before: str, after: str) -> None:
    label = "requests"
    check_accept(label, requirements(before), after)


def test_the_projects_own_spelling_is_inserted() -> None:
    check_accept("Flask-Cors", requirements("flask_c$0"), "Flask-Cors")
    check_accept("zope.interface", requirements("zope-i$0"), "zope.interface")


def test_or_the_normalised_form_when_that_is_set() -> None:
    settings = CompletionSettings(insert=InsertForm.NORMALIZED)
    check_accept("Flask-Cors", requirements("flask_c$0"), "flask-cors", settings=settings)
    check_accept("zope.event", requirements("zope$0"), "zope-event", settings=settings)


def test_what_the_file_declares_already_comes_last_and_is_marked() -> None:
    check_completion(
        requirements("Requests==2\nrequ$0\n"), "requests-oauthlib", "requests-cache", "requests"
    )
    answer = completed(requirements("Requests==2\nrequ$0\n"))
    assert answer is not None
    assert [(item.detail, item.declared) for item in answer.items] == [
        ("", False),
        ("", False),
        (completion.ALREADY_DECLARED, True),
    ]


def test_the_entry_under_the_cursor_is_no_duplicate_of_itself() -> None:
    check_completion(requirements("request$0s\n"), *FIRST_THREE)


def test_a_long_list_still_has_room_for_what_is_declared() -> None:
    """Somebody who types a name to find where it stands sees that it stands already."""
    settings = CompletionSettings(limit=5)
    many = Names(tuple(f"lib-{number}" for number in range(40)))
    answer = completed(requirements("lib-0\nlib-1\nlib$0"), many, settings)
    assert answer is not None
    labels = [item.label for item in answer.items]
    assert labels == ["lib-2", "lib-3", "lib-4", "lib-5", "lib-0"]


def test_a_file_that_declares_all_that_is_prominent_is_offered_the_rest() -> None:
    settings = CompletionSettings(limit=5)
    many = Names(tuple(f"lib-{number}" for number in range(40)))
    declared = "".join(f"lib-{number}\n" for number in range(5))
    answer = completed(requirements(f"{declared}$0"), many, settings)
    assert answer is not None
    assert [item.label for item in answer.items][:4] == ["lib-5", "lib-6", "lib-7", "lib-8"]


def test_no_more_than_the_limit() -> None:
    check_completion(
        requirements("requ$0"),
        "requests",
        "requests-oauthlib",
        settings=CompletionSettings(limit=2),
    )


def test_modules_of_the_standard_library_are_not_offered() -> None:
    assert "asyncio" in NAMES
    check_completion(requirements("asyn$0"))


def test_an_import_name_finds_its_project_and_says_so() -> None:
    answer = completed(requirements("yaml$0"))
    assert answer is not None
    assert [(item.label, item.detail) for item in answer.items] == [("PyYAML", "known as yaml")]


def test_each_item_has_the_line_that_this_machine_knows_about_it() -> None:
    answer = completed(requirements("pyt$0"))
    assert answer is not None
    assert [item.summary for item in answer.items] == ["About pytest."]


def test_nothing_fits_is_an_empty_list_that_may_grow() -> None:
    answer = completed(requirements("qqqq$0"))
    assert answer is not None
    assert answer.items == ()
    assert answer.incomplete
