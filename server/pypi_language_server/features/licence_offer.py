"""Completes SPDX licence expressions: identifiers, exceptions, and the words between them.

Contract: pure; only the word around the cursor changes. Identifiers are those that `packaging`
carries (SPDX licence list). Sources: PEP 639; SPDX specification, "SPDX license expressions".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.features.choices import Choice, narrowed, offered, slot_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.features.model import CompletionList, Knowledge, Snapshot
    from pypi_language_server.manifests.cursor import AtValue

_WORD_BEHIND = re.compile(r"[A-Za-z0-9.+\-:]*\Z")
_WORD_AHEAD = re.compile(r"[A-Za-z0-9.+\-:]*")

# What projects choose most, with the names that people know them by.
_COMMON = {
    "MIT": "MIT License",
    "Apache-2.0": "Apache License 2.0",
    "BSD-3-Clause": "BSD with three clauses",
    "GPL-3.0-or-later": "GNU General Public License 3 or later",
    "LGPL-3.0-or-later": "GNU Lesser General Public License 3 or later",
    "AGPL-3.0-or-later": "GNU Affero General Public License 3 or later",
    "MPL-2.0": "Mozilla Public License 2.0",
    "BSD-2-Clause": "BSD with two clauses",
    "GPL-2.0-or-later": "GNU General Public License 2 or later",
    "GPL-3.0-only": "GNU General Public License 3, no other",
    "ISC": "ISC License",
    "PSF-2.0": "Python Software Foundation License 2.0",
    "Unlicense": "given to the public domain",
    "0BSD": "BSD without clauses",
    "CC0-1.0": "Creative Commons Zero",
    "LicenseRef-Proprietary": "no public licence",
}
_JOINTS = (
    Choice("OR", detail="either licence", text="Users choose one of the two licences."),
    Choice("AND", detail="both licences", text="Both licences hold."),
    Choice("WITH", detail="an exception", text="The licence holds with an exception to it."),
)


def complete_licence(
    snapshot: Snapshot, place: AtValue, offset: int, knowledge: Knowledge
) -> CompletionList:
    """Return what may stand at the cursor in a licence expression."""
    behind, ahead = _WORD_BEHIND.search(place.typed), _WORD_AHEAD
    start = offset - len(behind[0] if behind else "")
    found = ahead.match(snapshot.text, offset, place.replace.end)
    end = found.end() if found else offset
    slot = narrowed(snapshot, slot_of(place), start, end)
    before = place.typed[: start - place.replace.start].replace("(", " ( ").replace(")", " ) ")
    return offered(snapshot, slot, offset, _expected(before.split()), knowledge)


def _expected(before: list[str]) -> Iterator[Choice]:
    """Yield what may follow the words in front of the cursor."""
    last = before[-1].upper() if before else "("
    if last in ("(", "AND", "OR"):
        yield from _licences()
    elif last == "WITH":
        yield from _exceptions()
    else:
        is_excepted = len(before) > 1 and before[-2].upper() == "WITH"
        yield from (joint for joint in _JOINTS if not (is_excepted and joint.label == "WITH"))


def _licences() -> Iterator[Choice]:
    """Yield all identifiers: common ones, then by name, then those that SPDX has withdrawn."""
    from packaging.licenses._spdx import LICENSES

    for name, words in _COMMON.items():
        yield Choice(name, detail=words)
    yield from (Choice(row["id"]) for row in LICENSES.values() if not row["deprecated"])
    for row in LICENSES.values():
        if row["deprecated"]:
            yield Choice(row["id"], detail="withdrawn by SPDX", struck=True)


def _exceptions() -> Iterator[Choice]:
    from packaging.licenses._spdx import EXCEPTIONS

    for row in EXCEPTIONS.values():
        if not row["deprecated"]:
            yield Choice(row["id"])
