"""Lays out what an environment marker means, and whether it holds for the chosen Python.

Contract: pure; a marker that is not finished is shown as typed, and nothing is claimed about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features import marker_tree
from pypi_language_server.features.asked import marker_line
from pypi_language_server.features.page import (
    Footer,
    Line,
    Page,
    Paragraph,
    Rows,
    Strong,
    line,
    paragraph,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.features.targets import HoverTarget

_SHOWN = 12
_HINT = "Another Python counts by the setting pypi.python.version or pypi.python.interpreter"


def marker_page(target: HoverTarget, environment: PythonEnvironment) -> Page:
    """Return the page about a requirement's environment marker."""
    written = target.entry.marker.value if target.entry.marker else ""
    heading = paragraph(Strong(target.spelling), " — only ", *marker_line(written))
    node = marker_tree.parse(written)
    if node is None:
        return (heading, paragraph("The marker is not finished, or not one that tools can read."))
    if not environment.markers:
        return (heading, paragraph("Which Python counts here is not known yet."))
    said = _verdict(marker_tree.holds(node, environment.markers), environment)
    return (heading, said, Rows(tuple(_values(node, environment))), Footer(_HINT))


def _verdict(holds: bool | None, environment: PythonEnvironment) -> Paragraph:
    """Return whether the marker holds, and for which Python that is said."""
    which = f" for {_named(environment)}"
    match holds:
        case True:
            return paragraph(Strong("true"), which, ": it is installed there")
        case False:
            return paragraph(Strong("false"), which, ": it is left out there")
        case None:
            return paragraph("Whether it holds", which, " cannot be said from here")


def _named(environment: PythonEnvironment) -> str:
    """Return a Python by its version, its system and where that is known from."""
    system = environment.markers.get("sys_platform", "")
    where = f" on {system}" if system else ""
    return f"Python {environment.version}{where} ({environment.source})"


def _values(node: marker_tree.Node, environment: PythonEnvironment) -> Iterator[tuple[str, Line]]:
    """Yield what each comparison comes to, and the value that decides it."""
    found = {one.written: one for one in marker_tree.comparisons(node) if one.variable}
    for one in list(found.values())[:_SHOWN]:
        here = environment.markers.get(one.variable)
        holds = marker_tree.holds(one, environment.markers)
        if one.variable == "extra":
            said = "decided by whoever asks for the extra"
        elif holds is None:
            said = "cannot be compared" if here is not None else "not known"
        else:
            said = f"{str(holds).lower()}, as it is {here or 'empty'}"
        yield one.written, line(said)
