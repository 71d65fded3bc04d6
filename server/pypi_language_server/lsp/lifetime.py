"""Whether the process that started us is still there (LSP 3.17, `initialize`, `processId`).

Contract: a process that cannot be seen from here at the start (another container, for instance)
is not watched: its absence says nothing.
"""

from __future__ import annotations

import asyncio
import os
import sys


async def until_gone(pid: int, interval: float) -> None:
    """Return when the process `pid` has ended; looks every `interval` seconds."""
    is_parent = os.getppid() == pid
    if not is_parent and not is_alive(pid):
        await asyncio.Event().wait()  # never seen: not watched
    # No system tells a process about the end of another one that is not its child.
    while os.getppid() == pid if is_parent else is_alive(pid):  # noqa: ASYNC110
        await asyncio.sleep(interval)


def is_alive(pid: int) -> bool:
    """Whether a process of this number exists and may be seen."""
    if pid <= 0:
        return False
    if sys.platform == "win32":
        return _is_alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _is_alive_on_windows(pid: int) -> bool:
    """Ask the kernel; `os.kill` would end the process there."""
    import ctypes

    synchronize, still_running = 0x00100000, 0x00000102
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - absent from other systems' types
    handle = kernel.OpenProcess(synchronize, False, pid)
    if not handle:
        return False
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == still_running)
    finally:
        kernel.CloseHandle(handle)
