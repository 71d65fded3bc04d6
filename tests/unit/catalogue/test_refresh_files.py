"""Which file is in use, and that writing never leaves half of one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pypi_language_server.catalogue import files, layout
from pypi_language_server.catalogue.files import CatalogueFiles, files_of, write_atomically


@pytest.fixture
def shelf(tmp_path: Path) -> CatalogueFiles:
    return CatalogueFiles(tmp_path)


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def put(directory: Path, *names: str) -> None:
    for name in names:
        (directory / name).write_bytes(b"x")


def test_the_highest_number_is_in_use(shelf: CatalogueFiles) -> None:
    put(shelf.directory, "names-000002.bin", "names-000010.bin", "names-000009.bin")
    assert [path.name for path in shelf.built()] == [
        "names-000010.bin",
        "names-000009.bin",
        "names-000002.bin",
    ]
    assert shelf.current() == shelf.directory / "names-000010.bin"


def test_a_number_beyond_six_digits_is_still_the_highest(shelf: CatalogueFiles) -> None:
    put(shelf.directory, "names-999999.bin", "names-1000000.bin")
    assert shelf.current() == shelf.directory / "names-1000000.bin"


def test_nothing_else_is_taken_for_a_catalogue(shelf: CatalogueFiles) -> None:
    put(
        shelf.directory,
        "names-000007.bin.123.tmp",
        "names-000008.bin.damaged",
        "names-9.bin",
        "names.suspicious.bin",
        "state.json",
    )
    assert shelf.current() is None


def test_a_directory_that_is_missing_holds_nothing(tmp_path: Path) -> None:
    absent = CatalogueFiles(tmp_path / "absent")
    assert absent.current() is None
    assert absent.upcoming().name == "names-000001.bin"


def test_the_next_build_is_above_all_others_also_above_damaged_ones(shelf: CatalogueFiles) -> None:
    put(shelf.directory, "names-000003.bin", "names-000004.bin.damaged")
    assert shelf.upcoming().name == "names-000005.bin"


def test_an_index_has_one_directory_however_its_address_ends(tmp_path: Path) -> None:
    one = files_of(tmp_path, "https://index.example/simple/")
    assert one == files_of(tmp_path, "https://index.example/simple")
    assert one != files_of(tmp_path, "https://index.example/other/")
    assert one != files_of(tmp_path, "https://other.example/simple/")


def test_programs_of_another_file_format_do_not_meet(tmp_path: Path, monkeypatch) -> None:
    """Else each would set the other's catalogue aside as damaged, and download it anew."""
    ours = files_of(tmp_path, "https://index.example/simple/")
    monkeypatch.setattr(layout, "VERSION", layout.VERSION + 1)
    assert files_of(tmp_path, "https://index.example/simple/") != ours


@given(st.text(max_size=300))
@example("https://[broken/simple/")
@example("https://" + "x" * 500 + ".example/")
@example("\ud800")
def test_any_address_gives_a_directory_right_below_the_catalogues(address: str) -> None:
    cache = Path("cache")
    directory = files_of(cache, address).directory
    assert directory.parent == cache / "catalogues"
    assert len(directory.name.encode()) < 100
    assert directory.name.strip("./\\")


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "file"
    write_atomically(target, lambda file: file.write(b"first"))
    assert target.read_bytes() == b"first"

    def breaks_off(file):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_atomically(target, breaks_off)
    assert target.read_bytes() == b"first"
    assert names(target.parent) == ["file"]


def test_what_is_renamed_was_on_disk_before(tmp_path: Path, monkeypatch) -> None:
    """A power cut after the rename must not leave an empty file of the final name."""
    synced: list[bool] = []
    target = tmp_path / "file"
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(target.exists()), real(fd)))
    write_atomically(target, lambda file: file.write(b"x"))
    assert synced == [False]


def test_sweeping_takes_leftovers_first_and_old_lists_when_there_is_a_new_one(
    shelf: CatalogueFiles,
) -> None:
    put(
        shelf.directory,
        "names-000001.bin",
        "names-000001.bin.damaged",
        "names-000002.bin",
        "names-000003.bin.77.tmp",
        "names.suspicious.bin",
        "notes.txt",
        "state.json",
        "state.json.77.tmp",
    )
    files.sweep_leftovers(shelf)
    kept = [
        "names-000001.bin",
        "names-000001.bin.damaged",
        "names-000002.bin",
        "names.suspicious.bin",
        "notes.txt",
        "state.json",
    ]
    assert names(shelf.directory) == kept
    files.sweep_replaced(shelf)
    assert names(shelf.directory) == ["names-000002.bin", "notes.txt", "state.json"]


def test_a_file_that_cannot_be_removed_is_no_failure(shelf: CatalogueFiles) -> None:
    """As on Windows, while a reader has it mapped; here a directory of that name."""
    (shelf.directory / "names-000001.bin").mkdir()
    put(shelf.directory, "names-000002.bin")
    files.sweep_replaced(shelf)
    assert shelf.current() == shelf.directory / "names-000002.bin"


def test_setting_aside_takes_a_damaged_file_out_of_use(shelf: CatalogueFiles) -> None:
    put(shelf.directory, "names-000001.bin", "names-000002.bin")
    bad = layout.BadCatalogue(None, "it is damaged")
    files.set_aside(shelf.directory / "names-000002.bin", bad)
    files.set_aside(shelf.directory / "names-000005.bin", bad)  # somebody else was faster
    assert names(shelf.directory) == ["names-000001.bin", "names-000002.bin.damaged"]
    assert shelf.current() == shelf.directory / "names-000001.bin"


def test_a_file_that_may_not_be_read_is_not_set_aside(shelf: CatalogueFiles) -> None:
    put(shelf.directory, "names-000001.bin")
    bad = layout.BadCatalogue(None, "it cannot be read")
    bad.__cause__ = PermissionError(13, "Permission denied")
    files.set_aside(shelf.directory / "names-000001.bin", bad)
    assert names(shelf.directory) == ["names-000001.bin"]
