# ruff: noqa: E501 - snapshots show whole lines
"""Hover over requirements files: the whole of what a reader sees, in every situation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from pypi_language_server.catalogue.model import Match, MatchClass, Matches
from pypi_language_server.features import hover
from pypi_language_server.index.model import (
    IndexUnavailable,
    Missing,
    Pending,
    ProjectDocument,
    ProjectStatus,
    Release,
    Unavailable,
    VersionDocument,
    Vulnerability,
)
from pypi_language_server.names import normalize
from tests.support.check import check_hover, check_no_hover, hovered, requirements
from tests.support.known import (
    INDEX,
    NOW,
    REQUESTS,
    STARTER,
    Names,
    context,
    days_ago,
    known,
)

LEAK = Vulnerability(
    "GHSA-test-0001",
    aliases=("CVE-2024-0001",),
    summary="Credentials are sent to the wrong host.",
    fixed_in=("2.32.0",),
    link="https://advisories.example/GHSA-test-0001",
)
REQS = normalize("requests")


def test_a_bare_name() -> None:
    check_hover(
        requirements("req$0uests\n"),
        snapshot("""\
requests
^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.9 or newer
**Licence** Apache-2.0
**Extras** security and socks

[Documentation](https://requests.example/) · [Source](https://code.example/psf/requests) · [Index page](https://index.example/project/requests/)

---

*From index.example, 3 minutes ago*
"""),
    )


def test_a_range_with_extra_and_marker_in_words() -> None:
    check_hover(
        requirements("req$0uests[socks]>=2.28,<2.32 ; python_version < '3.13' # why\n"),
        snapshot("""\
requests[socks]>=2.28,<2.32 ; python_version < '3.13' # why
^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

**Asked for** 2.28 or newer, below 2.32
**Allowed** up to 2.31.0 · 1 year ago (2025-10-18)
**With** the extra `socks`
**Only** with Python below 3.13

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.8 or newer (for 2.31.0)
**Licence** Apache-2.0
**Extras** security and socks
**Left out** 1 version not written as PEP 440 says

[Documentation](https://requests.example/) · [Source](https://code.example/psf/requests) · [Index page](https://index.example/project/requests/)

---

*From index.example, 3 minutes ago*
"""),
    )


def test_a_range_that_lets_the_latest_in() -> None:
    check_hover(
        requirements("requests$0 ~= 2.3\n"),
        snapshot("""\
requests ~= 2.3
^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

**Asked for** 2.3 or newer, below 3
**Allowed** up to 2.32.3, the latest

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.9 or newer
**Licence** Apache-2.0
**Extras** security and socks
**Left out** 1 version not written as PEP 440 says

[Documentation](https://requests.example/) · [Source](https://code.example/psf/requests) · [Index page](https://index.example/project/requests/)

---

*From index.example, 3 minutes ago*
"""),
    )


def test_a_pin_that_is_yanked() -> None:
    check_hover(
        requirements("requests$0==2.32.1\n"),
        snapshot("""\
requests==2.32.1
^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

⚠ **2.32.1 is yanked**: breaks proxies

**Asked for** exactly 2.32.1
**Pinned** to 2.32.1 · 2 months ago (2026-09-23)

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.8 or newer (for 2.32.1)
**Licence** Apache-2.0
**Extras** security and socks
**Left out** 1 version not written as PEP 440 says

[Documentation](https://requests.example/) · [Source](https://code.example/psf/requests) · [Index page](https://index.example/project/requests/)

---

*From index.example, 3 minutes ago*
"""),
    )


def test_a_pin_that_is_vulnerable() -> None:
    answer = known(version=VersionDocument("2.31.0", (LEAK,)))
    check_hover(
        requirements("requests$0==2.31.0\n"),
        snapshot("""\
requests==2.31.0
^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

⚠ **2.31.0 is vulnerable**: [GHSA-test-0001](https://advisories.example/GHSA-test-0001) (CVE-2024-0001) — Credentials are sent to the wrong host; fixed in 2.32.0

**Asked for** exactly 2.31.0
**Pinned** to 2.31.0 · 1 year ago (2025-10-18)

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.8 or newer (for 2.31.0)
**Licence** Apache-2.0
**Extras** security and socks
**Left out** 1 version not written as PEP 440 says

[Documentation](https://requests.example/) · [Source](https://code.example/psf/requests) · [Index page](https://index.example/project/requests/)

---

*From index.example, 3 minutes ago*
"""),
        answer=answer,
    )


def test_a_pin_to_the_latest_that_is_vulnerable() -> None:
    many = tuple(replace(LEAK, id=f"GHSA-{number}") for number in range(5))
    answer = known(replace(REQUESTS, vulnerabilities=many))
    check_hover(
        requirements("requests$0===2.32.3\n"),
        snapshot("""\
requests===2.32.3
^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

⚠ **2.32.3 is vulnerable**: [GHSA-0](https://advisories.example/GHSA-test-0001) (CVE-2024-0001) — Credentials are sent to the wrong host; fixed in 2.32.0
⚠ **2.32.3 is vulnerable**: [GHSA-1](https://advisories.example/GHSA-test-0001) (CVE-2024-0001) — Credentials are sent to the wrong host; fixed in 2.32.0
⚠ **2.32.3 is vulnerable**: [GHSA-2](https://advisories.example/GHSA-test-0001) (CVE-2024-0001) — Credentials are sent to the wrong host; fixed in 2.32.0
⚠ and 2 more known vulnerabilities of 2.32.3

**Asked for** exactly 2.32.3
**Pinned** to 2.32.3, the latest

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.9 or newer
**Licence** Apache-2.0
**Extras** security and socks
**Left out** 1 version not written as PEP 440 says

[Documentation](https://requests.example/) · [Source](https://code.example/psf/requests) · [Index page](https://index.example/project/requests/)

---

*From index.example, 3 minutes ago*
"""),
        answer=answer,
    )


@pytest.mark.parametrize("typed", ["requests==2.31.0", "requests<2.32"])
def test_the_latests_vulnerabilities_are_not_held_against_another_version(typed: str) -> None:
    shown = hovered(requirements(f"{typed}$0"), known(replace(REQUESTS, vulnerabilities=(LEAK,))))
    assert shown is not None
    assert "vulnerable" not in shown.plain


def test_no_release_fits() -> None:
    check_hover(
        requirements("requests$0>=3\n"),
        snapshot("""\
requests>=3
^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

⚠ **Nothing fits**: index.example has no release for `>=3` (yanked ones left out)

**Asked for** 3 or newer

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.9 or newer
**Licence** Apache-2.0
**Extras** security and socks
**Left out** 1 version not written as PEP 440 says

[Documentation](https://requests.example/) · [Source](https://code.example/psf/requests) · [Index page](https://index.example/project/requests/)

---

*From index.example, 3 minutes ago*
"""),
    )


def test_a_deprecated_project() -> None:
    document = replace(
        REQUESTS, status=ProjectStatus.DEPRECATED, status_reason="Use niquests instead."
    )
    check_hover(
        requirements("requests$0\n"),
        snapshot("""\
requests
^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

⚠ **Deprecated: its maintainers say not to use it any more. Use niquests instead.**

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.9 or newer
**Licence** Apache-2.0
**Extras** security and socks

[Documentation](https://requests.example/) · [Source](https://code.example/psf/requests) · [Index page](https://index.example/project/requests/)

---

*From index.example, 3 minutes ago*
"""),
        answer=known(document),
    )


@pytest.mark.parametrize("status", [ProjectStatus.ARCHIVED, ProjectStatus.QUARANTINED])
def test_standing_is_a_warning_at_the_top(status: ProjectStatus) -> None:
    shown = hovered(requirements("requests$0"), known(replace(REQUESTS, status=status)))
    assert shown is not None
    assert shown.plain.splitlines()[2].startswith(f"⚠ {status.value.capitalize()}: ")


def test_an_extra_that_the_latest_does_not_have() -> None:
    shown = hovered(requirements("requests[socks,Use_Chardet]$0"))
    assert shown is not None
    assert "⚠ 2.32.3 has no extra Use_Chardet" in shown.plain
    assert "no extra socks" not in shown.plain


def test_an_index_that_knows_little() -> None:
    """A Simple API page has no summary, licence or dates; nothing is made up."""
    document = ProjectDocument("inner-lib", INDEX, latest="1.0", releases=(Release("1.0"),))
    check_hover(
        requirements("inner_lib$0>=0.5"),
        snapshot("""\
inner_lib>=0.5
^^^^^^^^^

**inner-lib** 1.0

**Asked for** 0.5 or newer
**Allowed** up to 1.0, the latest

**Latest** 1.0

---

*From index.example, 3 minutes ago*
"""),
        answer=known(document),
    )


def test_a_project_without_releases() -> None:
    document = ProjectDocument("empty-lib", INDEX, summary="Nothing yet.")
    check_hover(
        requirements("empty-lib$0>=1"),
        snapshot("""\
empty-lib>=1
^^^^^^^^^

**empty-lib** — Nothing yet.

**Asked for** 1 or newer

---

*From index.example, 3 minutes ago*
"""),
        answer=known(document),
    )


def test_a_stale_answer_says_why() -> None:
    failure = IndexUnavailable(INDEX, "`index.example` did not answer within 10 seconds")
    answer = known(minutes=60 * 24 * 3, stale=True, failure=failure)
    shown = hovered(requirements("requests$0"), answer)
    assert shown is not None
    assert shown.plain.splitlines()[-1] == snapshot(
        "From index.example, 3 days ago; could not be brought up to date: index.example did not answer within 10 seconds"
    )


def test_details_on_their_way() -> None:
    check_hover(
        requirements("requests$0>=2"),
        snapshot("""\
requests>=2
^^^^^^^^

**requests** — HTTP for people.

**Asked for** 2 or newer

Details are on their way: look again in a moment.

---

*In the starter catalogue (2,600 names)*
"""),
        answer=Pending(REQS),
        around=context(STARTER, summary="HTTP for people."),
    )


def test_not_found_only_after_asking() -> None:
    answer = Missing(normalize("reqeusts"), INDEX, days_ago(0.1))
    check_hover(
        requirements("reqeusts$0>=2"),
        snapshot("""\
reqeusts>=2
^^^^^^^^

⚠ **reqeusts** — not found on index.example

**Asked for** 2 or newer

---

*Asked index.example 2 hours ago*
"""),
        answer=answer,
        around=context(listed=False),
    )


def test_a_slip_of_the_finger_is_pointed_out() -> None:
    answer = Missing(normalize("reqeusts"), INDEX, NOW)
    around = context(listed=False, similar="requests")
    shown = hovered(requirements("reqeusts$0"), answer, around)
    assert shown is not None
    assert shown.plain.splitlines()[:3] == snapshot(
        ["⚠ reqeusts — not found on index.example", "", "Did you mean requests?"]
    )


@pytest.mark.parametrize(
    ("found", "similar"),
    [
        ((("requests", MatchClass.POPULAR_TYPO),), "requests"),
        ((("reqeusts-kit", MatchClass.PREFIX), ("requests", MatchClass.POPULAR_TYPO)), "requests"),
        ((("Reqeusts", MatchClass.POPULAR_TYPO),), ""),
        ((("reqeusts", MatchClass.EXACT),), ""),
        ((), ""),
    ],
)
def test_only_a_slip_is_a_similar_name(
    found: tuple[tuple[str, MatchClass], ...], similar: str
) -> None:
    class Slips(Names):
        def complete(self, *_: object) -> Matches:
            return Matches(
                tuple(Match(name, normalize(name), why, popular=True) for name, why in found)
            )

    assert hover.similar_to(normalize("reqeusts"), Slips(())) == similar


def test_not_found_although_listed() -> None:
    answer = Missing(normalize("gone-lib"), INDEX, NOW)
    check_hover(
        requirements("gone-lib$0"),
        snapshot("""\
gone-lib
^^^^^^^^

⚠ **gone-lib** — not found on index.example

The list of names still has it: it may have been removed since.

---

*Asked index.example just now*
"""),
        answer=answer,
        around=context(),
    )


def test_a_failure_is_not_not_found() -> None:
    failure = IndexUnavailable(INDEX, "`index.example` could not be reached: no connection.")
    answer = Unavailable(REQS, failure)
    check_hover(
        requirements("requests$0"),
        snapshot("""\
requests
^^^^^^^^

**requests**

No details: `index.example` could not be reached: no connection.

---

*Not in the list of index.example (880,123 names, 5 hours ago), which can lag a day*
"""),
        answer=answer,
        around=context(listed=False),
    )


def test_a_direct_reference_is_no_index_s_business() -> None:
    check_hover(
        requirements("requests[socks] @ git+https://me:secret@code.example/fork$0"),
        snapshot("""\
requests[socks] @ git+https://me:secret@code.example/fork
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

**requests** — taken from where it lies, not from an index

**From** `git+https://code.example/fork`
**With** the extra `socks`
"""),
    )


def test_a_name_of_the_standard_library() -> None:
    check_hover(
        requirements("async$0io"),
        snapshot("""\
asyncio
^^^^^^^

**asyncio**

⚠ `asyncio` comes with Python's standard library; a project of that name is something else.

Details are on their way: look again in a moment.

---

*In the list of index.example (880,123 names, 5 hours ago)*
"""),
        answer=Pending(normalize("asyncio")),
    )


def test_hostile_text_from_an_index_stays_text() -> None:
    document = ProjectDocument(
        name="evil](https://x.example)**",
        source=INDEX,
        summary="# Hi\n\n<img src=x onerror=alert(1)> [click](command:run) `code`\u202e @you",
        latest="1.0",
        releases=(Release("1.0", yanked=True, yanked_reason="|a|\n|-|\n<b>no</b>"),),
        license="* MIT\u200b\n* https://evil.example",
        extras=("a`b", "c|d"),
        status=ProjectStatus.ARCHIVED,
        status_reason="\n---\n$(icon) &lt; www.evil.example",
    )
    check_hover(
        requirements("evil$0"),
        snapshot("""\
evil
^^^^

**evil\\](https\\://x.example)\\*\\*** 1.0 — # Hi \\<img src=x onerror=alert(1)> \\[click\\](command:run) \\`code\\` \\@you

⚠ **Archived: its maintainers expect no further releases. --- \\$(icon) \\&lt; www\\.evil.example**
⚠ **1.0 is yanked**: |a| |-| \\<b>no\\</b>

**Latest** 1.0
**Licence** \\* MIT * https\\://evil.example
**Extras** a\\`b and c|d

---

*From index.example, 3 minutes ago*
"""),
        answer=known(document),
    )


@pytest.mark.parametrize(
    "marked",
    [
        "$0",
        "# req$0uests",
        "-r other.txt$0",
        "./folder$0",
        "requests\n\n$0",
        "https://a.example/x$0",
    ],
)
def test_nothing_where_no_project_is_named(marked: str) -> None:
    check_no_hover(requirements(marked))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("requests>=", ">="),
        ("requests>=2,", "2 or newer"),
        ("requests=", "="),
        ("requests==2.*", "any 2 release"),
        ("requests!=2.31.0", "not 2.31.0"),
        ("requests<=2.31,!=2.30.*", "up to 2.31, no 2.30 release"),
        ("requests>2.30", "newer than 2.30"),
        ("requests===weird", "exactly weird"),
        ("requests>=two", ">=two"),
    ],
)
def test_half_typed_and_odd_specifiers(typed: str, words: str) -> None:
    shown = hovered(requirements(f"{typed}$0"))
    assert shown is not None
    said = [line for line in shown.plain.splitlines() if line.startswith("Asked for ")]
    assert [line.split(maxsplit=2)[2] for line in said] == [words]


@pytest.mark.parametrize(
    ("marked", "part"),
    [
        ("req$0uests[socks]>=2; os_name=='nt'", "requests"),
        ("requests[so$0cks]>=2; os_name=='nt'", "socks"),
        ("requests$0[socks]>=2; os_name=='nt'", "requests"),
        ("requests[socks]$0", "[socks]"),
        ("requests[socks]>$0=2; os_name=='nt'", ">=2"),
        ("requests[socks]>=2; os_$0name=='nt'", "os_name=='nt'"),
    ],
)
def test_the_span_is_the_part_under_the_cursor(marked: str, part: str) -> None:
    fixture = requirements(marked)
    shown = hovered(fixture)
    assert shown is not None
    assert shown.span.of(fixture.text) == part


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("requests==2.31.0", "2.31.0"),
        ("requests === 2.31.0", "2.31.0"),
        ("requests==1!2.0+local.1", "1!2.0+local.1"),
        ("requests==2.*", None),
        ("requests==2,<3", None),
        ("requests>=2", None),
        ("requests", None),
        ("requests==", None),
        ("requests==../../x", None),
        ("requests==2/json", None),
    ],
)
def test_the_version_that_is_pinned(written: str, version: str | None) -> None:
    fixture = requirements(f"req$0{written[3:]}")
    target = hover.target(fixture.document, fixture.offset)
    assert target is not None
    assert target.version == version
    assert target.asks_index


@pytest.mark.parametrize("written", ["lib @ ./lib", "lib @ https://files.example/lib.whl"])
def test_no_index_hears_of_direct_references(written: str) -> None:
    fixture = requirements(f"l$0{written[1:]}")
    target = hover.target(fixture.document, fixture.offset)
    assert target is not None
    assert not target.asks_index
