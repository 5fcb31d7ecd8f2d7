"""--check and --max-tasks refuse a create before it is sent, and say so."""

import gzip
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from seedance_client import Refused, Seedance
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.proxy.gate import Gate
from seedance_conformance.transport.answers.billing import Charge, charge
from seedance_conformance.transport.spending.budget import Budget
from tests.proxy.conftest import RawServer, Start, exchange, wait_until
from tests.proxy.raw_messages import BODY, CREATE, PREFIX, answered, create, says
from tests.suite.conftest import Log

LONG = b'{"model": "seedance_2_0_pro", "prompt": "A kite", "duration": 16}'


def _error(received: bytes) -> dict[str, object]:
    error: dict[str, object] = json.loads(received.partition(b"\r\n\r\n")[2])["error"]
    return error


def _posts(body: bytes, head: bytes = b"", path: str = "videos") -> bytes:
    return create(body, head).replace(b"/videos ", b"/%s " % path.encode(), 1)


PACKED = b"Content-Encoding: gzip\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        _posts(gzip.compress(LONG), PACKED),
        *(_posts(LONG, path=path) for path in ("videos", "videos/", "/videos", "%76ideos")),
    ],
)
def test_a_broken_body_is_refused(raw: RawServer, proxied: Start, request_: bytes) -> None:
    """The answer names the rule and who refused; the service, which may tolerate another slash, gets nothing."""
    proxy = proxied(check=True)
    received, _ = exchange(proxy.port, request_)
    assert received.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"\r\nSeedance-Proxy: refused\r\n" in received
    assert _error(received)["details"] == ["CR-DUR-MAX"]
    assert (raw.bytes, proxy.events("reserved")) == (b"", [])


@pytest.mark.parametrize("expects", [b"", b"Expect: 100-continue\r\n"])
@pytest.mark.parametrize("body", [BODY, b'{"model": "seedance_2_0_pro", "prompt": "A kite", "seed": 5}', b"{not json"])
def test_other_bodies_pass(raw: RawServer, proxied: Start, body: bytes, expects: bytes) -> None:
    """What is valid or open, and what isn't JSON: the service decides."""
    received, _ = exchange(proxied(check=True).port, create(body, expects))
    assert received.endswith(answered())
    assert raw.bytes.endswith(body)


def test_the_limit_of_tasks(raw: RawServer, proxied: Start) -> None:
    """Refused creates don't count; the one beyond the limit isn't sent, nor is a misspelt one."""
    proxy = proxied(max_tasks=1)
    raw.answer = says(b'HTTP/1.1 400 No\r\nContent-Length: 15\r\n\r\n{"error": "no"}')
    exchange(proxy.port, create())
    raw.answer = says(answered())
    exchange(proxy.port, create())
    sent = len(raw.bytes)
    for request in (create(), create().replace(b"videos HTTP", b"videos/ HTTP")):
        received, _ = exchange(proxy.port, request)
        assert _error(received)["code"] == "SeedanceProxy.MaxTasks"
    assert len(raw.bytes) == sent
    exchange(proxy.port, f"GET {PREFIX}/v1/result/video_1 HTTP/1.1\r\nHost: h\r\n\r\n".encode())
    assert len(raw.bytes) > sent


def test_parallel_creates_never_exceed_the_limit(raw: RawServer, proxied: Start) -> None:
    """Of 24 creates that are under way together 5 are sent, although none is answered yet."""
    together = Barrier(5, timeout=10)

    def answer(connection: socket.socket, request: bytes) -> None:
        together.wait()
        says(answered())(connection, request)

    raw.answer = answer
    proxy = proxied(max_tasks=5)
    with ThreadPoolExecutor(24) as pool:
        received = list(pool.map(lambda _: exchange(proxy.port, create())[0], range(24)))
    assert sum(one == answered() for one in received) == 5
    assert sum(b"SeedanceProxy.MaxTasks" in one for one in received) == 19
    assert raw.bytes.count(b"POST ") == 5
    assert [len(proxy.events(kind)) for kind in ("reserved", "accepted", "exchange")] == [5, 5, 5]


def test_an_unknown_outcome_counts(raw: RawServer, proxied: Start) -> None:
    """When in doubt, it was billed."""
    proxy = proxied(max_tasks=1)
    raw.answer = says(b"")
    exchange(proxy.port, create())
    assert _error(exchange(proxy.port, create())[0])["code"] == "SeedanceProxy.MaxTasks"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (CREATE + b"bad header\r\n\r\n", "Unreadable"),
        (b"GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n", "NotAForwardProxy"),
    ],
)
def test_odd_requests_are_refused(raw: RawServer, proxied: Start, request_: bytes, code: str) -> None:
    """What can't be read could be a create; and for a proxy for the web, the key would go to the wrong host."""
    assert _error(exchange(proxied(max_tasks=1).port, request_)[0])["code"] == f"SeedanceProxy.{code}"
    assert raw.bytes == b""


def test_each_refusal_is_certainly_not_billed() -> None:
    """A client releases its unit, for any rule and its statement."""
    catalogue = load_catalogue()
    gate = Gate(True, Budget(3), catalogue, remote=False)
    rules = [rule for rule in catalogue.rules if rule.startswith("CR-")]
    for answer in (gate.refuse_more(), *(gate.refuse_body([rule]) for rule in rules)):
        exchange = Log().add("create", "POST", answer.partition(b"\r\n\r\n")[2], status=400)
        assert charge(exchange) is Charge.REFUSED, answer


@pytest.mark.parametrize(("options", "code"), [({"check": True}, "CheckFailed"), ({"max_tasks": 0}, "MaxTasks")])
def test_the_client_of_the_kit_releases_its_unit(
    raw: RawServer, proxied: Start, options: dict[str, object], code: str
) -> None:
    """It raises `Refused` for our answer, also for its headers, and not an unknown outcome."""
    with Seedance("k", base_url=proxied(**options).base_url, max_tasks=1) as client:
        for _ in range(2):
            with pytest.raises(Refused, match="refused by seedance proxy, and not sent to the service") as caught:
                client.create("A kite", model="seedance_2_0_pro", duration=99, unchecked=True)
            assert caught.value.code == f"SeedanceProxy.{code}"
    assert raw.bytes == b""


def test_disputed_rules_are_left_to_a_remote_service() -> None:
    """The documents may be wrong about them."""
    body = b'{"model": "seedance_2_0", "prompt": "A kite"}'
    catalogue = load_catalogue()
    assert Gate(True, Budget(), catalogue, remote=False).judged(body) == (["CR-STD-NEEDS-VIDEO"], "")
    assert Gate(True, Budget(), catalogue, remote=True).judged(body) == ([], "")


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (_posts(LONG[:-1] + b', "pad": "%s"}' % (b"x" * (1 << 20))), "its body has more than 1 MiB"),
        (_posts(LONG, b"Content-Encoding: br\r\n"), "or an encoding other than gzip"),
        (_posts(gzip.compress(b" " * (1 << 21) + LONG), PACKED), "its body has more than 1 MiB"),
        (_posts(b"model=x"), "its body isn't JSON"),
        (_posts(b"[]"), "the contract doesn't say"),
        (_posts(LONG, path="videos/generate"), "its path isn't that of a create"),
    ],
    ids=["long", "br", "unpacks to more", "a form", "a list", "another path"],
)
def test_what_passes_unchecked_is_said(raw: RawServer, proxied: Start, request_: bytes, reason: str) -> None:
    """A create never passes unchecked without a word; its bytes are unchanged."""
    proxy = proxied(check=True)
    exchange(proxy.port, request_)
    wait_until(lambda: any(line.startswith("UNCHECKED #1 POST") for line in proxy.lines))
    assert reason in next(line for line in proxy.lines if line.startswith("UNCHECKED"))
    assert raw.bytes.endswith(request_.partition(b"\r\n\r\n")[2])


def test_a_body_is_never_changed(raw: RawServer, proxied: Start) -> None:
    """HTTP/1.0 needs no Host, and a body may have a line that looks like one."""
    body = b'{"model": "seedance_2_0_pro", "prompt": "A kite",\r\nhost: x\r\nexpect: 100-continue\r\n}'
    request = CREATE.replace(b"1.1", b"1.0") + b"Content-Length: %d\r\n\r\n" % len(body) + body
    exchange(proxied(check=True).port, request)
    assert raw.bytes == request
