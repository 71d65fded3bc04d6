"""The rules that hold for the whole repository (ARCHITECTURE.md, CONTRIBUTING.md), as tests."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support import regenerate

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "server" / "pypi_language_server"
MODULES = sorted(PACKAGE.rglob("*.py"))

LEAVES = {"text", "names", "problems", "settings", "environment"}
SEAMS = {"services", "search_rows"}
FACTS = {
    "features",
    "catalogue.model",
    "catalogue.search_model",
    "index.model",
    "index.scope",
}
# What each layer may import from this package, besides itself.
ALLOWED: dict[str, set[str]] = {
    "text": set(),
    "names": set(),
    "problems": {"text"},
    "settings": set(),
    "environment": set(),
    "settings_docs": {"settings"},
    "interpreter": LEAVES,
    "installed": {"names", "settings"},
    "manifests": LEAVES,
    "catalogue": LEAVES,
    "index": LEAVES | {"__version__"},
    "store": LEAVES | {"index.model", "index.scope"},
    "features": LEAVES
    | {"manifests", "catalogue.model", "catalogue.search_model", "index.model", "index.scope"},
    "session": LEAVES | {"manifests"},
    "refresh_process": LEAVES | {"catalogue.refresh_model"},
    "cache_place": set(),
    "services": LEAVES
    | {
        "catalogue.model",
        "catalogue.refresh_model",
        "catalogue.search_model",
        "index.model",
        "index.scope",
    },
    "searching": {"*"},
    "name_shelves": {"catalogue"},
    "machine_status": {"services", "wiring", "__version__"},
    "bulk_asking": LEAVES | {"index", "store"},
    "deepening": {"*"},
    "search_rows": LEAVES | SEAMS | FACTS,
    "lsp": LEAVES
    | SEAMS
    | {
        "session",
        "manifests",
        "features",
        "catalogue.model",
        "catalogue.refresh_model",
        "catalogue.search_model",
        "index.model",
        "index.scope",
        "__version__",
    },
    "web": LEAVES | SEAMS | FACTS | {"__version__"},
    "cli": {"*"},
    "wiring": {"*"},
    "refreshing": {"*"},
    "main": {"*"},
    "__main__": {"main"},
    "__init__": set(),
}
# Where a third-party package may appear; everything else may appear anywhere.
CONFINED = {
    "pygls": {"lsp"},
    "lsprotocol": {"lsp"},
    "httpx": {"index.client"},
    "truststore": {"index.client"},
    "distlib": {"index.config"},
    "rich": {"cli"},
    "asyncio": {
        "index",
        "store",
        "refresh_process",
        "search_rows",
        "searching",
        "bulk_asking",
        "deepening",
        "lsp",
        "web",
        "cli",
    },
}
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
MAX_PARAMETERS = 5


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def layer_of(path: Path) -> str:
    return module_name(path).split(".")[0]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted module) for every import, wherever it stands in the file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            module = node.module or ""
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def tracked_files() -> list[Path]:
    """Every file that is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_follow_the_layers(path: Path) -> None:
    layer = layer_of(path)
    allowed = ALLOWED[layer]
    for line, module in imports(path):
        package, _, rest = module.partition(".")
        if package != "pypi_language_server" or not rest or "*" in allowed:
            continue
        target = rest.split(".")[0]
        two = ".".join(rest.split(".")[:2])
        whole_package = rest in {name.split(".")[0] for name in allowed if "." in name}
        fine = target == layer or target in allowed or two in allowed or whole_package
        assert fine, f"{path}:{line}: {layer} may not import {rest}"


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_confined_packages_stay_where_they_belong(path: Path) -> None:
    name = module_name(path)
    for line, module in imports(path):
        places = CONFINED.get(module.split(".")[0])
        if places is not None:
            assert name in places or layer_of(path) in places, f"{path}:{line}: {module}"


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_budgets(path: Path) -> None:
    """A file is one job, a function one thought: past these sizes, redesign."""
    assert len(path.read_text("utf-8").splitlines()) <= MAX_FILE_LINES
    for node in functions(path):
        where = f"{path}:{node.lineno} {node.name}"
        docstring = ast.get_docstring(node, clean=False) or ""
        length = (node.end_lineno or 0) - node.lineno + 1 - len(docstring.splitlines())
        assert length <= MAX_FUNCTION_LINES, f"{where}: {length} lines"
        parameters = [*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs]
        count = sum(item.arg not in {"self", "cls"} for item in parameters)
        assert count <= MAX_PARAMETERS, f"{where}: {count} parameters"


def test_the_median_function_is_short() -> None:
    lengths = [
        (node.end_lineno or 0) - node.lineno + 1 for path in MODULES for node in functions(path)
    ]
    assert statistics.median(lengths) <= 10


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_every_module_says_its_purpose(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_one_broad_except_in_the_whole_package() -> None:
    broad = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                names = {
                    item.id for item in ast.walk(node.type or node) if isinstance(item, ast.Name)
                }
                catches_all = node.type is None or names & {"Exception", "BaseException"}
                passes_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
                if catches_all and not passes_on:
                    broad.append(f"{path}:{node.lineno}")
    assert len(broad) <= 1, broad


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_small_things(path: Path) -> None:
    """Ignored types have a code; nothing is left to do; only the terminal's face prints."""
    text = path.read_text("utf-8")
    assert not re.search(r"type: ignore(?!\[)", text)
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text)
    if layer_of(path) not in {"cli", "main"}:
        assert not re.search(r"^\s*print\(", text, re.MULTILINE)


def test_no_file_names_the_public_index() -> None:
    """Its address comes from a library, in one place (`index/config.py`)."""
    from distlib.index import DEFAULT_INDEX

    host = (urlsplit(DEFAULT_INDEX).hostname or "").encode()
    assert host
    naming = [path for path in tracked_files() if host in path.read_bytes()]
    assert naming == []


def test_generated_files_are_up_to_date() -> None:
    """`make fix` rewrites them."""
    for path, expected in regenerate.generated().items():
        assert path.read_text("utf-8") == expected, path


def test_every_fixture_is_used() -> None:
    """A fixture's folder is named in some test, or its own name is."""
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    for path in tracked_files():
        if path.is_relative_to(ROOT / "fixtures"):
            folder = path.relative_to(ROOT / "fixtures").parts[0]
            assert folder in tests, path


def test_what_the_readme_tells_to_type_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^make ([a-z]+)", readme, re.MULTILINE))
    assert {"demo", "test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_links_between_our_own_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page}: {link}"
