"""TLS to a target: own authorities, client certificates, no check at all, another address, HTTP/2."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from seedance_conformance.transport.connection.route import ConnectTo, Route
from seedance_conformance.transport.connection.tls import Tls, TlsError
from seedance_conformance.transport.errors import Unreachable, Untrusted
from seedance_conformance.transport.reproduction.curl import to_curl
from seedance_conformance.transport.spending.budget import Budget
from seedance_conformance.transport.target import Target
from tests.serving import Handler, Server, running
from tests.transport.conftest import KEY
from tests.transport.connection.certificates import GATEWAY, Certificates, make_certificates


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Files of this module."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No certificates and no proxy are named."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@define
class Secure:
    """A running https server: its port, the Host of each request, and the name that each client asked for in TLS."""

    port: int
    hosts: list[str] = field(factory=list)
    names: list[str | None] = field(factory=list)

    @property
    def base_url(self) -> str:
        """Its address."""
        return f"https://127.0.0.1:{self.port}"


Start = Callable[..., Secure]


@pytest.fixture
def secure(certificates: Certificates) -> Iterator[Start]:
    """Start a server; `client=True` asks for a certificate of the client."""
    servers = ExitStack()

    def start(*, client: bool = False) -> Secure:
        class Gateway(Handler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                state.hosts.append(self.headers["Host"])
                self.say(404, b"{}")

        class SecureServer(Server):
            def get_request(self) -> Any:
                connection, address = self.socket.accept()
                connection.settimeout(5)
                return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

        context = certificates.server_context(client=client)
        server = SecureServer(("127.0.0.1", 0), Gateway)
        state = Secure(server.server_port)
        context.sni_callback = lambda connection, name, context: state.names.append(name)
        servers.enter_context(running(server))
        return state

    with servers:
        yield start


def asked(base_url: str, route: Route, **more: Any) -> int | None:
    """The status that a query gets."""
    target = Target(base_url, KEY, route=route, timeout=5, **more)
    try:
        return target.query("video_1").status
    finally:
        target.close()


def test_an_own_authority(secure: Start, certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown authority is an error with a remedy; `--ca-file` and SSL_CERT_FILE hold on loopback."""
    server = secure()
    budget = Budget(1)
    target = Target(server.base_url, KEY, budget=budget)
    with pytest.raises(Untrusted, match=r"isn't trusted \(.*certificate.*\): give --ca-file"):
        target.create({})
    target.close()
    assert budget.spent == 0
    assert asked(server.base_url, Route(Tls(ca_file=certificates.ca))) == 404
    assert asked(server.base_url, Route(Tls(ca_file=certificates.ca)), remote=True) == 404
    assert asked(server.base_url, Route(Tls(insecure=True))) == 404
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca))
    assert asked(server.base_url, Route()) == 404


@pytest.mark.parametrize("remote", [False, True])
def test_a_client_certificate(secure: Start, certificates: Certificates, remote: bool) -> None:
    """Without one the message says what to give; with it the target answers."""
    server = secure(client=True)
    trusting = Tls(ca_file=certificates.ca)
    with pytest.raises(Unreachable, match="--client-cert"):
        asked(server.base_url, Route(trusting), remote=remote)
    own = Tls(certificates.ca, False, certificates.client, certificates.client_key)
    assert asked(server.base_url, Route(own), remote=remote) == 404


def test_a_create_that_lacks_a_client_certificate_may_be_billed(secure: Start, certificates: Certificates) -> None:
    """The alert comes after the request, so a create counts as spent."""
    budget = Budget(1)
    target = Target(secure(client=True).base_url, KEY, budget=budget, route=Route(Tls(ca_file=certificates.ca)))
    assert target.create({}).failure == "dropped"
    target.close()
    assert budget.spent == 1


@pytest.mark.parametrize("remote", [False, True])
@pytest.mark.parametrize(
    "route", [f"{GATEWAY}:443:127.0.0.1:{{}}", "::127.0.0.1:{}", f"other.test:443::1 {GATEWAY}::127.0.0.1:{{}}"]
)
def test_connect_to(secure: Start, certificates: Certificates, remote: bool, route: str) -> None:
    """Another address is connected to; Host, SNI and the checked name are those of the URL."""
    server = secure()
    ways = tuple(ConnectTo.parse(way.format(server.port)) for way in route.split())
    assert asked(f"https://{GATEWAY}/api", Route(Tls(ca_file=certificates.ca), connect_to=ways), remote=remote) == 404
    assert (server.hosts, server.names) == ([GATEWAY], [GATEWAY])


def test_connect_to_does_not_hide_a_wrong_certificate(secure: Start, certificates: Certificates) -> None:
    """The certificate has to name the host of the URL."""
    way = ConnectTo.parse(f"other.test:443:127.0.0.1:{secure().port}")
    with pytest.raises(Untrusted, match=r"https://other\.test \(connecting to 127\.0\.0\.1:\d+\).*'other\.test'"):
        asked("https://other.test/api", Route(Tls(ca_file=certificates.ca), connect_to=(way,)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a.test:443:10.0.0.7:8443", ("a.test", 443, "10.0.0.7", 8443)),
        ("::b:", ("", None, "b", None)),
        ("[2001:DB8::1]:80:[::1]:8080", ("2001:db8::1", 80, "::1", 8080)),
    ],
)
def test_forms_of_connect_to(text: str, wanted: tuple[object, ...]) -> None:
    """As curl reads them; IPv6 addresses are in brackets."""
    one = ConnectTo.parse(text)
    assert (one.host, one.port, one.to_host, one.to_port) == wanted


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl isn't installed")
def test_the_same_way_with_curl(secure: Start, certificates: Certificates) -> None:
    """A counterexample has the options with which curl reaches the target, too."""
    server = secure(client=True)
    way = ConnectTo.parse(f"{GATEWAY}:443:127.0.0.1:{server.port}")
    tls = Tls(certificates.ca, False, certificates.client, certificates.client_key)
    target = Target(f"https://{GATEWAY}/api", KEY, route=Route(tls, connect_to=(way,)))
    command = to_curl(target.query("video_1"), target.route.curl_options)
    target.close()
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=20, check=False)
    assert (done.stdout, done.stderr, server.hosts) == (b"{}", b"", [GATEWAY, GATEWAY])
    assert Route(Tls(insecure=True), http2=True).curl_options == " -k --http2"
    assert Route().curl_options == ""


@pytest.mark.parametrize("text", ["a:443", "a:b:c:d", "a:443:b:99999", "2001:db8::1:80:b:1", "a:0:b:1", ""])
def test_invalid_forms_of_connect_to(text: str) -> None:
    """The message quotes the value and shows an example."""
    with pytest.raises(ValueError, match=r"--connect-to .* isn't HOST:PORT:HOST2:PORT2"):
        ConnectTo.parse(text)


def test_http_in_place_of_https(scripted: Any) -> None:
    """A server without TLS is told as such."""
    with pytest.raises(Untrusted, match="is it http://"):
        asked(scripted.base_url.replace("http:", "https:"), Route(Tls(insecure=True)))


def test_a_server_that_stops_in_the_handshake_may_come_back() -> None:
    """That isn't an error of certificates, so waiting may help."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
        with pytest.raises(Unreachable) as caught:
            asked(f"https://127.0.0.1:{server.getsockname()[1]}", Route(Tls(insecure=True)))
    assert not isinstance(caught.value, Untrusted)


def test_files_that_cannot_be_used(certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message names the file and the remedy; nothing asks for a password."""
    text = tmp_path / "text.pem"
    text.write_text("not PEM")
    for tls, message in (
        (Tls(tmp_path / "none.pem"), r"--ca-file .*none\.pem can't be read \(No such file"),
        (Tls(text), r"--ca-file .*text\.pem can't be read"),
        (Tls(client_cert=certificates.client), "--client-cert .* can't be used .*, and --client-key"),
        (Tls(client_cert=text, client_key=text), "--client-cert .* and --client-key .* can't be used"),
        (Tls(client_cert=certificates.client, client_key=certificates.encrypted_key), "encrypted: decrypt it"),
    ):
        with pytest.raises(TlsError, match=message):
            tls.context()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    with pytest.raises(TlsError, match=r"SSL_CERT_FILE is .*gone\.pem, which can't be read"):
        Tls().context()


def test_a_result_gets_the_client_certificate_only_on_the_host_of_the_target() -> None:
    """Another host could see who asks."""
    route = Route(Tls(client_cert=Path("c.pem"), client_key=Path("k.pem"), insecure=True))
    assert route.for_result("https://a.test/x.mp4", "https://a.test:444/api") == route
    away = route.for_result("https://cdn.test/x.mp4", "https://a.test/api").tls
    assert (away.client_cert, away.client_key, away.insecure) == (None, None, True)
    assert route.for_result("http://[broken", "https://a.test/api").tls.client_cert is None


def test_a_result_over_tls(secure: Start, certificates: Certificates) -> None:
    """Downloads trust the same certificates, and go to the same addresses."""
    server = secure()
    way = ConnectTo.parse(f"{GATEWAY}:443:127.0.0.1:{server.port}")
    target = Target(f"https://{GATEWAY}", KEY, route=Route(Tls(ca_file=certificates.ca), connect_to=(way,)))
    assert target.download(f"https://{GATEWAY}/x.mp4").status == 404
    assert target.download(f"{server.base_url}/x.mp4").status == 404
    assert "ConnectError" in (Target(server.base_url, KEY).download(f"{server.base_url}/x.mp4").failure or "")
    target.close()
