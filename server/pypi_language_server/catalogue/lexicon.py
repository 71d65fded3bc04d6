"""What programmers' words mean beside what they say: words that tell nothing, and words alike.

Contract: data, in lower case, and what is needed to look something up in it. A line of `_ALIKE`
holds words and phrases (`command-line`) that are used for the same thing; a line of `_ALSO` says
that who asks for the first one is also glad of the others, but not the other way round. Add what
people type and texts say differently; no project's name, and nothing that is true of one library.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pypi_language_server.catalogue.search_words import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Phrase = tuple[str, ...]

_STOP_WORDS = """
    a an and any are as at be best by can do for from good how i in into is it its lib libraries
    library me module modules my of on or package packages please python python3 some something
    that the this to use using want way which with you your
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that say nothing about what is looked for; they count only where nothing else is said."""

_ALIKE = """
    ai artificial-intelligence
    async asyncio asynchronous
    aws amazon-web-services
    auth authentication login
    backend back-end
    barcode bar-code
    cache memoize
    chart plot
    cli command-line console terminal
    cloud-storage object-storage
    colour color
    compress zip archive
    concurrency parallel
    config configuration settings
    convert transform
    crawl scrape
    crypto cryptography encryption
    csv comma-separated
    data-frame dataframe
    db database
    dependency-injection di
    docs documentation
    download fetch
    e-mail email mail
    env environment-variable dotenv
    excel spreadsheet xlsx
    fake mock
    fast quick
    frontend front-end
    fuzzy approximate similarity
    gcp google-cloud
    geo geospatial gis geographic
    gpu cuda
    graphics drawing
    gui desktop-application user-interface
    i18n internationalization translation
    image picture photo
    job task
    js javascript
    k8s kubernetes
    language-model llm
    machine-learning ml
    markdown md
    maths math mathematics
    metrics monitoring
    mongo mongodb
    natural-language nlp
    neural-network deep-learning
    neural-networks deep-learning
    numeric numerical
    object-relational orm
    openapi swagger
    pdf portable-document
    performance benchmark
    postgres postgresql
    progress-bar progressbar
    protobuf protocol-buffers
    qr qr-code
    queue broker
    rate-limit throttle
    regex regexp regular-expression
    retry backoff
    rpc remote-procedure
    schedule cron periodic
    serial-port serial
    sso single-sign
    speech voice
    ssh secure-shell
    statistics stats statistical
    time-series timeseries
    timezone time-zone
    tls ssl https
    token jwt
    ts typescript
    tui text-interface
    typecheck type-checker
    validate check
    video movie
    virtualenv virtual-environment venv
    web-socket websocket
    yml yaml
"""

_ALSO = """
    calendar date
    date datetime
    excel xls workbook
    figure chart
    graph chart network
    gui window widget
    http-request http-client
    web-request http-client
    iso8601 date
    json-web-token jwt
    message-queue broker
    ocr text-recognition
    plugin extension
    speed performance
    sql database
    terminal-colour ansi
    word-document docx
"""

_BRITISH = re.compile(r"(\w{3,}i)s(e|es|ed|er|ers|ing|ation|ations)\Z")
_AMERICAN = re.compile(r"(\w{3,}i)z(e|es|ed|er|ers|ing|ation|ations)\Z")


@cache
def alike() -> Mapping[Phrase, tuple[Phrase, ...]]:
    """Return what else may be meant, by the stems of a word or of a phrase's words."""
    found: dict[Phrase, dict[Phrase, None]] = {}
    for line in _groups(_ALIKE):
        for phrase in line:
            others = dict.fromkeys(it for it in line if _stems(it) != _stems(phrase))
            found.setdefault(_stems(phrase), {}).update(others)
    for first, *also in _groups(_ALSO):
        found.setdefault(_stems(first), {}).update(dict.fromkeys(also))
    return {stems: tuple(phrases) for stems, phrases in found.items()}


def meant_by(words: Sequence[str], word: str) -> list[Phrase]:
    """Return what else may be meant by one word among several, whatever their order."""
    stems = set(_stems(words))
    known = stem(word)
    return [
        phrase
        for asked, phrases in alike().items()
        if known in asked and stems.issuperset(asked)
        for phrase in phrases
    ]


def _stems(words: Sequence[str]) -> Phrase:
    return tuple(map(stem, words))


def spellings(word: str) -> Iterator[str]:
    """Yield how a word is written on the other side of the ocean."""
    for pattern, letter in ((_BRITISH, "z"), (_AMERICAN, "s")):
        if found := pattern.match(word):
            yield f"{found[1]}{letter}{found[2]}"


def _groups(table: str) -> Iterator[list[Phrase]]:
    for line in filter(None, map(str.strip, table.splitlines())):
        yield [tuple(it.split("-")) for it in line.split()]
