"""Projects whose releases the tests of version completion choose from."""

from __future__ import annotations

from pypi_language_server.environment import PythonEnvironment
from pypi_language_server.features.model import CompletionList, Knowledge
from pypi_language_server.index.model import Known, ProjectDocument, Release
from tests.support.check import Fixture, completed, knowing
from tests.support.known import INDEX, NOW, release

PYTHON_38 = PythonEnvironment("3.8.1")
PYTHON_312 = PythonEnvironment("3.12.1")


def project(*versions: str | Release, name: str = "requests") -> Known:
    """A project with these releases, newest first."""
    releases = tuple(item if isinstance(item, Release) else Release(item) for item in versions)
    return Known(ProjectDocument(name, INDEX, releases=releases), NOW)


SPROCKET = project(
    release("2.33.0rc1", 3),
    release("2.32.3", 21, requires_python=">=3.9"),
    release("2.32.1", 60, yanked=True, yanked_reason="breaks proxies"),
    release("2.31.0", 400),
    release("2.9.1", 800),
    release("1.10.0", 1500, requires_python=">=2.7"),
)
"""What the tests complete from: finals, a pre-release, a yanked one, one for newer Pythons."""

MODERN = knowing(SPROCKET, environment=PYTHON_312)


def labels(fixture: Fixture, knowledge: Knowledge = MODERN) -> list[str]:
    """The labels that are offered at the cursor."""
    return [item.label for item in listed(fixture, knowledge).items]


def listed(fixture: Fixture, knowledge: Knowledge = MODERN) -> CompletionList:
    """The list that is offered at the cursor."""
    answer = completed(fixture, knowledge=knowledge)
    assert answer is not None, "nothing may stand here"
    assert answer.incomplete
    return answer
