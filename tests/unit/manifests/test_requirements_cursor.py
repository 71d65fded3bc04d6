"""Where a cursor stands in a requirements file; `$0` is the cursor."""

from __future__ import annotations

import time

import pytest

from pypi_language_server.manifests import requirements_cursor, requirements_txt
from pypi_language_server.manifests.cursor import (
    AtExtra,
    AtInclude,
    AtMarker,
    AtName,
    AtOption,
    AtUrl,
    AtVersion,
    Nowhere,
)

TABLE = [
    # names
    ("$0", "name '' ''"),
    ("requests\n$0", "name '' ''"),
    ("requests\r\n$0", "name '' ''"),
    ("requests\r$0", "name '' ''"),
    ("requests\n$0\nflask", "name '' ''"),
    ("requests\n   $0  \nflask", "name '' ''"),
    ("\ufeff$0", "name '' ''"),
    ("\ufeffre$0q", "name 're' 'req'"),
    ("$0\ufeffreq", "nowhere"),
    ("req$0", "name 'req' 'req'"),
    ("   req$0", "name 'req' 'req'"),
    ("\treq$0  # c", "name 'req' 'req'"),
    ("$0  req", "nowhere"),
    ("$0req", "name '' 'req'"),
    ("req$0uests", "name 'req' 'requests'"),
    ("req$0uests[socks]>=2 ; m", "name 'req' 'requests'"),
    ("req$0>=2", "name 'req' 'req'"),
    ("a\nscikit-le$0arn\nb", "name 'scikit-le' 'scikit-learn'"),
    ("req$0 --hash=sha256:x", "name 'req' 'req'"),
    ("a\freq$0", "name 'req' 'req'"),
    ("a\u2028req$0", "name 'req' 'req'"),
    ("😀\nreq$0", "name 'req' 'req'"),
    ("\\\n  req$0uests", "name 'req' 'requests'"),
    ("\\\n$0", "name '' ''"),
    ("req$0 \\\n  >=2", "name 'req' 'req'"),
    ("req\\\nue$0sts", "nowhere"),
    ("re$0q\\\nuests", "nowhere"),
    # comments
    ("# $0", "nowhere"),
    ("$0# c", "nowhere"),  # a name here would swallow the `#`
    ("  $0# c", "nowhere"),
    ("  $0  # c", "name '' ''"),
    ("#$0", "nowhere"),
    ("flask # c$0", "nowhere"),
    ("flask $0# c", "version '' ''"),
    ("flask # c \\\nre$0q", "nowhere"),
    ("flask \\\n# $0c\nreq", "nowhere"),
    ("flask \\\n# c\nreq$0", "name 'req' 'req'"),
    ("# c \\\nreq$0", "name 'req' 'req'"),
    # versions, extras, markers
    ("requests $0", "version '' ''"),
    ("requests $0 --hash=sha256:x", "version '' ''"),
    ("requests>=2$0,<3", "version '>=2' '>=2'"),
    ("requests \\\n  >=2$0", "version '>=2' '>=2'"),
    ("requests \\\n$0", "version '' ''"),
    ("requests>=\\\n2$0", "version '2' '2'"),
    ("requests[so$0", "extra 'so' 'so'"),
    ("requests[so$0cks]\nflask", "extra 'so' 'socks'"),
    ("requests[\\\n  so$0\\\n]", "extra 'so' 'so'"),
    ("requests ; $0", "marker '' ''"),
    ("requests>=2; sys_pl$0atform=='x'", "marker 'sys_pl' 'sys_platform'"),
    # addresses and paths
    ("https://h.ex$0ample/x", "url"),
    ("https://h.example/x ; py$0", "marker 'py' 'py'"),
    ("acme @ https://h.ex$0ample/x", "url"),
    ("ac$0me @ https://h.example/x", "name 'ac' 'acme'"),
    ("./fold$0er", "url"),
    (".$0", "url"),
    ("fold/er$0", "url"),
    (r"C:\x$0", "url"),
    ("thing.whl$0", "url"),
    ("-e ./x$0", "url"),
    ("-e git+https://h.example/r#egg=na$0me", "url"),
    ("-e na$0me @ https://h.example/r", "url"),
    ("--editable=.$0", "url"),
    # environment variables
    ("${NA$0ME}", "nowhere"),
    ("acme-${X$0}", "nowhere"),
    # options
    ("-$0", "option '-' '-'"),
    ("--$0", "option '--' '--'"),
    ("$0-r a.txt", "option '' '-r' of -r"),
    ("-r$0", "option '-r' '-r' of -r"),
    ("-r $0", "option '' '' of -r"),
    ("-r   $0  # c", "option '' '' of -r"),
    ("-r ba$0se.txt", "option 'ba' 'base.txt' of -r"),
    ("-rba$0se.txt", "option 'ba' 'base.txt' of -r"),
    ("-r a.txt $0", "option '' ''"),
    ("-e $0", "option '' '' of -e"),
    ("--pre $0", "option '' ''"),
    ("--ind$0", "option '--ind' '--ind' of --ind"),
    ("--index-url=$0", "option '' '' of --index-url"),
    ("--index-url=htt$0ps://h.example", "option 'htt' 'https://h.example' of --index-url"),
    ("-c x -r y$0", "option 'y' 'y' of -r"),
    ("requests --has$0h=x", "option '--has' '--hash' of --hash"),
    ("requests --hash=sha256:0$01", "option 'sha256:0' 'sha256:01' of --hash"),
    ("requests \\\n    --hash=sha2$056:01 \\\n    --hash=x", "option 'sha2' 'sha256:01' of --hash"),
    ("requests \\\n    --hash=a:b \\\n    --h$0", "option '--h' '--h' of --h"),
    ("requests \\\n    --hash=a:b \\\n    $0", "option '' ''"),
    ("requests -$0", "option '-' '-'"),
]


def show(text: str, offset: int) -> str:
    """Return the place in words, after checking what holds of every place."""
    manifest = requirements_txt.scan(text)
    place = requirements_cursor.place_at(manifest, text, offset)
    match place:
        case Nowhere():
            return "nowhere"
        case AtUrl(entry):
            assert entry in manifest.entries
            return "url"
        case AtOption(typed, replace, option):
            assert option is None or option in manifest.options
            known = f" of {option.name.value}" if option and option.known else ""
            return f"option {typed!r} {replace.of(text)!r}{known}"
        case AtName() | AtExtra() | AtVersion() | AtMarker():
            assert place.entry is None or place.entry in manifest.entries
            kind = type(place).__name__.removeprefix("At").lower()
            return f"{kind} {place.typed!r} {place.replace.of(text)!r}"
        case AtInclude():
            raise AssertionError("requirements files include no groups")


@pytest.mark.parametrize(("marked", "expected"), TABLE, ids=[ascii(row[0]) for row in TABLE])
def test_places(marked, expected) -> None:
    assert marked.count("$0") == 1
    assert show(marked.replace("$0", ""), marked.index("$0")) == expected


@pytest.mark.parametrize(("marked", "expected"), TABLE, ids=[ascii(row[0]) for row in TABLE])
def test_the_same_places_with_other_line_ends_and_lines_around(marked, expected) -> None:
    if marked.startswith(("\ufeff", "$0\ufeff")):
        return
    marked = f"first==1\n# c\n{marked}\nlast==1\n".replace("\r\n", "\n").replace("\n", "\r\n")
    assert show(marked.replace("$0", ""), marked.index("$0")) == expected


def test_between_cr_and_lf_is_nowhere() -> None:
    assert show("a\r\nb", 2) == "nowhere"


def test_offsets_outside_are_clamped() -> None:
    assert show("a", 99) == "name 'a' 'a'"
    assert show("a", -1) == "name '' 'a'"


def test_an_accepted_name_changes_the_name_alone() -> None:
    text = "flask\r\n  reque[socks] >= 2 ; m  # c\r\nsix"
    offset = text.index("que")
    place = requirements_cursor.place_at(requirements_txt.scan(text), text, offset)
    assert isinstance(place, AtName)
    accepted = text[: place.replace.start] + "requests" + text[place.replace.end :]
    assert accepted == text.replace("reque", "requests")
    assert (place.before, place.after, place.group) == ("", "", 0)


def test_a_place_in_forty_thousand_lines_takes_no_time() -> None:
    """The line around the cursor is read, not the file (0.2 ms here)."""
    text = "".join(f"project-{number}>=1  # {number}\n" for number in range(40_000))
    manifest = requirements_txt.scan(text)
    start = time.process_time()
    for _ in range(10):
        requirements_cursor.place_at(manifest, text, len(text) // 2)
    assert time.process_time() - start < 0.2


def test_a_manifest_of_another_text_does_no_harm() -> None:
    """It knows no entry where this text has one."""
    place = requirements_cursor.place_at(requirements_txt.scan("# c\n"), "flask", 3)
    assert isinstance(place, Nowhere)
