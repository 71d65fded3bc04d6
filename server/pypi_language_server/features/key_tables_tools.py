"""The keys that uv, Poetry, Hatch, PDM, pixi and Pipenv read.

Contract: as `key_tables.py`; a Pipfile's tables stand below `pipfile` here. Sources: the tools'
manuals (uv, "Settings" and "Dependency sources"; Poetry, "The pyproject.toml file" and "Dependency
specification"; Hatch, "Environment configuration"; PDM, "Project file"; pixi, "Manifest"; Pipenv,
"Pipfile").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_POETRY_DEPENDENCY = """
version = ""  # Which versions will do, such as `^1.2`.
extras = []  # Which of its extras are wanted.
optional = true  # Install it only as part of an extra.
python = ""  # Only for these Pythons, such as `>=3.11`.
markers = ""  # Only where this environment marker (PEP 508) holds.
platform = ""  # Only on this `sys_platform`.
source = ""  # The index to take it from: a name of a `[[tool.poetry.source]]`.
allow-prereleases = true  # Take pre-releases, too.
git = ""  # The address of a Git repository to take it from.
branch = ""  # The branch of the repository.
tag = ""  # The tag of the repository.
rev = ""  # The commit of the repository.
subdirectory = ""  # The folder in the repository or archive that holds the project.
path = ""  # A folder or archive on this machine to take it from.
develop = true  # Install the folder so that edits count.
url = ""  # The address of an archive to take it from.
"""

_POETRY_GROUP = """
optional = true  # Install the group only when it is asked for.
include-groups = []  # Groups whose requirements belong to this one, too.
dependencies = { }  # The group's requirements.
"""

_PIXI_DEPENDENCY = """
version = ""  # Which versions will do; `*` for any.
extras = []  # Which of its extras are wanted.
index = ""  # The address of the index to take it from.
env-markers = ""  # Only where this environment marker (PEP 508) holds.
git = ""  # The address of a Git repository to take it from.
branch = ""  # The branch of the repository.
tag = ""  # The tag of the repository.
rev = ""  # The commit of the repository.
subdirectory = ""  # The folder in the repository that holds the project.
path = ""  # A folder on this machine to take it from.
editable = true  # Install the folder so that edits count.
url = ""  # The address of an archive to take it from.
"""

TOOLS: Mapping[tuple[str, ...], str] = {
    ("tool", "uv"): """
managed = true  # Whether uv locks and syncs this project by itself.
package = true  # Whether the project is built and installed, or only its requirements are.
dev-dependencies = []  # The older form of the dependency group `dev`.
default-groups = []  # Dependency groups that are installed unless told otherwise.
constraint-dependencies = []  # Limits on versions that ask for nothing by themselves.
override-dependencies = []  # Versions that win over whatever requirements say.
exclude-dependencies = []  # Projects that are left out wherever they are required.
build-constraint-dependencies = []  # Limits on versions of what builds need.
extra-build-dependencies = { }  # What certain projects need to be built, besides what they say.
environments = []  # Markers of the environments that the lock file is made for.
required-environments = []  # Markers of environments for which wheels must exist.
conflicts = []  # Extras or groups that cannot be installed together.
sources = { }  # Where certain requirements come from: an index, a repository, a folder.
workspace = { }  # The other projects that share this one's lock file.
index-url = ""  # The main index; `[[tool.uv.index]]` with `default = true` says it better.
extra-index-url = []  # Further indexes; `[[tool.uv.index]]` says it better.
find-links = []  # Folders or pages with archives.
no-index = true  # Ask no index at all.
index-strategy = ""  # What to do when several indexes have a project.
keyring-provider = ""  # Where passwords for indexes come from.
resolution = ""  # Whether the newest or the oldest versions are chosen.
prerelease = ""  # When pre-releases are chosen.
fork-strategy = ""  # How versions differ between Pythons and platforms.
exclude-newer = ""  # Leave out whatever was uploaded after this date.
exclude-newer-package = { }  # The same date for single projects.
required-version = ""  # Which versions of uv may work on this project.
python-preference = ""  # Whether uv's own Pythons or the system's are used.
python-downloads = ""  # When Pythons are downloaded.
python-install-mirror = ""  # Where Pythons are downloaded from.
link-mode = ""  # How files get from the cache into an environment.
compile-bytecode = true  # Compile modules when they are installed.
no-build = true  # Never build from source.
no-build-package = []  # Projects that are never built from source.
no-binary = true  # Use no wheels.
no-binary-package = []  # Projects of which no wheels are used.
no-build-isolation = true  # Build in the environment as it is.
no-build-isolation-package = []  # Projects that are built in the environment as it is.
config-settings = { }  # What build backends are told.
dependency-metadata = []  # Metadata that is believed instead of asking.
cache-dir = ""  # Where the cache is.
cache-keys = []  # What makes uv build the project anew.
native-tls = true  # Trust the certificates of the system.
offline = true  # Stay off the network.
torch-backend = ""  # Which of PyTorch's indexes to use.
publish-url = ""  # Where `uv publish` uploads to.
preview = true  # Switch on what is still on trial.
""",
    ("tool", "uv", "index"): """
name = ""  # What sources call this index.
url = ""  # Its address: a Simple API root.
default = true  # Ask it in place of the public index.
explicit = true  # Ask it only about projects whose source names it.
format = ""  # Whether it is a Simple API or one page of links.
authenticate = ""  # When credentials are sent.
ignore-error-codes = []  # HTTP answers after which the next index is asked.
publish-url = ""  # Where `uv publish --index` uploads to.
cache-control = { }  # How long its answers are kept.
""",
    ("tool", "uv", "sources", "*"): """
index = ""  # The index to take it from: a name of a `[[tool.uv.index]]`.
workspace = true  # It is a member of this workspace.
git = ""  # The address of a Git repository to take it from.
branch = ""  # The branch of the repository.
tag = ""  # The tag of the repository.
rev = ""  # The commit of the repository.
subdirectory = ""  # The folder in the repository or archive that holds the project.
path = ""  # A folder or archive on this machine to take it from.
editable = true  # Install the folder so that edits count.
package = true  # Whether the folder is built, or only its requirements are installed.
url = ""  # The address of an archive to take it from.
marker = ""  # Use this source only where the environment marker holds.
extra = ""  # Use this source only for this extra.
group = ""  # Use this source only for this dependency group.
""",
    ("tool", "uv", "workspace"): """
members = []  # Patterns of the folders that belong to the workspace.
exclude = []  # Patterns of the folders that do not.
""",
    ("tool", "poetry"): """
name = ""  # What indexes list the project as; `project.name` in newer files.
version = ""  # The version; `project.version` in newer files.
description = ""  # One line that says what the project is for.
license = ""  # The licence.
authors = []  # Who wrote it, as `Name <address>`.
maintainers = []  # Who looks after it, as `Name <address>`.
readme = ""  # The file, or files, with the long description.
homepage = ""  # The project's own site.
repository = ""  # Where its code is kept.
documentation = ""  # Where to read how it is used.
keywords = []  # Words by which people may search for it.
classifiers = []  # Trove classifiers; those of Python and the licence are added.
packages = []  # The packages to put into archives: tables with `include`.
include = []  # More files to put into archives.
exclude = []  # Files to leave out of archives.
package-mode = false  # Manage requirements only; build nothing.
requires-poetry = ""  # Which versions of Poetry may work on this project.
requires-plugins = { }  # Plugins of Poetry that this project needs.
dependencies = { }  # What the project requires.
group = { }  # Groups of requirements for working on it.
extras = { }  # Names for sets of optional requirements.
source = []  # Indexes to ask: tables with `name`, `url`, `priority`.
scripts = { }  # Commands: a name and the function it calls.
plugins = { }  # Groups of objects that other projects can find.
urls = { }  # More links with labels.
build = { }  # How extension modules are built.
""",
    ("tool", "poetry", "source"): """
name = ""  # What requirements call this index.
url = ""  # Its address: a Simple API root.
priority = ""  # When it is asked.
""",
    ("tool", "poetry", "dependencies", "*"): _POETRY_DEPENDENCY,
    ("tool", "poetry", "dev-dependencies", "*"): _POETRY_DEPENDENCY,
    ("tool", "poetry", "group", "*", "dependencies", "*"): _POETRY_DEPENDENCY,
    ("tool", "poetry", "group", "*"): _POETRY_GROUP,
    ("tool", "hatch", "envs", "*"): """
dependencies = []  # What is installed in this environment.
extra-dependencies = []  # The same, added to what a template says.
dependency-groups = []  # Dependency groups of this file that are installed.
features = []  # Extras of this project that are installed.
python = ""  # Which Python to use, such as `3.12`.
type = ""  # What kind of environment it is.
template = ""  # The environment that this one starts from.
detached = true  # Start from nothing and leave the project out.
skip-install = true  # Do not install the project.
dev-mode = true  # Install the project so that edits count.
installer = ""  # What installs: `uv` or `pip`.
scripts = { }  # Commands under names of their own.
matrix = []  # Makes an environment of each combination.
matrix-name-format = ""  # How such environments are called.
overrides = { }  # What differs by platform, variable or matrix.
env-vars = { }  # Environment variables that are set.
env-include = []  # Patterns of environment variables that are let in.
env-exclude = []  # Patterns of environment variables that are kept out.
platforms = []  # Where it can be used: `linux`, `macos`, `windows`.
description = ""  # A sentence about it.
path = ""  # Where it is kept.
system-packages = true  # Let in what the system's Python has.
pre-install-commands = []  # What is run before the project is installed.
post-install-commands = []  # What is run after the project is installed.
""",
    ("tool", "pixi", "pypi-dependencies", "*"): _PIXI_DEPENDENCY,
    ("tool", "pixi", "feature", "*", "pypi-dependencies", "*"): _PIXI_DEPENDENCY,
    ("tool", "pixi", "target", "*", "pypi-dependencies", "*"): _PIXI_DEPENDENCY,
    ("pipfile", "source"): """
name = ""  # What requirements call this index.
url = ""  # Its address: a Simple API root.
verify_ssl = true  # Whether its certificate must be valid.
""",
    ("pipfile", "requires"): """
python_version = ""  # Which minor release of Python to use, such as `3.12`.
python_full_version = ""  # Which very release of Python to use.
""",
    ("pipfile", "*", "*"): """
version = ""  # Which versions will do; `*` for any.
extras = []  # Which of its extras are wanted.
markers = ""  # Only where this environment marker (PEP 508) holds.
index = ""  # The index to take it from: a name of a `[[source]]`.
git = ""  # The address of a Git repository to take it from.
ref = ""  # The branch, tag or commit of the repository.
subdirectory = ""  # The folder in the repository that holds the project.
path = ""  # A folder on this machine to take it from.
editable = true  # Install the folder so that edits count.
file = ""  # An archive to take it from.
""",
    ("tool", "hatch", "version"): """
path = ""  # The file that says the version.
source = ""  # What finds out the version.
pattern = ""  # The expression that finds it in the file.
""",
    ("tool", "pdm"): """
distribution = true  # Whether the project is built and installed.
dev-dependencies = { }  # The older form of `[dependency-groups]`.
source = []  # Indexes to ask: tables with `name` and `url`.
resolution = { }  # What overrides or limits the versions that are chosen.
scripts = { }  # Commands under names of their own.
version = { }  # How the version is found out.
build = { }  # What goes into archives.
""",
    ("tool", "pdm", "source"): """
name = ""  # What it is called; `pypi` takes the public index's place.
url = ""  # Its address.
verify_ssl = false  # Take it even without valid HTTPS.
""",
}
"""Tables of the tools."""
