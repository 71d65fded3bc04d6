"""Addresses of indexes as people write them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.index.addresses import BadAddress, read_json_address, read_root, shown
from pypi_language_server.index.credentials import Credentials, Keyring, origin_of, read_netrc


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("https://index.example/simple/", "https://index.example/simple/"),
        ("https://index.example/simple", "https://index.example/simple/"),
        ("  https://index.example/simple//  ", "https://index.example/simple/"),
        ("HTTPS://INDEX.Example:443/Simple", "https://index.example/Simple/"),
        ("http://index.example:80", "http://index.example/"),
        ("http://index.example:8080/u/i/+simple/", "http://index.example:8080/u/i/+simple/"),
        ("http://[::1]:3141/simple", "http://[::1]:3141/simple/"),
        ("https://index.example/simple/#fragment", "https://index.example/simple/"),
    ],
)
def test_one_spelling_for_equal_roots(text, root):
    address = read_root(text)
    assert (address.root, address.credentials) == (root, None)
    assert read_root(root).root == root


@pytest.mark.parametrize(
    ("text", "username", "password"),
    [
        ("https://ada:secret@index.example/simple", "ada", "secret"),
        ("https://token@index.example/simple", "token", ""),
        ("https://a%40b:p%3Aq%2Fr@index.example/simple", "a@b", "p:q/r"),
    ],
)
def test_credentials_come_apart(text, username, password):
    address = read_root(text)
    assert address.root == "https://index.example/simple/"
    assert address.credentials == Credentials(username, password)
    assert "secret" not in repr(address)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("x" * 3000, "far too long"),
        ("ftp://index.example/", "only http and https"),
        ("file:///home/ada/wheels", "only http and https"),
        ("./wheels", "only http and https"),
        ("git+ssh://index.example", "only http and https"),
        ("https://", "names no host"),
        ("https:///simple", "names no host"),
        ("https://index.example:port/simple", "is not an address"),
        ("https://[::1/simple", "is not an address"),
        ("https://index.example/simple?token=hush", "has a query"),
        ("https://index.example/\nsimple", "characters that no address has"),
        ("https://index.example/a b", "characters that no address has"),
        ("https://index\u202e.example/", "characters that no address has"),
        ("https://evil.example\\@index.example/", "characters that no address has"),
        ("https://index.example/${SECRET}/simple", "has a variable in it"),
    ],
)
def test_everything_else_is_refused_with_a_sentence(text, said):
    with pytest.raises(BadAddress, match=said) as caught:
        read_root(text)
    assert str(caught.value).endswith(".")
    assert "hush" not in str(caught.value)


@given(st.text(max_size=60) | st.from_regex(r"https?://[^ ]{0,40}", fullmatch=True))
def test_any_text_is_an_address_or_a_sentence(text):
    address = None
    with contextlib.suppress(BadAddress):
        address = read_root(text)
    if address is not None:
        assert address.root.startswith(("http://", "https://"))
        assert address.root.endswith("/")
        assert "@" not in address.root.split("/")[2]
        assert read_root(address.root).root == address.root


@given(st.text(max_size=300))
def test_what_is_shown_can_be_shown(text):
    assert shown(text).isprintable()
    assert len(shown(text)) <= 102


@given(
    st.text("abcXYZ019:/@?#%&", min_size=3, max_size=20),
    st.sampled_from(["https://{}@index.example/simple", "{}@index.example", "x://u:{}@h/"]),
)
def test_no_message_shows_what_stands_before_an_at_sign(secret, form):
    secret = f"S3{secret}cr3t"
    assert secret not in shown(form.format(secret))


def test_the_address_of_json_documents():
    address = read_json_address("https://ada:pw@json.example/pypi/{name}/json")
    assert address.root == "https://json.example/pypi/{name}/json"
    assert address.credentials == Credentials("ada", "pw")
    for bad in ("https://json.example/pypi/json", "https://json.example/{name}/{version}", ""):
        with pytest.raises(BadAddress):
            read_json_address(bad)


def test_credentials_never_show():
    credentials = Credentials("ada", "hush")
    assert "hush" not in f"{credentials!r} {credentials} {Keyring({'https://h:443': credentials})}"
    assert "ada" not in repr(credentials)
    assert credentials.header() == "Basic YWRhOmh1c2g="


def test_credentials_stay_at_their_origin():
    ada = Credentials("ada", "hush")
    keyring = Keyring({origin_of("https://index.example/"): ada}, {"index.example": ada})
    assert keyring.for_url("https://index.example:443/other/") == ada
    assert Keyring(keyring.by_origin).for_url("https://index.example:8443/") is None
    assert Keyring(keyring.by_origin).for_url("http://index.example/") is None
    assert Keyring(keyring.by_origin).for_url("https://sub.index.example/") is None


def test_netrc_is_not_sent_over_plain_networks():
    keyring = Keyring(
        by_host={"index.example": Credentials("a", "b"), "127.0.0.1": Credentials("c", "d")}
    )
    assert keyring.for_url("https://index.example:8443/simple/") is not None
    assert keyring.for_url("http://index.example/simple/") is None
    assert keyring.for_url("http://127.0.0.1:8080/simple/") is not None


def test_reads_netrc(tmp_path):
    path = tmp_path / "netrc"
    path.write_text(
        "machine Index.Example login ada password p#w\ndefault login any password thing\n"
    )
    assert read_netrc(path) == {"index.example": Credentials("ada", "p#w")}
    path.write_text("machine index.example nonsense\n")
    with pytest.raises(ValueError, match="netrc"):
        read_netrc(path)
    with pytest.raises(FileNotFoundError):
        read_netrc(tmp_path / "none")
