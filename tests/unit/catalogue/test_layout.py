"""What is refused as a catalogue file, and how typed text is folded."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server import names
from pypi_language_server.catalogue import layout
from pypi_language_server.catalogue.layout import BadCatalogue, fold, fold_in_place
from pypi_language_server.catalogue.mapped import open_catalogue, verify
from tests.support.catalogues import image_of

IMAGE = image_of([f"project-{n}" for n in range(300)], ["project-7"]).to_bytes()
LISTED = st.lists(
    st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9._-]{0,8}[a-zA-Z0-9])?", fullmatch=True), min_size=1
)


def refused(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "names.bin"
    path.write_bytes(content)
    with pytest.raises(BadCatalogue) as caught:
        open_catalogue(path)
    assert caught.value.path == path
    assert str(caught.value) == f"{path}: {caught.value.why}"
    return caught.value.why


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it cannot be read: the file is empty"),
        (b"\x89PyPLS\r\n", "this is not a catalogue file"),
        (b"SQLite format 3\0" * 100, "this is not a catalogue file"),
        (bytes(len(IMAGE)), "this is not a catalogue file"),
        (IMAGE[:-1], "it is incomplete"),
        (IMAGE[: len(IMAGE) // 2], "it is incomplete"),
        (IMAGE + b"\0", "it is incomplete"),
        (IMAGE[: layout.HEADER_SIZE], "it is incomplete"),
        (IMAGE[:-8] + bytes(8), "it is incomplete"),
        (IMAGE[: len(IMAGE) // 2] + bytes(len(IMAGE) - len(IMAGE) // 2), "it is incomplete"),
        (IMAGE[:8] + IMAGE[8:12][::-1] + IMAGE[12:],
         "it was made by another version of this program"),
        (IMAGE[:12] + b"\x63" + IMAGE[13:], "it was made by another version of this program"),
        (IMAGE[:17] + b"\x07" + IMAGE[18:], "its header is damaged"),
        (IMAGE.replace(b"\r\n", b"\n", 1), "this is not a catalogue file"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    assert refused(tmp_path, content) == why


def test_a_missing_file_and_a_directory_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.bin", tmp_path):
        with pytest.raises(BadCatalogue, match="it cannot be read: "):
            open_catalogue(path)


@settings(deadline=None)
@given(cut=st.integers(0, len(IMAGE) - 1))
def test_no_half_written_file_is_opened(cut: int) -> None:
    for content in (IMAGE[:cut], IMAGE[:cut].ljust(len(IMAGE), b"\0")):
        with pytest.raises(BadCatalogue):
            layout.read_header(content, None)


@settings(deadline=None)
@given(at=st.integers(0, layout.HEADER_SIZE - 5), bit=st.integers(0, 7))
def test_no_damaged_header_is_believed(at: int, bit: int) -> None:
    content = bytearray(IMAGE)
    content[at] ^= 1 << bit
    with pytest.raises(BadCatalogue, match="catalogue in memory: "):
        layout.read_header(bytes(content), None)


def test_verify_finds_damage_that_opening_cannot_see(tmp_path: Path) -> None:
    path = tmp_path / "names.bin"
    path.write_bytes(IMAGE)
    verify(path)
    for at in (layout.HEADER_SIZE, len(IMAGE) // 2, len(IMAGE) - 9):
        path.write_bytes(IMAGE[:at] + bytes([IMAGE[at] ^ 4]) + IMAGE[at + 1 :])
        open_catalogue(path)
        with pytest.raises(BadCatalogue, match="it is damaged"):
            verify(path)
    path.write_bytes(IMAGE[:-3])
    with pytest.raises(BadCatalogue, match="it is incomplete"):
        verify(path)


def test_a_file_can_be_replaced_while_it_is_mapped(tmp_path: Path) -> None:
    path, newer = tmp_path / "names.bin", tmp_path / "newer.bin"
    path.write_bytes(IMAGE)
    catalogue = open_catalogue(path)
    newer.write_bytes(image_of(["other"]).to_bytes())
    newer.replace(path)
    assert "project-7" in catalogue
    assert "other" in open_catalogue(path)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Requests", b"requests"), ("zope.Interface", b"zope-interface"), ("a__-..b", b"a-b"),
        ("a-", b"a-"), ("a_.", b"a-"), ("-a", b"a"), ("__a", b"a"), ("-", b""), ("", b""),
        ("  a ", b"a"), ("a b", None), ("caf\u00e9", None), ("a\n", b"a"), ("a\nb", None),
        ("a[b", None), ("a\0", None), ("x" * 255, b"x" * 255), ("x" * 256, None), ("\u0130", None),
    ],
)  # fmt: skip
def test_fold(typed: str, key: bytes | None) -> None:
    assert fold(typed) == key


@settings(deadline=None)
@given(st.text())
def test_folding_is_normalising(typed: str) -> None:
    key = fold(typed)
    if key:
        assert key.decode() == names.normalize(typed.strip()).lstrip("-")
    if names.is_valid(typed) and len(typed) <= layout.MAX_NAME:
        assert key == names.normalize(typed).encode()


@settings(deadline=None)
@given(LISTED)
def test_folding_in_place_keeps_positions(listed: list[str]) -> None:
    text = bytearray(b"\n" + "".join(f"{name}\n" for name in listed).encode())
    folded = fold_in_place(text)
    assert len(folded) == len(text)
    at = 1
    for name in listed:
        assert folded[at : folded.find(b"\n", at)].decode() == names.normalize(name)
        at += len(name) + 1


def test_symbols_are_all_different() -> None:
    letters = b"-0123456789abcdefghijklmnopqrstuvwxyz"
    assert sorted(layout.symbols(letters)) == list(range(1, layout.SYMBOLS))
