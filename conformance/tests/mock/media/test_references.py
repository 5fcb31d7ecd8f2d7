"""References: fetched within limits, and only from allowed hosts."""

import struct
from typing import Any

import pytest
from tests.conftest import Answer, Scripted
from tests.mock.conftest import Start

GOOD = b"GIF89a" + struct.pack("<HHBBB", 400, 300, 0, 0, 0) + b",\0\0\0\0\x01\0\x01\0\0\x02\x01\0\0;"


@pytest.fixture
def media(scripted: Scripted) -> str:
    """The address of a small media server with a valid file, an empty one, and a redirect."""
    hop: Answer = (302, {"Location": "/good"}, GOOD)
    scripted.answer = lambda _, path, __: hop if path == "/hop" else (200, {}, b"" if path == "/empty" else GOOD)
    return scripted.base_url


def hits(scripted: Scripted) -> list[str]:
    """The paths that were fetched."""
    return [path for _, path, _ in scripted.seen]


def refused_fields(mock: Any, **fields: object) -> list[str]:
    """The fields that are refused as unfetchable."""
    answer = mock.create(**fields)
    if answer.status_code == 200:
        return []
    problems = answer.json()["problems"]
    assert {problem["rule"] for problem in problems} == {"RB-UNFETCHABLE"}
    return [problem["field"] for problem in problems]


def test_good_addresses_are_accepted_and_fetched_once(mock: Any, media: str, scripted: Scripted) -> None:
    """A second create within 20 seconds uses what is known."""
    for _ in range(2):
        assert refused_fields(mock, first_image=media + "/good", last_image=media + "/hop") == []
    assert sorted(hits(scripted)) == ["/good", "/good", "/hop"]


def test_a_request_fetches_each_of_its_addresses_once(
    mock: Any, media: str, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the fetcher's memory, create and upload still fetch each address once."""
    monkeypatch.setattr("seedance_conformance.mock.media.fetch._REMEMBER_SECONDS", 0.0)
    assert refused_fields(mock, referenceImages=[media + "/good", media + "/good"]) == []
    assert hits(scripted) == ["/good"]
    assert mock.upload(url=media + "/good").json()["code"] == 0
    assert hits(scripted) == ["/good", "/good"]


def test_each_bad_address_is_named(mock: Any, media: str) -> None:
    """An empty file and a host that isn't allowed are reported; the good one isn't; test_fetch_*.py has the others."""
    images = [media + "/empty", media + "/good", "http://192.0.2.1/x.png"]
    assert refused_fields(mock, referenceImages=images) == ["referenceImages[0]", "referenceImages[2]"]


def test_a_body_that_is_refused_anyway_costs_no_connection(mock: Any, media: str, scripted: Scripted) -> None:
    """Addresses are fetched only if everything else is valid."""
    assert mock.rules(mock.create(first_image=media + "/empty", duration=99)) == ["CR-DUR-MAX"]
    assert hits(scripted) == []


def test_hosts_can_be_named(start: Start, media: str) -> None:
    """With a list of hosts, only those are fetched from, even on this machine."""
    named = start(media_hosts="localhost")
    assert refused_fields(named, first_image=media.replace("127.0.0.1", "localhost") + "/good") == []
    assert refused_fields(named, first_image=media + "/good") == ["first_image"]
