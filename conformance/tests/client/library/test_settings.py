"""Keys, addresses and limits: invalid ones are rejected immediately, and the key is never shown."""

import copy
import pickle

import pytest
from seedance_client import Seedance


@pytest.mark.parametrize(
    ("base_url", "words"),
    [
        ("ftp://x.example", "isn't an http"),
        ("x.example", "isn't an http"),
        ("http://x.example/y", "unencrypted"),
        ("https://user:pw@x.example", "can't have a user"),
        ("https://x.example?key=1", "query"),
    ],
)
def test_unsound_address(base_url: str, words: str) -> None:
    """An address that can't work, or would expose the key, is rejected immediately."""
    with pytest.raises(ValueError, match=words):
        Seedance("k", base_url=base_url)


@pytest.mark.parametrize("key", ["", " ", "a b", "a\nb", "schlüssel"])
def test_unsound_key(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that can't stand in a header is refused without being repeated."""
    monkeypatch.delenv("SEEDANCE_API_KEY", raising=False)
    with pytest.raises(ValueError, match="API key") as caught:
        Seedance(key)
    assert not key.strip() or key not in str(caught.value)


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key and address come from the environment; a line break after the key is removed."""
    monkeypatch.setenv("SEEDANCE_API_KEY", "sk-env\n")
    monkeypatch.setenv("SEEDANCE_BASE_URL", "http://localhost:1/x/")
    assert repr(Seedance()) == "Seedance(base_url='http://localhost:1/x')"
    assert repr(Seedance(base_url="HTTP://LocalHost:1/X/?")) == "Seedance(base_url='http://localhost:1/X')"


def test_the_key_is_in_no_repr_and_no_pickle() -> None:
    """A client shows its address alone, and can't be pickled."""
    client = Seedance("sk-very-secret", base_url="http://127.0.0.1:9")
    shown = f"{client!r} {client._settings!r} {client._transport!r} {client.assets!r}"
    assert "sk-very-secret" not in shown
    with pytest.raises(TypeError, match="key"):
        pickle.dumps(client)
    with pytest.raises(TypeError, match="key"):
        copy.deepcopy(client._settings)
