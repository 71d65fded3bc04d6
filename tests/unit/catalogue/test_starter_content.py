"""What the starter catalogue says: every line well formed, every name fit to be offered."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

import pytest

from pypi_language_server.catalogue import starter
from pypi_language_server.names import is_standard_library, is_valid, normalize

CONTENT = (files("pypi_language_server.catalogue") / "starter.txt").read_bytes()

IMPORT = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)
TOPIC = re.compile(r"[a-z0-9]([a-z0-9+&/.\- ]*[a-z0-9+])?")
ADVERTISING = re.compile(
    r"\b(blazing|powerful|awesome|amazing|best|leading|revolutionary)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands in the file, read without the program's own parser."""

    spelling: str
    imports: str
    topics: str
    summary: str

    @property
    def import_names(self) -> list[str]:
        return self.imports.split(", ") if self.imports else []

    @property
    def topic_words(self) -> list[str]:
        return self.topics.split(", ")


def told(lines: list[str]) -> list[str]:
    return [line for line in lines if line and not line.startswith("#")]


TOLD = told(CONTENT.decode("utf-8").split("\n"))
LINES = [Line(*line.split(" | ")) for line in TOLD if line.count(" | ") == 3]
RANK = {normalize(line.spelling): rank for rank, line in enumerate(LINES)}


def test_the_file_is_plain_text() -> None:
    text = CONTENT.decode("utf-8")
    assert text.endswith("\n")
    assert "\r" not in text
    assert "\t" not in text
    assert [line for line in text.split("\n") if line != line.strip()] == []
    assert all(line.isprintable() for line in text.split("\n"))


def test_every_line_has_four_fields() -> None:
    assert [line for line in TOLD if len(line.split(" | ")) != 4] == []
    assert [line for line in TOLD if line.count("|") != 3] == []


def test_there_are_enough_projects() -> None:
    assert len(LINES) >= 2_500


def test_the_program_reads_every_line() -> None:
    entries = starter.load().entries
    assert [entry.spelling for entry in entries] == [line.spelling for line in LINES]
    assert [entry.summary for entry in entries] == [line.summary for line in LINES]


def test_names_are_valid() -> None:
    assert [line.spelling for line in LINES if not is_valid(line.spelling)] == []


def test_no_project_stands_twice() -> None:
    counts = Counter(normalize(line.spelling) for line in LINES)
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_project_is_named_like_a_standard_module() -> None:
    # Whoever writes `dataclasses` or `enum34` into a file seldom wants what the index has there.
    assert [line for line in LINES if is_standard_library(normalize(line.spelling))] == []


def test_import_names_can_be_imported() -> None:
    names = [(line, name) for line in LINES for name in line.import_names]
    assert [name for _, name in names if not IMPORT.fullmatch(name)] == []
    top = sys.stdlib_module_names
    assert [line for line, name in names if name.partition(".")[0] in top] == []


def test_import_names_stand_only_where_they_differ() -> None:
    def own(line: Line) -> str:
        return line.spelling.lower().replace("-", "_")

    assert [line for line in LINES if line.import_names == [own(line)]] == []
    assert [line for line in LINES if len(set(line.import_names)) < len(line.import_names)] == []


def test_topics_are_words_that_somebody_types() -> None:
    assert [line for line in LINES if not 2 <= len(line.topic_words) <= 6] == []
    assert [line for line in LINES if len(set(line.topic_words)) < len(line.topic_words)] == []
    topics = {topic for line in LINES for topic in line.topic_words}
    assert [topic for topic in topics if not TOPIC.fullmatch(topic)] == []
    assert [topic for topic in topics if len(topic) > 40] == []


def test_summaries_are_one_short_sentence() -> None:
    assert [line for line in LINES if not 40 <= len(line.summary) <= 90] == []
    assert [line for line in LINES if not line.summary.endswith(".")] == []
    assert [line for line in LINES if ". " in line.summary] == []
    assert [line for line in LINES if "  " in line.summary] == []


def test_no_summary_serves_two_projects() -> None:
    counts = Counter(line.summary for line in LINES)
    assert [summary for summary, count in counts.items() if count > 1] == []


def test_summaries_carry_no_markup_no_address_and_no_advertising() -> None:
    assert [line for line in LINES if set(line.summary) & set("`<>*[]{}\\")] == []
    assert [line for line in LINES if "://" in line.summary or "www." in line.summary] == []
    assert [line for line in LINES if ADVERTISING.search(line.summary)] == []


@pytest.mark.parametrize(
    ("alias", "project"),
    [
        ("attr", "attrs"),
        ("bs4", "beautifulsoup4"),
        ("Crypto", "pycryptodome"),
        ("cv2", "opencv-python"),
        ("dateutil", "python-dateutil"),
        ("discord", "discord-py"),
        ("docx", "python-docx"),
        ("dotenv", "python-dotenv"),
        ("fitz", "pymupdf"),
        ("git", "gitpython"),
        ("github", "pygithub"),
        ("google.protobuf", "protobuf"),
        ("grpc", "grpcio"),
        ("jose", "python-jose"),
        ("jwt", "pyjwt"),
        ("kafka", "kafka-python"),
        ("ldap", "python-ldap"),
        ("magic", "python-magic"),
        ("MySQLdb", "mysqlclient"),
        ("nacl", "pynacl"),
        ("OpenSSL", "pyopenssl"),
        ("osgeo", "gdal"),
        ("PIL", "pillow"),
        ("pkg_resources", "setuptools"),
        ("pptx", "python-pptx"),
        ("psycopg2", "psycopg2-binary"),
        ("rest_framework", "djangorestframework"),
        ("serial", "pyserial"),
        ("skimage", "scikit-image"),
        ("sklearn", "scikit-learn"),
        ("slugify", "python-slugify"),
        ("socketio", "python-socketio"),
        ("talib", "ta-lib"),
        ("telegram", "python-telegram-bot"),
        ("umap", "umap-learn"),
        ("usb", "pyusb"),
        ("websocket", "websocket-client"),
        ("win32api", "pywin32"),
        ("wx", "wxpython"),
        ("yaml", "pyyaml"),
        ("zmq", "pyzmq"),
    ],
)
def test_import_names_lead_to_their_project(alias: str, project: str) -> None:
    assert starter.load().aliases[normalize(alias)][0] == project


@pytest.mark.parametrize(
    ("topic", "project"),
    [
        ("http client", "requests"),
        ("orm", "sqlalchemy"),
        ("yaml", "pyyaml"),
        ("fuzzy matching", "rapidfuzz"),
        ("web framework", "fastapi"),
        ("command line", "typer"),
        ("task queue", "celery"),
        ("pdf", "pypdf"),
        ("excel", "openpyxl"),
        ("type stubs", "types-requests"),
        ("build backend", "hatchling"),
        ("dataframe", "pandas"),
        ("llm", "openai"),
        ("raspberry pi", "gpiozero"),
        ("retry", "tenacity"),
        ("mkdocs plugin", "mkdocstrings"),
        ("robotics", "pybullet"),
        ("bioinformatics", "biopython"),
        ("geospatial", "geopandas"),
        ("games", "pygame"),
        ("backport", "exceptiongroup"),
    ],
)
def test_topics_lead_to_projects(topic: str, project: str) -> None:
    assert project in starter.load().topics[topic]


PLUMBING = """
annotated-types anyio attrs certifi cffi charset-normalizer click colorama cryptography
distlib docutils exceptiongroup executing filelock frozenlist greenlet h11 httpcore idna
importlib-metadata iniconfig itsdangerous jaraco.context jinja2 jmespath joblib jsonschema
markupsafe mdurl more-itertools multidict mypy-extensions oauthlib packaging parso pathspec
pkginfo platformdirs pluggy propcache psutil ptyprocess pyasn1 pycparser pydantic-core
pyparsing pytz referencing rpds-py s3transfer setuptools six sniffio soupsieve threadpoolctl
tomli traitlets typing-extensions typing-inspection tzdata urllib3 wcwidth webencodings wheel
wrapt yarl zipp
"""


def test_the_plumbing_of_pinned_files_is_there() -> None:
    assert [name for name in PLUMBING.split() if normalize(name) not in RANK] == []


PROMINENCE = [
    ("requests", 20),
    ("numpy", 20),
    ("pandas", 20),
    ("pytest", 20),
    ("django", 20),
    ("flask", 20),
    ("pyyaml", 60),
    ("pillow", 60),
    ("httpx", 120),
    ("protobuf", 400),
    ("opencv-python", 400),
    ("jinja2", 400),
]


@pytest.mark.parametrize(("name", "within"), PROMINENCE)
def test_what_nearly_everybody_meets_comes_first(name: str, within: int) -> None:
    assert RANK[normalize(name)] < within


@pytest.mark.parametrize(
    "names",
    [
        ["requests", "requests-oauthlib", "requests-mock", "requests-gssapi"],
        ["django", "djangorestframework", "django-redis", "django-oscar"],
        ["flask", "flask-cors", "flask-restx", "flask-openid"],
        ["pytest", "pytest-cov", "pytest-timeout", "pytest-mpl"],
        ["boto3", "boto3-stubs", "mypy-boto3-rds"],
        ["redis", "redis-py-cluster"],
        ["psycopg2-binary", "psycopg2"],
        ["pycryptodome", "pycrypto"],
        ["lark", "lark-parser"],
    ],
)
def test_kin_stand_in_order_of_prominence(names: list[str]) -> None:
    ranks = [RANK[normalize(name)] for name in names]
    assert all(before < after for before, after in pairwise(ranks))


def test_names_that_lie_in_wait_are_not_offered() -> None:
    # Each is close to what somebody means, and each would send them to another project.
    traps = [
        "bs4",
        "sklearn",
        "yaml",
        "PIL",
        "cv2",
        "dotenv",
        "jwt",
        "serial",
        "usb",
        "docx",
        "fitz",
    ]
    traps += ["git", "discord", "telegram", "opencv", "crypto", "google", "bson", "beautifulsoup"]
    assert [name for name in traps if normalize(name) in RANK] == []
