"""The proxy of a target: read like the standard library; an unusable one is an error with a remedy."""

import sys
from pathlib import Path
from typing import Any

import httpcore  # noqa: F401 - it looks for socksio once, when it is imported
import pytest
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.runner.configuration.options import unset
from seedance_conformance.runner.configuration.settings import SettingsError, build_settings
from seedance_conformance.transport.connection.proxies import ProxyError, client_for, proxy_of
from seedance_conformance.transport.tasks.download import download
from tests.conftest import Scripted

REMOTE = "https://api.example.com/kyyReactApiServer"


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without proxies and without the package for SOCKS."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setitem(sys.modules, "socksio", None)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ({"https_proxy": "p:1"}, "http://p:1"),
        ({"HTTP_PROXY": "http://p:1"}, None),
        ({"ALL_PROXY": "http://p:1", "https_proxy": "http://q:1"}, "http://q:1"),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": ".example.com"}, None),
        ({"ALL_PROXY": "http://p:1", "no_proxy": "[::1], other.example, api.example.com:443"}, "http://p:1"),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "*"}, None),
    ],
)
def test_proxy_of(environment: dict[str, str], wanted: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Upper and lower case, the forms of NO_PROXY, and the proxy for the address' own scheme first."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_of(REMOTE) == wanted


@pytest.mark.parametrize("address", ["socks5://me:my-password@p:1", "ftp://me:my-password@p:1", "http://p:port", "://"])
def test_a_proxy_that_cannot_be_used(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The run doesn't start; the message has a remedy and no password."""
    monkeypatch.setenv("ALL_PROXY", address)
    given: dict[str, Any] = unset() | {"base-url": REMOTE, "budget": 1, "out": str(tmp_path)}
    with pytest.raises(
        SettingsError, match=r"the proxy .* for api.example.com .*socks|the proxy .* can't be used"
    ) as caught:
        build_settings(given, {"SEEDANCE_API_KEY": "k"}, load_catalogue())
    assert "my-password" not in str(caught.value)
    with pytest.raises(ProxyError):
        client_for(REMOTE)
    monkeypatch.setenv("NO_PROXY", "api.example.com")
    assert build_settings(given, {"SEEDANCE_API_KEY": "k"}, load_catalogue()).remote


def test_a_download(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """A local file is fetched directly; a remote one only through the proxy."""
    monkeypatch.setenv("ALL_PROXY", "socks5://p:1")
    scripted.answer = lambda *_: (200, {}, b"bytes")
    assert download(f"{scripted.base_url}/x.mp4").content == b"bytes"
    assert "seedance-kit[socks]" in download("https://cdn.example.com/x.mp4").description
