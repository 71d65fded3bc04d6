"""Requirements files: how long scans and places take, beside splitting the same text into lines."""

from __future__ import annotations

import random

from pypi_language_server.manifests import requirement, requirements_cursor, requirements_txt
from tests.bench.report import figure, milliseconds, ratio, section


def main() -> None:
    """Print the figures."""
    section("Requirements files")
    texts = _texts(random.Random(2))
    for label, text, target in texts:
        took = milliseconds(lambda text=text: requirements_txt.scan(text))
        baseline = milliseconds(lambda text=text: [line.split() for line in text.splitlines()])
        against = ratio(took, baseline, "splitlines + split")
        figure(f"scan: {label}", f"{took:.2f} ms", against=against, target=target)
    text = texts[0][1]
    manifest = requirements_txt.scan(text)
    middle = text.index("\n", len(text) // 2)
    took = milliseconds(lambda: requirements_cursor.place_at(manifest, text, middle))
    figure("place of a cursor among 5,000 lines", f"{took * 1e3:.0f} us")
    _one_requirement()


def _texts(chance: random.Random) -> list[tuple[str, str, str]]:
    """Return files as (what they are, text, target)."""
    names = [f"project-{chance.randrange(10**6)}" for _ in range(5_000)]
    forms = ["{}", "{}==2.1", "{}>=2,<3  # why", '{}[a,b]==2 ; python_version < "3"', "# {}"]
    digest = "0f" * 32
    compiled = (
        f"{{}}==1.2 \\\n    --hash=sha256:{digest} \\\n    --hash=sha256:{digest}\n    # via\n"
    )
    varied = "\n".join(chance.choice(forms).format(name) for name in names)
    return [
        ("5,000 varied lines", varied, "<= 60 ms"),
        ("5,000 names", "\n".join(names), ""),
        ("5,000 lines with hashes", "".join(compiled.format(n) for n in names[:1250]), "<= 60 ms"),
        ("40,000 varied lines", "\n".join([varied] * 8), ""),
        ("one line of 1 MB", "a" + ">=2, " * 200_000, ""),
    ]


def _one_requirement() -> None:
    """Print what one PEP 508 requirement takes, beside `packaging`."""
    from packaging.requirements import Requirement

    for text in ("requests", 'requests[socks]>=2.8.1,==2.8.* ; python_version < "3.8"'):
        took = milliseconds(lambda text=text: [requirement.read(text) for _ in range(1000)])
        baseline = milliseconds(lambda text=text: [Requirement(text) for _ in range(1000)])
        against = ratio(took, baseline, "packaging, 1,000 times")
        figure(f"read: {text}"[:58], f"{took:.2f} us", against=against)
