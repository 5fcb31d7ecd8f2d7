"""Proxies: they are used where they are wanted, and never see the key where they need not."""

import socket
import sys
import threading
from pathlib import Path
from typing import Any

import httpcore  # noqa: F401 - it looks for socksio once, when it is imported
import httpx
import pytest
from seedance_client import DownloadFailed, NotConnected, Seedance, TaskState
from seedance_client._sdk.transport.proxies import pattern, proxy_routes
from tests.client.library.answers import BOX, KEY, PRO, TASK, close, http

REMOTE = "https://api.example.com/kyyReactApiServer"
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget those of the machine, and the package that speaks SOCKS, which may be installed."""
    monkeypatch.setitem(sys.modules, "socksio", None)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def proxy(hostile: Any) -> str:
    """The address of a proxy: the hostile server, whose requests then have whole addresses."""
    return str(hostile.base_url).removesuffix("/kyyReactApiServer")


def test_a_proxy_that_was_given_is_used(hostile: Any, proxy: str, either: Any) -> None:
    """Whoever names a proxy gets it, for this machine, too: to look at the traffic, for example."""
    hostile.script["POST"] = [http(TASK)]
    options = {"proxy": proxy.replace("//", "//me:my-password@")}
    assert either.call("http://127.0.0.1:9/x", "create", "x", model=PRO, options=options).id == "video_1"
    assert hostile.seen[0].path == "http://127.0.0.1:9/x/v1/kyyvideo2/videos"
    assert hostile.seen[0].headers["proxy-authorization"].startswith("Basic ")


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY", "http_proxy"])
def test_this_machine_needs_no_proxy(
    name: str, hostile: Any, either: Any, service: str, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    """A proxy of the environment is not used for a mock on this machine: it would get the key in clear."""
    monkeypatch.setenv(name, proxy)
    assert either.call(service, "create", "x", model=PRO).id
    assert not hostile.seen


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY", "https_proxy"])
def test_a_proxy_sees_no_key(name: str, hostile: Any, either: Any, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """The service is reached through a tunnel: the proxy learns its name, and sees TLS."""
    content: list[bytes] = []
    came = threading.Event()

    def tunnel(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        content.append(connection.recv(65536))
        came.set()

    hostile.script["CONNECT"] = [tunnel]
    monkeypatch.setenv(name, proxy)
    with pytest.raises(NotConnected, match="nothing was sent"):
        either.call(REMOTE, "create", "x", model=PRO)
    assert came.wait(5)
    assert {seen.path for seen in hostile.seen} == {"api.example.com:443"}
    assert KEY not in repr(hostile.seen)
    assert "authorization" not in hostile.seen[0].headers
    assert all(piece[:2] == b"\x16\x03" for piece in content)
    assert KEY.encode() not in b"".join(content)


def test_a_proxy_that_refuses(hostile: Any, either: Any, proxy: str) -> None:
    """If the proxy refuses the tunnel, nothing was sent: it is free, and the error doesn't show the password."""
    hostile.script["CONNECT"] = [http(b"", 407)]
    options = {"proxy": proxy.replace("//", "//me:my-password@"), "max_tasks": 1}
    with pytest.raises(NotConnected, match="407") as caught:
        either.call(REMOTE, "create", "x", model=PRO, options=options)
    assert "my-password" not in str(caught.value)
    assert [seen.method for seen in hostile.seen] == ["CONNECT"]


@pytest.mark.parametrize("reply", [close, b"nonsense\r\n\r\n", http(b"", 500)], ids=["close", "nonsense", "500"])
def test_a_proxy_that_makes_no_tunnel(reply: Any, hostile: Any, either: Any, proxy: str) -> None:
    """A proxy that fails before there is a tunnel has seen nothing of the request: it costs nothing."""
    hostile.script["CONNECT"] = [reply]
    with pytest.raises(NotConnected, match="nothing was sent"):
        either.call(REMOTE, "create", "x", model=PRO, options={"proxy": proxy, "max_tasks": 1})


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize("listed", ["api.example.com", "example.com", "*"])
def test_no_proxy(listed: str, hostile: Any, either: Any, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """A host that NO_PROXY names is asked directly."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", listed)
    with pytest.raises(NotConnected, match="nothing was sent"):
        either.call(REMOTE.replace(".com", ".com:9"), "create", "x", model=PRO)
    assert not hostile.seen


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name leads to a port on this machine where nobody listens."""
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *arguments: Any, **named: Any) -> Any:
        return real("127.0.0.1", port, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_download_through_a_proxy_has_no_key(
    hostile: Any, either: Any, monkeypatch: pytest.MonkeyPatch, proxy: str, target: Path
) -> None:
    """A file on a public host is fetched through the proxy, without the key."""
    hostile.script["GET"] = [http(BOX)]
    monkeypatch.setenv("HTTP_PROXY", proxy)
    task = TaskState("video_1", "completed", video_url="http://cdn.example.com/o.mp4")
    either.call("http://127.0.0.1:9/x", "download", task, target, overwrite=True)
    assert hostile.seen[0].path == "http://cdn.example.com/o.mp4"
    assert KEY not in repr(hostile.seen)


UNUSABLE = ["socks5://me:my-password@127.0.0.1:1", "ftp://127.0.0.1:1", "http://127.0.0.1:port", "://"]


@pytest.mark.parametrize("address", UNUSABLE)
def test_a_proxy_that_is_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be a proxy here is one clear error without a password, given or from the environment."""
    with pytest.raises(ValueError, match=WITHOUT_SOCKS if "socks" in address else "write it as http") as caught:
        Seedance("k", base_url=REMOTE, proxy=address)
    assert "my-password" not in str(caught.value)
    for name in ("ALL_PROXY", "https_proxy"):
        with monkeypatch.context() as patch:
            patch.setenv(name, address)
            with pytest.raises(ValueError, match=f"^{name.upper()}: the proxy .*") as caught:
                Seedance("k", base_url=REMOTE)
        assert "my-password" not in str(caught.value)


WITHOUT_SOCKS = r"uses SOCKS, which needs another package: pip install 'seedance-kit\[socks\]'"


@pytest.mark.parametrize(
    "environment",
    [
        *({"ALL_PROXY": address} for address in UNUSABLE),
        {"all_proxy": "socks5h://127.0.0.1:1"},
        {"HTTP_PROXY": "socks5://127.0.0.1:1", "HTTPS_PROXY": "socks5://127.0.0.1:1"},
        {"http_proxy": "nonsense"},
        {"HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "[::1], ::1/128, *.example.com, a b, %, http://, 127.0.0.1:x"},
    ],
    ids=str,
)
def test_no_proxy_stops_a_call_on_this_machine(
    environment: dict[str, str], hostile: Any, call: Any, either: Any, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    """Proxies of the environment, in any form, don't affect calls to this machine."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    hostile.script = {"POST": [http(TASK)], "GET": [http(BOX)]}
    assert call("create", "x", model=PRO).id == "video_1"
    elsewhere = hostile.base_url.replace("127.0.0.1", "localhost")
    for place in (hostile.base_url, elsewhere):
        task = TaskState("video_1", "completed", video_url=f"{place}/o.mp4")
        either.call(elsewhere, "download", task, target, overwrite=True)
    assert target.read_bytes() == BOX


@pytest.mark.usefixtures("nowhere")
def test_a_public_file_does_not_go_around_a_proxy(call: Any, monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
    """A gateway on this machine needs no proxy, but the file on a public host does: it says so, and asks nobody."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    task = TaskState("video_1", "completed", video_url="http://cdn.example.com/o.mp4")
    with pytest.raises(DownloadFailed, match=WITHOUT_SOCKS):
        call("download", task, target, overwrite=True)


@pytest.mark.parametrize("listed", ["api.example.com", ".example.com", "*.example.com", "other, example.com", "*"])
def test_a_proxy_that_nobody_needs(listed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that can't be used stops nobody who goes around it, nor who has another one for https."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    with monkeypatch.context() as patch:
        patch.setenv("NO_PROXY", listed)
        Seedance("k", base_url=REMOTE)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    Seedance("k", base_url=REMOTE)


LOOPBACK = {"all://localhost": None, "all://127.0.0.1": None, "all://[::1]": None}


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ({}, {}),
        ({"no": "example.com"}, {}),
        ({"http": "p:1", "ftp": "f:1"}, {"http://": "http://p:1", **LOOPBACK}),
        ({"https": " socks5://p:1 ", "all": ""}, {"https://": "socks5://p:1", **LOOPBACK}),
        ({"all": "p:1", "no": "*"}, {}),
        ({"all": "p:1", "no": "a.example, *"}, {}),
        ({"all": "p:1", "no": ""}, {"all://": "http://p:1", **LOOPBACK}),
    ],
)
def test_routes(found: dict[str, str], wanted: dict[str, str | None]) -> None:
    """Address patterns map to proxies; the map is empty without a proxy, or if NO_PROXY is `*`."""
    assert proxy_routes(found) == wanted


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        ("example.com", "all://*example.com"),
        (".example.com", "all://*example.com"),
        ("*.example.com", "all://*example.com"),
        ("example.com.", "all://*example.com"),
        ("example.com:8080", "all://*example.com:8080"),
        ("http://example.com/", "http://*example.com"),
        ("localhost", "all://localhost"),
        ("localhost:8080", "all://localhost:8080"),
        ("192.0.2.7", "all://192.0.2.7"),
        ("192.0.2.7/32", "all://192.0.2.7"),
        ("192.0.2.7:80", "all://192.0.2.7:80"),
        ("2001:db8::1", "all://[2001:db8::1]"),
        ("[2001:db8::1]", "all://[2001:db8::1]"),
        ("[2001:db8::1]:80", "all://[2001:db8::1]:80"),
        ("2001:db8::1/128", "all://[2001:db8::1]"),
        ("b\xfccher.example", None),
        ("192.0.2.0/24", None),
        ("2001:db8::/32", None),
        ("example.com:port", None),
        ("[::1]:", None),
        ("a b", None),
        ("%", None),
        ("", None),
        (".", None),
        ("://", None),
    ],
)
def test_entries_of_no_proxy(entry: str, wanted: str | None) -> None:
    """Each form in use has its pattern, which httpx takes; what can't be understood has none."""
    assert pattern(entry) == wanted
    if wanted:
        httpx.Client(mounts={wanted: None}).close()


def test_certificates_that_are_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An invalid certificate file of the environment is a clear error, too."""
    (tmp_path / "none.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(ValueError, match="SSL_CERT_FILE"):
        Seedance("k")
