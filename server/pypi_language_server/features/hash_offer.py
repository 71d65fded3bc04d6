"""Completes `--hash`: algorithms, and for a pinned version the digests that its index publishes.

Contract: pure; digests are those of the answer alone. All of a version's files at once are written
the way in which the file parts its hashes already, else on one line (pip documentation,
"Hash-checking Mode": any one of them must match).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.features.choices import Choice
from pypi_language_server.features.constraints import pinned_version
from pypi_language_server.features.untrusted import clean
from pypi_language_server.index.model import Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.features.model import Knowledge
    from pypi_language_server.index.model import FileHash
    from pypi_language_server.manifests.cursor import AtOption
    from pypi_language_server.manifests.model import Entry

_ALGORITHMS = (
    Choice("sha256:", detail="what indexes publish"),
    Choice("sha384:"),
    Choice("sha512:"),
)
_CONTINUED = re.compile(r"[ \t]\\\r?\n([ \t]*)--hash")


def digests(text: str, place: AtOption, knowledge: Knowledge) -> Iterator[Choice]:
    """Yield what may stand behind `--hash=`: all digests of the version, each one, algorithms."""
    hashes = _hashes(place.entry, knowledge) if place.entry else ()
    if len(hashes) > 1:
        label = f"sha256:… ({_files(hashes)})"
        yield Choice(label, _joined(text, hashes).removeprefix("--hash="), text=_all_words(hashes))
    for item in hashes:
        yield Choice(item.digest, detail=clean(item.filename))
    yield from _ALGORITHMS


def pin_with_hashes(text: str, entry: Entry, knowledge: Knowledge) -> Iterator[Choice]:
    """Yield the one choice that writes all digests of a pinned version, if they are known."""
    hashes = _hashes(entry, knowledge)
    if hashes:
        detail = f"pin with hashes: {_files(hashes)}"
        yield Choice("--hash=sha256:…", _joined(text, hashes), detail, _all_words(hashes))


def _hashes(entry: Entry | None, knowledge: Knowledge) -> tuple[FileHash, ...]:
    """Return the digests of the version that an entry pins, if the answer is about it."""
    answer = knowledge.answer
    if entry is None or not isinstance(answer, Known) or answer.version is None:
        return ()
    return answer.version.hashes if answer.version.version == pinned_version(entry) else ()


def _joined(text: str, hashes: tuple[FileHash, ...]) -> str:
    """Return all digests as options, parted as the file parts them."""
    continued = _CONTINUED.search(text)
    joint = f" \\\n{continued[1]}" if continued else " "
    return joint.join(f"--hash={digest}" for digest in sorted({item.digest for item in hashes}))


def _files(hashes: tuple[FileHash, ...]) -> str:
    return "1 file" if len(hashes) == 1 else f"all {len(hashes)} files"


def _all_words(hashes: tuple[FileHash, ...]) -> str:
    names = [clean(item.filename) for item in hashes[:10]]
    more = f" and {len(hashes) - 10} more" if len(hashes) > 10 else ""
    return f"Whichever file pip takes is accepted: {', '.join(names)}{more}."
