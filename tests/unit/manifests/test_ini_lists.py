"""The quick reading of ordinary items in INI lists, beside the thorough one; half-typed marks."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pypi_language_server.manifests import ini_lists, kinds
from pypi_language_server.manifests.ini_items import Style, items
from pypi_language_server.manifests.model import ManifestKind

ITEMS = st.lists(
    st.sampled_from(
        [
            *(
                "requests",
                "a.zip",
                "A-b_c.d",
                "[x, y]",
                "[x",
                ">=1",
                " >= 1.0, <2",
                "~=1.*",
                "===1",
            ),
            *(" ; ", ";os_name == 'x'", '; (extra == "y")', " # c", "#c", "py3: ", "!a,b: ", " "),
            *("{x}", "-r a", " --pre", ".tar.gz", "==1.whl", " @ https://h.example/a", "./a", "\t"),
        ]
    ),
    max_size=6,
).map("".join)
HEADS = {
    ManifestKind.SETUP_CFG: ["[options]\ninstall_requires =", "[options.extras_require]\ndev ="],
    ManifestKind.TOX_INI: ["[testenv]\ndeps =", "[tox]\nrequires ="],
}


@given(st.lists(ITEMS, min_size=1, max_size=4), st.sampled_from(["", "\n  "]))
@example(["a[x, y] >= 1.0, <2 ; os_name == 'x'  # c"], "\n ")
@example(["py3: a>=1", "flit.zip", "a==1.0.tar.gz ; os_name"], "\n ")
def test_the_quick_reading_equals_the_thorough_one(lines: list[str], first: str) -> None:
    for kind, heads in HEADS.items():
        for head in heads:
            text = head + first + "\n  ".join(lines) + "\n"
            quick = kinds.scan(kind, text)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(ini_lists, "_ORDINARY", re.compile(r"(?!)"))
                thorough = kinds.scan(kind, text)
            assert list(quick.entries) == list(thorough.entries)
            assert quick == thorough


@pytest.mark.parametrize(
    ("style", "line", "parted"),
    [
        (Style.SETUPTOOLS, "a; b ;c", ["a", " b ", "c"]),
        (Style.SETUPTOOLS, "a ; extra=='x'; b", ["a ; extra=='x'", " b"]),
        (Style.SETUPTOOLS, "a;;", ["a", "", ""]),
        (Style.SETUPTOOLS, "a; b # c; d", ["a", " b "]),
        (Style.TOX_LIST, "a, b", ["a", " b"]),
        (Style.TOX_LIST, "a[x, y]>=1, <2, b", ["a[x, y]>=1, <2", " b"]),
        (Style.TOX_DEPS, "a, b; c", ["a, b; c"]),
        (Style.TOX_DEPS, "py3: a", [" a"]),
        (Style.TOX_DEPS, "a \\", ["a "]),
        (Style.TOX_DEPS, "#x", [""]),
    ],
)
def test_what_parts_a_line(style: Style, line: str, parted: list[str]) -> None:
    found = items(line, 0, len(line), style, split=True)
    assert [line[start:end] for start, end in found.ranges] == parted
