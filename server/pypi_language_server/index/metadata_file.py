"""Reads a core-metadata file (PEP 658) into the document that a Simple API page began.

Contract: sans-I/O and tolerant; a body that is no metadata of the project changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pypi_language_server.index import project_facts
from pypi_language_server.index.clean import clean_text, texts
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from email.message import Message

    from pypi_language_server.index.model import ProjectDocument

_HEAD_LIMIT = 1 << 20  # bytes; the description that follows the head is not needed


def with_metadata(document: ProjectDocument, body: bytes) -> ProjectDocument:
    """Return `document` with what the METADATA file of its latest version says."""
    from email.parser import HeaderParser

    head = body[:_HEAD_LIMIT].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    message = HeaderParser().parsestr(head.decode("utf-8", errors="replace"))
    name = clean_text(str(message.get("Name", "")), 200)
    if normalize(name) != normalize(document.name):
        return document
    classifiers = _all(message, "Classifier")
    return replace(
        document,
        name=name,
        summary=project_facts.summary(_one(message, "Summary")),
        license=project_facts.licence(
            _one(message, "License-Expression"), classifiers, _one(message, "License")
        ),
        extras=project_facts.extras(_all(message, "Provides-Extra")),
        requires_dist=texts(_all(message, "Requires-Dist")),
        links=project_facts.links(
            project_facts.pairs(_all(message, "Project-URL")), _one(message, "Home-page")
        ),
        classifiers=project_facts.telling_classifiers(classifiers),
        keywords=project_facts.keywords(_one(message, "Keywords")),
    )


def _one(message: Message, field: str) -> str:
    return str(message.get(field, ""))


def _all(message: Message, field: str) -> list[object]:
    return [str(value) for value in message.get_all(field, [])]
