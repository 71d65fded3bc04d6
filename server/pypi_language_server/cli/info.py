"""`pypi-ls info`: what the index knows about one project."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, assert_never

from pypi_language_server import names
from pypi_language_server.cli import output
from pypi_language_server.features import facts
from pypi_language_server.features.knowledge import index_name, known_words
from pypi_language_server.features.untrusted import clean
from pypi_language_server.index.model import Known, Missing, Pending, Unavailable
from pypi_language_server.index.scope import NOWHERE

if TYPE_CHECKING:
    from pypi_language_server.cli.arguments import Arguments
    from pypi_language_server.index.model import Answer
    from pypi_language_server.services import Services

MAX_SUMMARY = 500


def run(arguments: Arguments, services: Services) -> int:
    """Print what is known about a project; 1 when there is none, 3 when nobody can tell."""
    typed = arguments.words[0]
    if not names.is_valid(typed):
        output.say(f"“{clean(typed, 80)}” cannot be a project's name (letters, digits, - _ .).")
        return output.MISUSED
    answer = asyncio.run(_ask(names.normalize(typed), services))
    match answer:
        case Known():
            _print_known(answer, as_json=arguments.json)
            return output.OK
        case Missing():
            output.say(f"{index_name(answer.source)} has no project named {typed}.")
            return output.NOTHING
        case Unavailable():
            output.say(f"Nothing is known about {typed}: {answer.failure.why}")
            return output.FAILED
        case Pending():
            output.say(f"The index has not answered about {typed} yet; ask again in a moment.")
            return output.FAILED
        case _:
            assert_never(answer)


async def _ask(name: names.NormalizedName, services: Services) -> Answer:
    try:
        return await services.look_up(name, NOWHERE)
    finally:
        await services.close()


def _print_known(known: Known, *, as_json: bool) -> None:
    now = datetime.now(UTC)
    if as_json:
        output.write_json(as_data(known))
        return
    document = known.document
    summary = clean(document.summary, MAX_SUMMARY)
    print(f"{clean(document.name, 100)} {document.latest}" + (f" - {summary}" if summary else ""))
    cautions = [facts.status_words(document)]
    cautions += [f"{item.id}{facts.vulnerability_words(item)}" for item in document.vulnerabilities]
    for caution in cautions:
        if caution:
            print(f"! {clean(caution, MAX_SUMMARY)}")
    for fact in facts.facts(known, now):
        print(f"{fact.label + ':':<15} {clean(fact.value, MAX_SUMMARY)}")
    for word, link in facts.links(document):
        print(f"{word + ':':<15} {link.url}")
    output.say(known_words(known, now) + ".")


def as_data(known: Known) -> dict[str, Any]:
    """Return an answer as JSON data."""
    document = asdict(known.document)
    for release in document["releases"]:
        uploaded = release["uploaded"]
        release["uploaded"] = uploaded.isoformat() if uploaded else None
    return {
        **document,
        "fetched_at": known.fetched_at.isoformat(),
        "stale": known.stale,
        "failure": known.failure.why if known.failure else None,
    }
