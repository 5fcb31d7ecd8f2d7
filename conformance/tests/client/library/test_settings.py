"""Keys, addresses and limits: invalid ones are rejected immediately, and the key is never shown."""

import copy
import pickle

import pytest
from seedance_client import Seedance


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
