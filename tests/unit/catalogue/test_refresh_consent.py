"""What the user said about the download is remembered for every editor of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pypi_language_server.catalogue.consent import ConsentFile
from pypi_language_server.catalogue.refresh_model import Consent


@pytest.mark.parametrize("answer", list(Consent))
def test_an_answer_holds_for_the_next_editor_too(tmp_path: Path, answer: Consent) -> None:
    path = tmp_path / "new" / "consent.json"
    running = ConsentFile(path)
    assert running.get() is Consent.UNASKED
    assert ConsentFile(path).remember(answer)
    assert running.get() is answer
    assert ConsentFile(path).get() is answer


def test_an_answer_can_be_changed(tmp_path: Path) -> None:
    consent = ConsentFile(tmp_path / "consent.json")
    consent.remember(Consent.REFUSED)
    consent.remember(Consent.GRANTED)
    assert consent.get() is Consent.GRANTED


def test_when_the_disk_refuses_the_answer_holds_for_this_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    path = tmp_path / "file" / "consent.json"  # its directory can never be made
    consent = ConsentFile(path)
    assert not consent.remember(Consent.GRANTED)
    assert consent.get() is Consent.GRANTED
    assert ConsentFile(path).get() is Consent.UNASKED


def test_once_the_disk_is_willing_again_other_editors_are_heard(tmp_path: Path) -> None:
    (tmp_path / "dir").write_bytes(b"")
    path = tmp_path / "dir" / "consent.json"
    consent = ConsentFile(path)
    consent.remember(Consent.GRANTED)
    (tmp_path / "dir").unlink()
    assert consent.remember(Consent.GRANTED)
    ConsentFile(path).remember(Consent.REFUSED)
    assert consent.get() is Consent.REFUSED


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"download-list": "maybe"}', b'{"download-list": []}', b"\xff"]
)
def test_damage_reads_as_not_asked(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "consent.json"
    path.write_bytes(content)
    assert ConsentFile(path).get() is Consent.UNASKED
