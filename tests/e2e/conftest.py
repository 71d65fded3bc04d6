"""What real processes of the server see of the world in these tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.fake_index import FakeIndex


@pytest.fixture
def environ(index: FakeIndex, tmp_path: Path) -> dict[str, str]:
    """The environment of a server whose index is the test module's `index`."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYPI_LS_INDEX_URL": index.root,
        "PYPI_LS_CACHE_DIR": str(tmp_path / "cache"),
        "PYPI_LS_POPULARITY_URL": "",
        "PYPI_LS_REFRESH": "manual",
        "PYTHONWARNINGS": "error",
    }
