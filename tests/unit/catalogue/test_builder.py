"""Catalogue files as they are built: order, spellings, serials, two spellings of one name."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.catalogue import layout
from pypi_language_server.catalogue.builder import BuildInfo, build
from pypi_language_server.catalogue.mapped import MappedCatalogue
from pypi_language_server.catalogue.model import Origin
from pypi_language_server.catalogue.name_lists import NameBatch
from pypi_language_server.names import NormalizedName, normalize
from tests.support.catalogues import INFO, catalogue_of, image_of

ROOT = Path(__file__).resolve().parents[3]

_spelling = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,12}[A-Za-z0-9])?", fullmatch=True)
_short = st.from_regex(r"[aAbB]([aAbB._-]{0,4}[aAbB])?", fullmatch=True)


def offered(catalogue: MappedCatalogue, typed: str = "") -> list[str]:
    return [item.spelling for item in catalogue.complete(typed, 1000).items]


def test_the_stamp_says_what_it_was_made_from() -> None:
    stamp = catalogue_of([("a", 5), ("b", 12)]).stamp
    assert (stamp.origin, stamp.count, stamp.serial) == (Origin.INDEX, 2, 12)
    assert (stamp.source, stamp.etag, stamp.built_at) == (INFO.source, INFO.etag, INFO.built_at)


def test_an_image_writes_what_it_is() -> None:
    image, file = image_of(["Flask", "a__b"], ["flask"]), io.BytesIO()
    image.write(file)
    assert file.getvalue() == image.to_bytes()
    assert image.count == 2


def test_no_names_make_an_empty_catalogue() -> None:
    catalogue = catalogue_of([])
    assert catalogue.stamp.count == 0
    assert offered(catalogue) == offered(catalogue, "a") == []
    assert "a" not in catalogue


def test_popular_names_come_in_the_given_order() -> None:
    listed = ["aa", "ab", "ac", "ad"]
    assert offered(catalogue_of(listed, ["ac", "missing", "aa", "ac"])) == ["ac", "aa"]
    assert offered(catalogue_of(listed, ["ac", "aa"]), "a") == ["ac", "aa", "ab", "ad"]


def test_the_recent_come_first_then_the_short_then_the_lists_order() -> None:
    week = 1 << 18
    listed = [
        ("x-long-name-of-old", week), ("x-old", week), ("x-new", 9 * week), ("x-b", week + 5),
        ("x-very-long-but-new", 9 * week + 1), ("x-a", week),
    ]  # fmt: skip
    assert offered(catalogue_of(listed), "x") == [
        "x-new", "x-very-long-but-new", "x-old", "x-b", "x-a", "x-long-name-of-old",
    ]  # fmt: skip


def test_two_spellings_of_one_name_collapse_into_the_better_ranked() -> None:
    week = 1 << 18
    listed = [("a.b", week), ("Other", 1), ("A-B", 5 * week), ("a__b", 3 * week), ("other", 0)]
    catalogue = catalogue_of(listed)
    assert catalogue.stamp.count == 2
    assert offered(catalogue, "a") == ["A-B"]
    assert offered(catalogue, "ther") == ["Other"]
    assert catalogue.spelling(normalize("a.b")) == "A-B"
    assert catalogue.serial(normalize("a.b")) == 5 * week


def test_two_spellings_of_a_popular_name_collapse_into_the_recent() -> None:
    catalogue = catalogue_of([("a.b", 7), ("A_B", 9), ("a-b", 8)], ["a-b"])
    assert catalogue.stamp.count == 1
    assert offered(catalogue) == offered(catalogue, "a") == ["A_B"]


def test_serials_that_do_not_fit_count_as_none() -> None:
    catalogue = catalogue_of([("a", 2**32), ("b", 2**32 - 1), ("c", 0), ("d", 2**70)][:3])
    assert [catalogue.serial(NormalizedName(name)) for name in "abc"] == [None, 2**32 - 1, None]
    assert catalogue.stamp.serial == 2**32


def test_batches_are_one_list() -> None:
    batches = [NameBatch(["b", "d"], [1, 2]), NameBatch([], []), NameBatch(["a"], [3])]
    catalogue = MappedCatalogue(build(iter(batches), [], INFO).to_bytes())
    assert catalogue.stamp.count == 3
    assert [catalogue.serial(NormalizedName(name)) for name in "abcd"] == [3, 1, None, 2]


def test_the_same_list_gives_the_same_file() -> None:
    listed = [(f"p{n * 7919 % 500}", n) for n in range(500)]
    assert image_of(listed, ["p3", "p1"]).to_bytes() == image_of(listed, ["p3", "p1"]).to_bytes()


def test_the_order_of_popular_names_does_not_depend_on_hash_seeds() -> None:
    code = (
        "import zlib; from tests.support.catalogues import image_of;"
        "print(zlib.crc32(image_of([f'n{i}' for i in range(99)], ['n5', 'n4']).to_bytes()))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, cwd=ROOT,
            check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(seen) == 1


_listed = st.lists(st.tuples(st.one_of(_spelling, _short), st.integers(0, 2**33)), max_size=60)


@settings(max_examples=120, deadline=None)
@given(_listed, st.data())
def test_everything_listed_is_found(listed: list[tuple[str, int]], data: st.DataObject) -> None:
    """Each name is there once, with one of its spellings and that spelling's serial."""
    names = [normalize(name) for name, _ in listed]
    popular = data.draw(st.lists(st.sampled_from(names or ["none"]), max_size=20))
    catalogue = catalogue_of(listed, popular)
    assert catalogue.stamp.count == len(set(names))
    for name in set(names):
        assert name in catalogue
        spelled = (catalogue.spelling(name), catalogue.serial(name))
        assert spelled in {
            (spelling, serial if 0 < serial <= layout.MAX_SERIAL else None)
            for spelling, serial in listed
            if normalize(spelling) == name
        }
        assert f"{name}0" in names or f"{name}0" not in catalogue


def test_a_source_that_is_no_ascii_survives() -> None:
    info = BuildInfo("https://b\u00fccher.example/simple/", None, '"\u00e9"')
    stamp = MappedCatalogue(image_of(["a"], info=info).to_bytes()).stamp
    assert (stamp.source, stamp.etag, stamp.built_at) == (info.source, info.etag, None)


def test_header_numbers_are_what_the_file_holds() -> None:
    image = image_of(["Flask", "a__b", "numpy"], ["numpy", "flask"])
    header = layout.read_header(image.to_bytes(), None)
    assert (header.count, header.popular, header.body_crc) == (3, 2, image.header.body_crc)
    at = layout.sections(header)
    body = image.to_bytes()
    assert body[at.names : at.names_end] == b"\nnumpy\nflask\na-b\n\n"
    assert body[at.names + at.distance : at.names_end + at.distance] == b"\nnumpy\nFlask\na__b\n"
    assert json.dumps(body[at.names : at.popular_end].decode()) == r'"\nnumpy\nflask\n"'
