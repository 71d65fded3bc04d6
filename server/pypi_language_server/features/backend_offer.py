"""Knows the build backends: which object each project provides (PEP 517, "build-backend").

Contract: pure; what `build-system.requires` names comes first and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.features.choices import Choice
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from pypi_language_server.manifests.model import Manifest

_REQUIRES = ("build-system", "requires")


class Backend(NamedTuple):
    """A project that builds others.

    Attributes:
        project: what `requires` must name, normalised.
        backend: what `build-backend` must be.
        text: one sentence about it.
    """

    project: str
    backend: str
    text: str


BACKENDS = (
    Backend("hatchling", "hatchling.build", "Hatch's builder: pure Python, extended by plugins."),
    Backend("setuptools", "setuptools.build_meta", "The oldest and widest: also C extensions."),
    Backend("uv-build", "uv_build", "uv's builder: pure Python, quick."),
    Backend("flit-core", "flit_core.buildapi", "Flit's builder: pure Python, small."),
    Backend("poetry-core", "poetry.core.masonry.api", "Poetry's builder."),
    Backend("pdm-backend", "pdm.backend", "PDM's builder."),
    Backend("maturin", "maturin", "Extensions written in Rust."),
    Backend("scikit-build-core", "scikit_build_core.build", "Extensions that CMake builds."),
    Backend("meson-python", "mesonpy", "Extensions that Meson builds."),
    Backend("setuptools-rust", "setuptools.build_meta", "Setuptools with extensions in Rust."),
    Backend("whey", "whey", "A small builder for pure Python."),
    Backend("sip", "sipbuild.api", "Bindings to C and C++ by SIP."),
    Backend("jupyter-packaging", "jupyter_packaging.build_api", "Extensions of Jupyter."),
    Backend("trampolim", "trampolim", "A small builder for pure Python."),
    Backend("enscons", "enscons.api", "Builds with SCons."),
    Backend("flit", "flit_core.buildapi", "Flit's builder: pure Python, small."),
)


def backends(manifest: Manifest) -> list[Choice]:
    """Return the backends, first those that are required."""
    required = required_for_builds(manifest)
    fit = [item for item in BACKENDS if item.project in required]
    others = [item for item in BACKENDS if item.project not in required]
    return [
        *(Choice(item.backend, detail=f"of {item.project}", text=item.text) for item in fit),
        *(
            Choice(item.backend, detail=f"needs {item.project} in requires", text=item.text)
            for item in others
        ),
    ]


def required_for_builds(manifest: Manifest) -> frozenset[str]:
    """Return the projects that `build-system.requires` names, normalised."""
    return frozenset(
        normalize(entry.name.value)
        for entry in manifest.entries
        if entry.name is not None and manifest.groups[entry.group].path == _REQUIRES
    )


def backend_words(backend: str, required: frozenset[str]) -> str:
    """Return a sentence about a backend, and whether `required` brings it."""
    known = [item for item in BACKENDS if item.backend == backend]
    if not known:
        return ""
    fit = next((item for item in known if item.project in required), None)
    if fit is not None:
        return f"{fit.text} It comes from {fit.project}, which is required for builds."
    return f"{known[0].text} It needs {known[0].project} in `requires`, which does not name it."
