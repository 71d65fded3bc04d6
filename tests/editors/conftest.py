"""Leaves out the editors that cannot be installed on this system."""

from __future__ import annotations

import platform
import sys

HAS_NEOVIM_WHEEL = sys.platform == "linux" and platform.machine() == "x86_64"
collect_ignore = [] if HAS_NEOVIM_WHEEL else ["test_neovim.py"]
