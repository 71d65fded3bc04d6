"""Runs a language server and hands its lists on too late; says so in a file. For editors' tests.

Arguments: the file to create as soon as a list is kept back, and the server's command line.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

LATE_SECONDS = 0.5
STDOUT = 1

with subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE) as server:
    assert server.stdout is not None
    while answer := os.read(server.stdout.fileno(), 1 << 20):
        if b'"isIncomplete"' in answer:
            Path(sys.argv[1]).touch()
            time.sleep(LATE_SECONDS)
        os.write(STDOUT, answer)
