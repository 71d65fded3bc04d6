"""The catalogue in use: exchanged within a minute, never pulled away, never an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pypi_language_server.catalogue import files, refresh_state
from pypi_language_server.catalogue.builder import BuildInfo, build
from pypi_language_server.catalogue.files import CatalogueFiles, files_of
from pypi_language_server.catalogue.mapped import open_catalogue
from pypi_language_server.catalogue.model import EMPTY, NameCatalogue
from pypi_language_server.catalogue.name_lists import NameBatch
from pypi_language_server.catalogue.refresh_state import DAY, RefreshState
from pypi_language_server.catalogue.shelf import Shelf
from pypi_language_server.names import normalize

EPOCH = 1_800_000_000.0


@dataclass
class Desk:
    """A shelf, its directory, and a clock that only the test moves."""

    files: CatalogueFiles
    now: float = 0.0
    opened: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.files, self._open, lambda: EMPTY, lambda: self.now)

    def _open(self, path: Path) -> NameCatalogue:
        self.opened.append(path)
        return open_catalogue(path, {})

    def publish(self, *names: str) -> Path:
        image = build(
            [NameBatch(list(names), [1] * len(names))], (), BuildInfo("https://i.example/")
        )
        path = self.files.upcoming()
        files.write_atomically(path, image.write)
        files.sweep_replaced(self.files)
        return path

    def after(self, seconds: float) -> NameCatalogue:
        self.now += seconds
        return self.shelf.catalogue()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(files_of(tmp_path, "https://i.example/"))


SEVEN, EIGHT = normalize("seven"), normalize("eight")


def test_without_a_file_the_fallback_serves(desk: Desk) -> None:
    assert desk.shelf.catalogue() is EMPTY
    assert (desk.shelf.path, desk.shelf.size(), desk.shelf.problems()) == (None, 0, ())


def test_a_list_that_is_there_serves_from_the_first_keystroke(desk: Desk) -> None:
    path = desk.publish("seven")
    assert SEVEN in desk.shelf.catalogue()
    assert desk.shelf.path == path
    assert desk.shelf.size() == path.stat().st_size


def test_a_new_list_is_noticed_within_a_minute(desk: Desk) -> None:
    desk.publish("seven")
    desk.after(0)
    desk.publish("eight")
    assert EIGHT not in desk.after(59)
    assert EIGHT in desk.after(1)


def test_the_first_list_is_noticed_likewise(desk: Desk) -> None:
    assert desk.after(0) is EMPTY
    desk.publish("seven")
    assert desk.after(59) is EMPTY
    assert SEVEN in desk.after(1)


def test_after_our_own_refresh_it_is_noticed_at_once(desk: Desk) -> None:
    desk.after(0)
    desk.publish("seven")
    desk.shelf.look_again()
    assert SEVEN in desk.after(0)


def test_typing_does_not_touch_the_disk(desk: Desk, monkeypatch) -> None:
    desk.publish("seven")
    desk.after(0)

    def refuse(*_: object) -> None:
        raise AssertionError("the disk was read")

    for name in ("iterdir", "stat", "open", "read_bytes"):
        monkeypatch.setattr(Path, name, refuse)
    for _ in range(1000):
        desk.after(0.059)


def test_a_file_is_opened_once(desk: Desk) -> None:
    path = desk.publish("seven")
    first = desk.after(0)
    for _ in range(10):
        assert desk.after(60) is first
    assert desk.opened == [path]


def test_what_was_handed_out_stays_valid(desk: Desk) -> None:
    old = desk.publish("seven")
    before = desk.after(0)
    desk.publish("eight")
    desk.after(60)
    assert not old.exists()
    assert SEVEN in before
    assert [match.spelling for match in before.complete("se", 5).items] == ["seven"]


def test_a_directory_that_is_emptied_takes_nothing_away(desk: Desk) -> None:
    path = desk.publish("seven")
    desk.after(0)
    path.unlink()
    assert SEVEN in desk.after(60)
    assert desk.shelf.size() == 0
    again = desk.publish("eight")
    assert again == path, "numbers start again"
    assert EIGHT in desk.after(60)


# -- files that cannot be used


@pytest.mark.parametrize("content", [b"", b"\x00" * 5000, b"SQLite format 3\x00" * 40])
def test_what_is_no_catalogue_is_set_aside_and_said_once(desk: Desk, content: bytes) -> None:
    path = desk.publish("seven")
    path.write_bytes(content)
    assert desk.after(0) is EMPTY
    assert desk.after(60) is EMPTY
    assert desk.opened == [path]
    (sentence,) = desk.shelf.problems()
    assert sentence.startswith("The catalogue names-000001.bin cannot be used (")
    assert sentence.endswith("); the list of names needs a refresh.")
    assert [item.name for item in desk.files.directory.iterdir()] == ["names-000001.bin.damaged"]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_half_written_catalogue_is_set_aside(desk: Desk, share: float) -> None:
    path = desk.publish("seven")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert desk.after(0) is EMPTY
    assert len(desk.shelf.problems()) == 1


def test_a_sound_one_afterwards_ends_the_complaint(desk: Desk) -> None:
    desk.publish("seven").write_bytes(b"")
    desk.after(0)
    desk.publish("eight")
    assert EIGHT in desk.after(60)
    assert desk.shelf.problems() == ()


def test_damage_to_a_newer_file_keeps_the_one_in_use(desk: Desk) -> None:
    desk.publish("seven")
    desk.after(0)
    desk.files.upcoming().write_bytes(b"not one of ours")
    assert SEVEN in desk.after(60)
    assert len(desk.shelf.problems()) == 1


def test_an_older_build_serves_when_the_newest_is_damaged(desk: Desk) -> None:
    desk.publish("seven")
    desk.files.upcoming().write_bytes(b"not one of ours")
    assert SEVEN in desk.after(0)
    assert len(desk.shelf.problems()) == 1


def test_a_file_that_may_not_be_read_is_tried_again_later(desk: Desk, monkeypatch) -> None:
    desk.publish("seven")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        assert desk.after(0) is EMPTY
    (sentence,) = desk.shelf.problems()
    assert sentence.startswith("The catalogue names-000001.bin cannot be used (it cannot be read")
    assert "Permission denied" in sentence
    assert SEVEN in desk.after(60)
    assert desk.shelf.problems() == ()


def test_a_damaged_file_that_cannot_be_renamed_is_said_once(desk: Desk, monkeypatch) -> None:
    """As in a read-only directory."""
    desk.publish("seven").write_bytes(b"")

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("os.replace", refuse)
    for _ in range(3):
        assert desk.after(60) is EMPTY
    assert len(desk.shelf.problems()) == 1


def test_a_refresh_that_removes_the_file_under_our_hands(desk: Desk, monkeypatch) -> None:
    """Between the look at the directory and the opening."""
    old = desk.publish("seven")
    real = desk._open

    def late(path: Path) -> NameCatalogue:
        if path == old and old.exists():
            desk.publish("eight")
        return real(path)

    monkeypatch.setattr(desk.shelf, "_open_file", late)
    assert EIGHT in desk.after(0)
    assert desk.shelf.problems() == ()


def test_files_that_vanish_again_and_again_are_given_up_for_a_minute(
    desk: Desk, monkeypatch
) -> None:
    desk.publish("seven")
    looks = []

    def vanish(path: Path) -> NameCatalogue:
        looks.append(path)
        path.unlink()
        desk.publish("eight")
        return open_catalogue(path.with_name("gone"), {})

    with monkeypatch.context() as patch:
        patch.setattr(desk.shelf, "_open_file", vanish)
        assert desk.after(0) is EMPTY
    assert len(looks) == 3
    assert desk.shelf.problems() == ()
    assert EIGHT in desk.after(60)


# -- what is known about refreshes


def test_when_the_index_confirmed_the_list(desk: Desk) -> None:
    desk.publish("seven")
    desk.after(0)
    assert desk.shelf.checked_at() is None
    refresh_state.save(desk.files.state, refresh_state.after_success(EPOCH))
    desk.after(60)
    assert desk.shelf.checked_at() == datetime.fromtimestamp(EPOCH, UTC)


def test_when_a_refresh_is_due(desk: Desk) -> None:
    assert desk.shelf.is_due(EPOCH)
    refresh_state.save(desk.files.state, refresh_state.after_success(EPOCH))
    assert desk.shelf.is_due(EPOCH), "the state says fresh, but there is no list"
    desk.publish("seven")
    assert not desk.shelf.is_due(EPOCH + DAY - 1)
    assert desk.shelf.is_due(EPOCH + DAY)
    failed = refresh_state.after_failure(RefreshState(), EPOCH, "Busy.", 0.5, retry_after=DAY)
    refresh_state.save(desk.files.state, failed)
    assert not desk.shelf.is_due(EPOCH + DAY - 1)
    assert desk.shelf.state().why == "Busy."
