"""pip's options that may stand in a requirements file, and what each of them is for.

Source: pip documentation, "Requirements File Format", and what pip's own parser of such files takes
(the standard library's `optparse`: `--name value`, `--name=value`, `-x value`, `-xvalue`, and long
names cut short as long as they are unmistakable).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PipOption:
    """One option.

    Attributes:
        name: its long form, such as `--requirement`.
        short: its short form, such as `-r`, or empty.
        takes_value: whether an argument belongs to it.
        per_requirement: whether it stands behind a requirement instead of on a line of its own.
        text: one line about it, for people.
    """

    name: str
    short: str
    takes_value: bool
    per_requirement: bool
    text: str


OPTIONS: tuple[PipOption, ...] = (
    PipOption("--requirement", "-r", True, False, "Read another requirements file as well."),
    PipOption("--constraint", "-c", True, False, "Limit versions by a file that installs nothing."),
    PipOption("--editable", "-e", True, False, "Install a folder or checkout so that edits count."),
    PipOption("--index-url", "-i", True, False, "Ask this index in place of the public one."),
    PipOption("--pypi-url", "", True, False, "Another name of `--index-url`."),
    PipOption("--extra-index-url", "", True, False, "Ask this index besides the main one."),
    PipOption("--no-index", "", False, False, "Ask no index; use only what `--find-links` names."),
    PipOption("--find-links", "-f", True, False, "Look for archives in this folder or page too."),
    PipOption(
        "--no-binary", "", True, False, "Build these projects from source: names or `:all:`."
    ),
    PipOption("--only-binary", "", True, False, "Never build these projects: names or `:all:`."),
    PipOption("--prefer-binary", "", False, False, "Take an older wheel before a newer source."),
    PipOption("--require-hashes", "", False, False, "Refuse whatever has no `--hash` beside it."),
    PipOption(
        "--no-require-hashes", "", False, False, "Let a `--hash` stand beside some lines only."
    ),
    PipOption("--pre", "", False, False, "Take pre-releases and development versions too."),
    PipOption("--all-releases", "", True, False, "Take pre-releases of these projects too."),
    PipOption("--only-final", "", True, False, "Take final releases of these projects only."),
    PipOption("--trusted-host", "", True, False, "Use this host even without valid HTTPS."),
    PipOption("--use-feature", "", True, False, "Switch on a part of pip that is still on trial."),
    PipOption("--hash", "", True, True, "Accept only archives of this digest, `algorithm:hex`."),
    PipOption("--config-settings", "-C", True, True, "Hand `KEY=VALUE` to the build backend."),
    PipOption("--global-option", "", True, True, "Hand an option to `setup.py` (older pip only)."),
)

_BY_NAME = {key: option for option in OPTIONS for key in (option.name, option.short) if key}


def find(name: str) -> PipOption | None:
    """Return the option that pip takes `name` for, as written or unmistakably cut short."""
    exact = _BY_NAME.get(name)
    if exact is not None or not name.startswith("--") or name == "--":
        return exact
    meant = [option for option in OPTIONS if option.name.startswith(name)]
    return meant[0] if len(meant) == 1 else None
