"""`pypi-ls status`: which index, how many names, how old, where on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypi_language_server.cli import output

if TYPE_CHECKING:
    from pypi_language_server.cli.arguments import Arguments
    from pypi_language_server.services import Services, Status


def run(arguments: Arguments, services: Services) -> int:
    """Print the state of everything; 3 when something is wrong with the cache."""
    status = services.status()
    if arguments.json:
        output.write_json(as_data(status))
    else:
        for label, value in _lines(status):
            print(f"{label + ':':<12} {value}")
    for problem in status.problems:
        output.say(problem)
    return output.FAILED if status.problems else output.OK


def as_data(status: Status) -> dict[str, Any]:
    """Return the status as JSON data."""
    stamp = status.stamp
    return {
        "version": status.version,
        "index": status.index,
        "extraIndexes": list(status.extra_indexes),
        "names": {
            "origin": stamp.origin.value,
            "count": stamp.count,
            "listedAt": stamp.built_at.isoformat() if stamp.built_at else None,
            "file": str(status.catalogue_path) if status.catalogue_path else None,
            "bytes": status.catalogue_bytes,
        },
        "cache": str(status.cache_directory),
        "cachedProjects": status.cached_projects,
        "refresh": status.mode.value,
        "consent": status.consent.value,
        "lastAttempt": status.last_attempt.isoformat() if status.last_attempt else None,
        "offline": status.offline,
        "problems": list(status.problems),
    }


def _lines(status: Status) -> list[tuple[str, str]]:
    lines = [
        ("version", status.version),
        ("index", status.index + (" (offline)" if status.offline else "")),
        *(("also", url) for url in status.extra_indexes),
        ("names", output.described(status.stamp)),
    ]
    if status.catalogue_path is not None:
        lines.append(("file", f"{status.catalogue_path} ({status.catalogue_bytes / 1e6:.1f} MB)"))
    attempt = f", last tried {output.age(status.last_attempt)}" if status.last_attempt else ""
    return [
        *lines,
        ("refresh", f"{status.mode} (download of the list: {status.consent}){attempt}"),
        ("cache", f"{status.cache_directory} ({status.cached_projects:,} projects looked up)"),
    ]
