"""Requirements files as pip reads them: one line of a table for each rule."""

from __future__ import annotations

import pytest

from pypi_language_server.manifests import requirements_txt


def dump(text: str) -> list[str]:
    """Return what a file says, one short line for each thing."""
    manifest = requirements_txt.scan(text)
    found = []
    for entry in manifest.entries:
        parts = [
            f"{part}={token.value}"
            for part in ("name", "specifier", "url", "marker")
            if (token := getattr(entry, part)) is not None
        ]
        if entry.extras:
            parts.append("extras=" + ",".join(extra.value for extra in entry.extras))
        found.append(" ".join([f"<{entry.span.of(text)}>", *parts]))
    for option in manifest.options:
        value = "" if option.value is None else f" {option.value.value}"
        found.append(f"{option.name.value}{value}" + ("" if option.known else " (unknown)"))
    found += [f"{comment.of(text)}" for comment in manifest.comments]
    found += [f"!{problem.code} {problem.span.of(text)}" for problem in manifest.problems]
    return found


TABLE = [
    ("", []),
    ("\n \n\t\n", []),
    ("\ufeff", []),
    ("\ufeffflask", ["<flask> name=flask"]),
    ("flask\r\nattrs\rsix\n", ["<flask> name=flask", "<attrs> name=attrs", "<six> name=six"]),
    ("a\fb\vc\x85d\u2028e", [f"<{name}> name={name}" for name in "abcde"]),
    ("\tflask\t", ["<flask> name=flask"]),
    ("flask # web", ["<flask> name=flask", "# web"]),
    ("flask\t#web", ["<flask> name=flask", "#web"]),
    ("flask#web", ["<flask#web> name=flask", "!invalid-requirement #web"]),
    ("#", ["#"]),
    ("  # a -r b", ["# a -r b"]),
    ("a>=1;m # c", ["<a>=1;m> name=a specifier=>=1 marker=m", "# c"]),
    (
        "a==1 ; b == 'x' --hash=y:z",
        ["<a==1 ; b == 'x'> name=a specifier===1 marker=b == 'x'", "--hash y:z"],
    ),
    # lines that go on
    ("a \\\n>=2", ["<a \\\n>=2> name=a specifier=>=2"]),
    ("a\\\r\nb", ["<a\\\r\nb> name=ab"]),
    ("a>=\\\n2,\\\n<3", ["<a>=\\\n2,\\\n<3> name=a specifier=>=2,<3"]),
    ("a \\", ["<a> name=a"]),
    ("a \\\n", ["<a> name=a"]),
    ("a \\\n\nb", ["<a> name=a", "<b> name=b"]),
    ("a \\\n# c\nb", ["<a> name=a", "<b> name=b", "# c"]),
    ("a # c \\\nb", ["<a> name=a", "# c \\\nb"]),
    ("# c \\\nb", ["<b> name=b", "# c \\"]),
    ("\\\n\\\na", ["<a> name=a"]),
    ("a \\ \nb", ["<a \\> name=a", "<b> name=b", "!invalid-requirement \\"]),
    # options on lines of their own
    ("-r a.txt", ["-r a.txt"]),
    ("-ra.txt", ["-r a.txt"]),
    ("  --requirement=a.txt", ["--requirement a.txt"]),
    ("--requirement   a.txt  # c", ["--requirement a.txt", "# c"]),
    ("-r 'my file.txt' -c \"c d\"", ["-r my file.txt", "-c c d"]),
    ("-r", ["-r", "!missing-value -r"]),
    ("-r --no-index", ["-r", "--no-index", "!missing-value -r"]),
    ("--pre --no-index", ["--pre", "--no-index"]),
    ("--requirem a.txt", ["--requirem a.txt"]),
    ("--req a.txt", ["--req (unknown)", "!unknown-option --req"]),
    ("--nonsense a", ["--nonsense (unknown)", "!unknown-option --nonsense"]),
    ("-z", ["-z (unknown)", "!unknown-option -z"]),
    ("-", ["- (unknown)", "!unknown-option -"]),
    ("--", ["-- (unknown)", "!unknown-option --"]),
    ("--no-binary :all:", ["--no-binary :all:"]),
    ("--hash=", ["--hash "]),
    # options behind a requirement
    (
        "a==1 --hash=sha256:x --hash sha256:y",
        ["<a==1> name=a specifier===1", "--hash sha256:x", "--hash sha256:y"],
    ),
    (
        "a==1 \\\n    --hash=sha256:x \\\n    --hash=sha256:y",
        ["<a==1> name=a specifier===1", "--hash sha256:x", "--hash sha256:y"],
    ),
    (
        'a --config-settings "--build-option=-O2" -C k=v --global-option=x',
        ["<a> name=a", "--config-settings --build-option=-O2", "-C k=v", "--global-option x"],
    ),
    ("a-b --pre", ["<a-b> name=a-b", "--pre"]),
    # editable
    ("-e .", ["<.> url=.", "-e ."]),
    ("-e.[a,b]", ["<.[a,b]> url=. extras=a,b", "-e .[a,b]"]),
    ("--editable=./x", ["<./x> url=./x", "--editable ./x"]),
    (
        "-e git+ssh://h.example#egg=n[x]&s",
        [
            "<git+ssh://h.example#egg=n[x]&s> name=n url=git+ssh://h.example#egg=n[x]&s extras=x",
            "-e git+ssh://h.example#egg=n[x]&s",
        ],
    ),
    (
        "-e n @ git+https://h.example/r ; m --config-settings a=b",
        [
            "<n @ git+https://h.example/r ; m> name=n url=git+https://h.example/r marker=m",
            "-e n @ git+https://h.example/r ; m",
            "--config-settings a=b",
        ],
    ),
    (
        '-e "n[x] @ git+https://h.example/r"',
        [
            "<n[x] @ git+https://h.example/r> name=n url=git+https://h.example/r extras=x",
            "-e n[x] @ git+https://h.example/r",
        ],
    ),
    ("-e", ["-e", "!missing-value -e"]),
    # addresses and paths
    (
        "n @ https://h.example/a.whl",
        ["<n @ https://h.example/a.whl> name=n url=https://h.example/a.whl"],
    ),
    (
        "n@git+ssh://git@h.example/r@v",
        ["<n@git+ssh://git@h.example/r@v> name=n url=git+ssh://git@h.example/r@v"],
    ),
    (
        "https://h.example/a;b.whl ; m",
        ["<https://h.example/a;b.whl ; m> url=https://h.example/a;b.whl marker=m"],
    ),
    (
        "https://h.example/a#sha256=0",
        ["<https://h.example/a#sha256=0> url=https://h.example/a#sha256=0"],
    ),
    (
        "https://${TOKEN}@h.example/a",
        ["<https://${TOKEN}@h.example/a> url=https://${TOKEN}@h.example/a"],
    ),
    (
        "hg+http://h.example/r#egg=n",
        ["<hg+http://h.example/r#egg=n> name=n url=hg+http://h.example/r#egg=n"],
    ),
    ("file:///srv/a.zip", ["<file:///srv/a.zip> url=file:///srv/a.zip"]),
    ("./x", ["<./x> url=./x"]),
    ("../x ; m", ["<../x ; m> url=../x marker=m"]),
    (".", ["<.> url=."]),
    (".[a]", ["<.[a]> url=. extras=a"]),
    (".[a", ["<.[a> url=. extras=a"]),
    ("/srv/my folder/x", ["</srv/my folder/x> url=/srv/my folder/x"]),
    ("folder/x", ["<folder/x> url=folder/x"]),
    (r"folder\x", [r"<folder\x> url=folder\x"]),
    (r"C:\x", [r"<C:\x> url=C:\x"]),
    ("~/x", ["<~/x> url=~/x"]),
    (
        "n-1-py3-none-any.whl[a] ; m",
        ["<n-1-py3-none-any.whl[a] ; m> url=n-1-py3-none-any.whl marker=m extras=a"],
    ),
    ("n.tar.gz", ["<n.tar.gz> url=n.tar.gz"]),
    ("N.ZIP", ["<N.ZIP> url=N.ZIP"]),
    ("n.tar.lzma # c", ["<n.tar.lzma> url=n.tar.lzma", "# c"]),
    ("n.py", ["<n.py> name=n.py"]),
    ("${ROOT}/x", ["<${ROOT}/x> url=${ROOT}/x"]),
    # environment variables
    ("${NAME}", ["<${NAME}>"]),
    ("acme-${NAME}>=1", ["<acme-${NAME}>=1>"]),
    ("a==${V}", ["<a==${V}> name=a specifier===${V}"]),
    # what cannot be
    ("==2", ["<==2> specifier===2", "!invalid-requirement ==2"]),
    ('"a"', ['<"a">', '!invalid-requirement "a"']),
    ("a b", ["<a b> name=a", "!invalid-requirement b"]),
    ("a 1.0 # c", ["<a 1.0> name=a", "# c", "!invalid-requirement 1.0"]),
    ("a[b", ["<a[b> name=a extras=b", "!unclosed-extras [b"]),
    ("a\t--hash=x:y", ["<a\t--hash=x:y> name=a", "!invalid-requirement --hash=x:y"]),
    ("\0", ["<\0>", "!invalid-requirement \0"]),
    ("\ud800 x", ["<\ud800 x>", "!invalid-requirement \ud800 x"]),
]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[ascii(text) for text, _ in TABLE])
def test_what_a_file_says(text, expected) -> None:
    assert dump(text) == expected
