"""The keys that a pyproject.toml may hold by Python's own standards, and the names of conventions.

Contract: data only, in TOML's own form: the key, what it is set to when it is accepted, and one
sentence about it. `*` in a path stands for any key. Sources: PEP 518 and 517 (`build-system`),
PEP 621, 639 and 794 (`project`), PEP 735 (`dependency-groups`), PEP 723 (scripts), PEP 753 (names
of links).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Path = tuple[str, ...]

_GROUPS = """
dev = []  # What contributors need; uv installs it by default.
test = []  # What runs the tests.
docs = []  # What builds the documentation.
lint = []  # Linters and formatters.
typing = []  # Type checkers and stubs.
"""

STANDARD: Mapping[Path, str] = {
    ("build-system",): """
requires = []  # What must be installed before the project can be built.
build-backend = ""  # The object that builds the project, such as `hatchling.build`.
backend-path = []  # Folders of this project that hold a backend of its own.
""",
    ("project",): """
name = ""  # What indexes list the project as.
version = ""  # The version as PEP 440 writes it; or name it in `dynamic`.
description = ""  # One line that says what the project is for.
readme = ""  # The file with the long description, such as `README.md`.
requires-python = ""  # Which Pythons can run it, such as `>=3.11`.
license = ""  # An SPDX licence expression, such as `MIT` or `Apache-2.0 OR MIT`.
license-files = []  # Patterns of the files with the licences' texts.
authors = []  # Who wrote it: tables with `name` and `email`.
maintainers = []  # Who looks after it: tables with `name` and `email`.
keywords = []  # Words by which people may search for it.
classifiers = []  # Trove classifiers: where the project belongs on an index.
urls = { }  # Links with labels, such as `Source` and `Documentation`.
dependencies = []  # What is installed along with the project (PEP 508).
optional-dependencies = { }  # Extras: more requirements under names that users may ask for.
dynamic = []  # Fields that the build backend fills in.
scripts = { }  # Commands: a name and the function it calls, `module:function`.
gui-scripts = { }  # Commands without a console window on Windows.
entry-points = { }  # Groups of objects that other projects can find.
import-names = []  # The modules that the project installs (PEP 794).
import-namespaces = []  # Namespace packages that it shares with other projects (PEP 794).
""",
    ("project", "urls"): """
Homepage = ""  # The project's own site.
Source = ""  # Where its code is kept.
Documentation = ""  # Where to read how it is used.
Changelog = ""  # What changed in which version.
Issues = ""  # Where to report what is wrong.
Download = ""  # Where archives are, if not on the index.
Funding = ""  # How to support it.
""",
    ("project", "optional-dependencies"): """
all = []  # By custom, every other extra together.
dev = []  # By custom, what contributors need; a dependency group says that better.
docs = []  # By custom, what builds the documentation.
test = []  # By custom, what runs the tests.
""",
    ("project", "readme"): """
file = ""  # The file with the long description.
text = ""  # The long description itself.
content-type = ""  # Its markup, such as `text/markdown`.
""",
    ("project", "license"): """
file = ""  # The file with the licence; since PEP 639 an SPDX expression is written instead.
text = ""  # The licence itself; since PEP 639 an SPDX expression is written instead.
""",
    ("project", "authors"): """
name = ""  # The person's name.
email = ""  # The person's e-mail address.
""",
    ("project", "maintainers"): """
name = ""  # The person's name.
email = ""  # The person's e-mail address.
""",
    ("script",): """
requires-python = ""  # Which Pythons can run the script, such as `>=3.11`.
dependencies = []  # What is installed to run the script (PEP 723).
""",
    ("dependency-groups",): _GROUPS,
    ("dependency-groups", "*"): """
include-group = ""  # Takes in everything of another dependency group of this file.
""",
}
"""Tables of the standards."""

VALUES: Mapping[Path, str] = {
    ("project", "dynamic"): """
version  # The backend finds out the version.
description  # The backend finds out the summary.
readme  # The backend puts together the long description.
requires-python  # The backend says which Pythons can run it.
license  # The backend says under which licence it is.
license-files  # The backend finds the licences' files.
authors  # The backend finds out the authors.
maintainers  # The backend finds out the maintainers.
keywords  # The backend makes the keywords.
classifiers  # The backend makes the classifiers.
urls  # The backend makes the links.
dependencies  # The backend reads the requirements from elsewhere.
optional-dependencies  # The backend reads the extras from elsewhere.
scripts  # The backend makes the commands.
gui-scripts  # The backend makes the commands without a console.
entry-points  # The backend makes the entry points.
""",
    ("project", "readme"): """
README.md  # Markdown.
README.rst  # reStructuredText.
""",
    ("project", "readme", "content-type"): """
text/markdown  # Markdown.
text/x-rst  # reStructuredText.
text/plain  # No markup.
""",
    ("tool", "uv", "index", "format"): """
simple  # A Simple API root, as PEP 503 and 691 describe it.
flat  # One page or folder with links to files.
""",
    ("tool", "uv", "index", "authenticate"): """
auto  # Send credentials when the index asks for them.
always  # Never ask without credentials.
never  # Never send credentials.
""",
    ("tool", "uv", "resolution"): """
highest  # The newest versions that fit together.
lowest  # The oldest versions that fit together, also of what is required indirectly.
lowest-direct  # The oldest versions of what is named here, the newest of the rest.
""",
    ("tool", "uv", "prerelease"): """
disallow  # No pre-releases.
allow  # Any pre-release.
if-necessary  # Only of projects that have nothing else.
explicit  # Only where a requirement names one.
if-necessary-or-explicit  # Where a requirement names one, or nothing else exists.
""",
    ("tool", "uv", "index-strategy"): """
first-index  # Use only the first index that has a project.
unsafe-first-match  # Go on to the next index while no version fits.
unsafe-best-match  # Take the best version of all indexes.
""",
    ("tool", "uv", "link-mode"): """
clone  # Copy on write.
copy  # Copy files.
hardlink  # One file under two names.
symlink  # Point to the cache, which must then stay.
""",
    ("tool", "uv", "fork-strategy"): """
fewest  # As few different versions as possible.
requires-python  # The newest versions for each Python.
""",
    ("tool", "uv", "python-preference"): """
only-managed  # Only Pythons that uv installed.
managed  # Rather Pythons that uv installed.
system  # Rather Pythons of the system.
only-system  # Only Pythons of the system.
""",
    ("tool", "uv", "python-downloads"): """
automatic  # Download a Python when one is missing.
manual  # Only by command.
never  # Not at all.
""",
    ("tool", "uv", "keyring-provider"): """
disabled  # Ask no keyring.
subprocess  # Ask the command `keyring`.
""",
    ("tool", "poetry", "source", "priority"): """
primary  # Asked before the public index, in the order of the file.
supplemental  # Asked only when no other index has a project.
explicit  # Asked only about projects that name it.
""",
    ("tool", "hatch", "envs", "*", "type"): """
virtual  # A virtual environment.
""",
    ("tool", "hatch", "envs", "*", "installer"): """
uv  # Install with uv.
pip  # Install with pip.
""",
}
"""What some keys may be set to."""
