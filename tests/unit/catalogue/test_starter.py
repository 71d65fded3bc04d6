"""How the starter catalogue is read and searched; `test_starter_content` looks at what it says."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.catalogue import starter
from pypi_language_server.catalogue.model import MatchClass, Origin
from pypi_language_server.catalogue.starter import Starter, StarterEntry, parse
from pypi_language_server.names import NormalizedName, is_valid

LINES = """
# Spelling | imports | topics | summary
PyYAML | yaml, _yaml | yaml, Configuration files | Reads and writes YAML.
  # indented remark
Flask | | web framework | A small | web framework.
protobuf | google.protobuf | serialisation | Messages in few bytes.
ruamel.yaml | ruamel.yaml | yaml | Keeps comments.

no fields at all
flask | | | Another spelling of one above.
bad name | | | Not a project.
scikit-learn | sklearn || Learns.
""".splitlines()

STARTER = Starter(parse(LINES))


def name(text: str) -> NormalizedName:
    return NormalizedName(text)


def test_entries() -> None:
    assert [entry.spelling for entry in STARTER.entries] == [
        "PyYAML", "Flask", "protobuf", "ruamel.yaml", "scikit-learn",
    ]  # fmt: skip
    assert STARTER.entries[0] == StarterEntry(
        "PyYAML",
        name("pyyaml"),
        ("yaml", "_yaml"),
        ("yaml", "Configuration files"),
        "Reads and writes YAML.",
    )
    assert STARTER.by_name[name("flask")].imports == ("flask",)


def test_a_summary_may_hold_the_separator() -> None:
    assert STARTER.summary(name("flask")) == "A small | web framework."
    assert STARTER.summary(name("unknown")) == ""


def test_aliases_are_import_names_that_are_not_the_projects_own() -> None:
    assert dict(STARTER.aliases) == {
        "yaml": ("pyyaml",),
        "-yaml": ("pyyaml",),
        "google-protobuf": ("protobuf",),
        "sklearn": ("scikit-learn",),
    }


def test_topics_lead_to_projects_in_order() -> None:
    assert STARTER.topics["yaml"] == ("pyyaml", "ruamel-yaml")
    assert STARTER.topics["configuration files"] == ("pyyaml",)


def test_order() -> None:
    assert STARTER.order == ("pyyaml", "flask", "protobuf", "ruamel-yaml", "scikit-learn")


def test_all_of_it_is_popular_and_searched_as_any_catalogue() -> None:
    catalogue = STARTER.catalogue()
    assert catalogue is STARTER.catalogue()
    assert (catalogue.stamp.origin, catalogue.stamp.count) == (Origin.STARTER, 5)
    (first, *_) = catalogue.complete("Sklearn", 5).items
    assert (first.spelling, first.why, first.popular) == ("scikit-learn", MatchClass.ALIAS, True)
    assert [item.spelling for item in catalogue.complete("", 3).items] == [
        "PyYAML",
        "Flask",
        "protobuf",
    ]


def test_the_packages_own() -> None:
    """Aliases that people type, and the first project of all, from the file that is shipped."""
    own = starter.load()
    assert own is starter.load()
    catalogue = own.catalogue()
    for typed, right in [("yaml", "pyyaml"), ("bs4", "beautifulsoup4"), ("PIL", "pillow"),
                         ("cv2", "opencv-python"), ("sklearn", "scikit-learn"),
                         ("dateutil", "python-dateutil"), ("jwt", "pyjwt")]:  # fmt: skip
        assert right in [item.name for item in catalogue.complete(typed, 3).items], typed
    for entry in own.entries:
        assert entry.name in catalogue
        assert catalogue.spelling(entry.name) == entry.spelling


def test_nothing_is_read_before_it_is_asked_for() -> None:
    """The server imports this at start; the file and what searches it come later."""
    code = (
        "import sys, pypi_language_server.catalogue.starter as s; assert not s.load.cache_info()"
        ".currsize; assert not [m for m in sys.modules if m.endswith(('.builder', '.mapped'))]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab-| ,#.\n\u00e9"), max_size=80))
def test_any_text_gives_valid_entries(text: str) -> None:
    entries = parse(text.splitlines())
    assert all(is_valid(entry.spelling) and entry.imports for entry in entries)
    assert len({entry.name for entry in entries}) == len(entries)
    assert Starter(entries).catalogue().stamp.count == len(entries)
