"""A real index server, pypiserver, asked through plan, client and store."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tarfile
import textwrap
import zipfile

import pytest

from pypi_language_server.catalogue.name_lists import read_batches
from pypi_language_server.index.client import connect, open_list
from pypi_language_server.index.config import plan_indexes
from pypi_language_server.index.model import AccessDenied, Known, Missing, Unavailable
from pypi_language_server.index.scope import NOWHERE
from pypi_language_server.names import NormalizedName
from pypi_language_server.settings import IndexSettings
from pypi_language_server.store.database import Database
from pypi_language_server.store.project_store import ProjectStore

SPROCKET = NormalizedName("sprocket-set")


def wheel(folder, name, version):
    """A tiny wheel."""
    stem = f"{name}-{version}"
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as archive:
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: Teeth.\n"
        archive.writestr(f"{stem}.dist-info/METADATA", metadata)
        archive.writestr(f"{stem}.dist-info/RECORD", "")


def sdist(folder, name, version):
    """A tiny source distribution."""
    content = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    with tarfile.open(folder / f"{name}-{version}.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo(f"{name}-{version}/PKG-INFO")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packages")
    wheel(folder, "sprocket_set", "1.0")
    wheel(folder, "sprocket_set", "2.0rc1")
    sdist(folder, "sprocket_set", "0.9")
    sdist(folder, "Cog.Wheel", "3.1")
    return folder


# pypiserver by its documented interface; `-P htpasswd` would need a library that is not installed.
SERVER = textwrap.dedent(
    """
    import sys
    from wsgiref.simple_server import make_server
    import pypiserver

    folder, known = sys.argv[1:]
    options = {"roots": [folder], "disable_fallback": True}
    if known:
        options["authenticate"] = ["list", "download", "update"]
        options["auther"] = lambda user, password: f"{user}:{password}" == known
    else:
        options |= {"authenticate": [], "password_file": "."}
    server = make_server("127.0.0.1", 0, pypiserver.app(**options))
    print(server.server_port, flush=True)
    server.serve_forever()
    """
)


@contextlib.contextmanager
def pypiserver(folder, credentials=""):
    """The server's root, while it runs."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SERVER, str(folder), credentials],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/simple/"
    finally:
        process.terminate()
        process.communicate(timeout=10)


@contextlib.asynccontextmanager
async def store_on(folder, url):
    """A look-up function on a real cache and a real client."""
    plan = plan_indexes(IndexSettings(url=url), {})
    database = Database(folder)
    store = ProjectStore(database, connect(database))

    async def look_up(name):
        return await store.get(name, plan.route(name, NOWHERE, listed=True))

    yield look_up
    await store.aclose()


async def test_projects_of_a_real_index(packages, tmp_path):
    with pypiserver(packages) as root:
        async with store_on(tmp_path, root) as look_up:
            answer = await look_up(SPROCKET)
            assert isinstance(answer, Known)
            assert [release.version for release in answer.document.releases] == [
                "2.0rc1", "1.0", "0.9"
            ]  # fmt: skip
            assert (answer.document.latest, answer.document.source) == ("1.0", root)
            assert isinstance(await look_up(NormalizedName("cog-wheel")), Known)
            missing = await look_up(NormalizedName("nothing-here"))
            assert isinstance(missing, Missing)
    async with store_on(tmp_path, root) as look_up:  # the server is gone, the knowledge is not
        assert isinstance(await look_up(SPROCKET), Known)
        assert isinstance(await look_up(NormalizedName("unheard-of")), Unavailable)


def test_the_list_of_a_real_index(packages):
    with pypiserver(packages) as root:
        plan = plan_indexes(IndexSettings(url=root), {})
        with open_list(plan.main) as body:
            assert body.content_type == "text/html"
            text = b"".join(body.chunks())
    assert b"sprocket-set" in text
    assert b"cog-wheel" in text
    assert list(read_batches([text], "text/html"))


async def test_credentials_for_a_real_index(packages, tmp_path):
    with pypiserver(packages, "ada:hush") as root:
        for wrong in ("", "ada:wrong@"):
            async with store_on(tmp_path / "nobody", root.replace("://", f"://{wrong}")) as look_up:
                answer = await look_up(SPROCKET)
                assert isinstance(answer, Unavailable)
                assert isinstance(answer.failure, AccessDenied)
        right = root.replace("://", "://ada:hush@")
        async with store_on(tmp_path / "ada", right) as look_up:
            assert isinstance(await look_up(SPROCKET), Known)
        with open_list(plan_indexes(IndexSettings(url=right), {}).main) as body:
            assert b"sprocket-set" in b"".join(body.chunks())
