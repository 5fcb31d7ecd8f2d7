"""Hostile addresses: each row names the setting, the address and the answer; `pytest -rP` shows how long each took."""

import asyncio
import socket
import time
from typing import Any

import pytest
from tests.mock.conftest import Serve
from tests.mock.media.fetching import fetched

NOT_ALLOWED = {
    "loopback": (
        *("0.0.0.0", "[::]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "[fe80::1]"),
        *("[fd00:ec2::254]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
        *("2130706433", "0x7f000001", "127.1", "localhost.example", "8.8.8.8"),
    ),
    "any": (
        *("10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "0.0.0.0", "[fe80::1]"),
        *("[fd00:ec2::254]", "[fec0::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::a9fe:a9fe]"),
        *("[2002:a9fe:a9fe::]", "[2001:0:1:2:3:4:5:6]", "2130706433", "224.0.0.1"),
    ),
    "media.example": ("127.0.0.1", "8.8.8.8", "media.example.evil.example"),
}
"""Hosts by the value of `--media-hosts`."""

ADDRESSES: list[tuple[str, str, str]] = [
    ("loopback", "file:///etc/passwd", "isn't a plain http(s) address"),
    ("loopback", "ftp://127.0.0.1/x", "isn't a plain http(s) address"),
    ("loopback", "http://user:word@127.0.0.1/x", "without credentials"),
    ("loopback", "http://user@127.0.0.1/x", "without credentials"),
    ("loopback", "http://127.0.0.1:99999/x", "isn't a plain http(s) address"),
    ("loopback", "http://127.0.0.1:9/ x\r\nHost: y", "isn't a plain http(s) address"),
    ("loopback", "http://127.0.0.1:1/x", "can't be reached"),
    ("any", "http://nothing.invalid/x", "unknown"),
    *[(setting, f"http://{host}/x", "isn't allowed") for setting, hosts in NOT_ALLOWED.items() for host in hosts],
]


@pytest.mark.parametrize(("hosts", "address", "answer"), ADDRESSES)
def test_hostile_addresses_are_never_connected_to(
    hosts: str, address: str, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are refused before a connection opens, except one to this machine."""
    connected: list[object] = []
    connect = asyncio.BaseEventLoop.create_connection

    async def watch(self: Any, *arguments: Any, **options: Any) -> Any:
        connected.append(arguments)
        return await connect(self, *arguments, **options)

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", watch)
    begin = time.perf_counter()
    outcome = fetched(address, hosts)
    print(f"{address} with --media-hosts {hosts}: {outcome.reason} ({time.perf_counter() - begin:.2f} s)")
    assert answer in str(outcome.reason)
    assert answer == "can't be reached" or not connected


def _resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let the names resolve to these addresses, one list for each look-up; returns the names that were looked up."""
    asked: list[str] = []
    left = iter(answers)

    async def look_up(_loop: Any, host: str, *_arguments: Any, **_options: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in next(left)]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("hosts", ["any", "media.example"])
@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["8.8.8.8", "169.254.169.254"]]
)
def test_a_host_with_a_private_address_is_refused(
    hosts: str, addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every address of a host is checked, even if its name is allowed."""
    _resolving(monkeypatch, addresses)
    assert "isn't allowed" in str(fetched("http://media.example/x.png", hosts).reason)


def test_the_connection_goes_to_the_checked_address(serve: Serve, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host is resolved once, so a different answer after the check has no effect."""
    asked = _resolving(monkeypatch, ["127.0.0.1"])
    monkeypatch.setattr("seedance_conformance.mock.media.hosts.HostPolicy.allows", lambda *_: True)
    outcome = fetched(serve(make.png()).replace("127.0.0.1", "media.example"), "any")
    assert outcome.facts is not None
    assert asked == ["media.example"]
