"""Exchanges keep large requests packed, and downloads that were looked at without their content."""

import json

import pytest
from attrs import evolve
from seedance_conformance.transport.exchange import Exchange, asked_once
from seedance_conformance.transport.tasks.download import Download
from tests.transport.answers.test_answer import answer


@pytest.mark.parametrize("length", [0, 65_536, 65_537, 2_000_000])
def test_a_request_is_the_same_packed_or_not(length: int) -> None:
    """Also in copies; the log has the beginning of it and its length."""
    body = b"x" * length
    exchange = evolve(answer(200, {}), request_body=body)
    assert exchange.request_body == evolve(exchange, case="other").request_body == body
    stored = json.loads(json.dumps(exchange.to_json()))
    assert "_request" not in stored
    assert stored["request_body"] == (
        body.decode() if length <= 20_000 else {"text": "x" * 20_000, "cut_from_bytes": length}
    )
    assert Exchange.from_json(stored).request_body == body[:20_000]


def test_a_download_without_its_content_tells_the_same() -> None:
    """It arrived if it had content, and its note has the size."""
    for content, arrived in ((b"film", True), (b"", False)):
        file = Download(200, content, "video/mp4")
        bare = file.without_content
        assert (bare.content, bare.size, bare.arrived, bare.description) == (
            b"",
            len(content),
            arrived,
            file.description,
        )


def test_what_is_known_of_an_exchange_is_asked_once() -> None:
    """Whether a create was billed is asked ten times; a copy with another answer is asked anew."""
    asked: list[bytes] = []

    @asked_once
    def length(exchange: Exchange) -> int:
        asked.append(exchange.body)
        return len(exchange.body)

    first = answer(200, b"four")
    assert (length(first), length(first)) == (4, 4)
    assert length(evolve(first, body=b"longer")) == 6
    assert asked == [b"four", b"longer"]
    assert not any("known" in name for name in first.to_json())
