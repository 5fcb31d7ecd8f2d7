"""Malformed bodies: each is answered in time without a server error, and starts nothing."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.robustness import malformed_bodies
from seedance_conformance.suite.robustness.expectations import expect_answer, expect_nothing_started
from seedance_conformance.suite.robustness.fixtures import CLOSE, PLAIN, upload_body
from seedance_conformance.suite.run_state import held
from seedance_conformance.transport.exchange import Exchange

pytestmark = [pytest.mark.full, pytest.mark.loopback]

Poster = Literal["create", "upload"]
both = pytest.mark.parametrize("endpoint", ["create", "upload"])


@both
@pytest.mark.rule("RB-BODY-MALFORMED")
def test_malformed_json_starts_nothing(context: Context, endpoint: Poster) -> None:
    """Text that isn't JSON starts nothing; text that lenient parsers accept is at least answered."""
    valid = _valid(context, endpoint)
    _judge(context, endpoint, malformed_bodies.malformed(valid), expect_nothing_started)
    _judge(context, endpoint, malformed_bodies.lenient(valid), expect_answer)


@both
@pytest.mark.rule("RB-BODY-EMPTY")
def test_an_empty_body_starts_nothing(context: Context, endpoint: Poster) -> None:
    """No bytes, or only blanks."""
    _judge(context, endpoint, malformed_bodies.empty(), expect_nothing_started)


@both
@pytest.mark.rule("RB-BODY-ARRAY")
def test_json_that_is_not_an_object_starts_nothing(context: Context, endpoint: Poster) -> None:
    """Arrays, strings, numbers, true, false and null."""
    _judge(context, endpoint, malformed_bodies.not_objects(_valid(context, endpoint)), expect_nothing_started)


@both
@pytest.mark.rule("RB-BODY-UTF8")
def test_bytes_that_are_not_utf8_start_nothing(context: Context, endpoint: Poster) -> None:
    """A string that isn't UTF-8 starts nothing; encodings that parsers detect are at least answered."""
    valid, field = _valid(context, endpoint), _text_field(endpoint)
    _judge(context, endpoint, malformed_bodies.not_utf8(valid, field), expect_nothing_started)
    _judge(context, endpoint, malformed_bodies.other_encodings(valid, field), expect_answer)


@both
@pytest.mark.rule("RB-BODY-DEEP")
def test_deep_nesting_is_answered(context: Context, endpoint: Poster) -> None:
    """Up to 100,000 levels, alone, in a known and in an unknown field."""
    _judge(context, endpoint, malformed_bodies.deep(_valid(context, endpoint), _text_field(endpoint)), expect_answer)


@both
@pytest.mark.rule("RB-BODY-HUGE")
def test_a_huge_body_is_answered(context: Context, endpoint: Poster) -> None:
    """Up to 16 MB, refused or accepted."""
    found = malformed_bodies.huge(_valid(context, endpoint), _text_field(endpoint))
    with held(context.state.large):
        _judge(context, endpoint, found, expect_answer)


def _judge(
    context: Context, endpoint: Poster, found: Iterable[tuple[str, bytes]], expect: Callable[[Exchange, str], None]
) -> None:
    send = context.target.create if endpoint == "create" else context.target.upload
    count = 0
    for name, content in found:
        expect(send(None, content=content, headers=CLOSE), f"{endpoint}, {name}")
        count += 1
    context.evidence(count)


def _valid(context: Context, endpoint: Poster) -> dict[str, Any]:
    return PLAIN if endpoint == "create" else upload_body(context)


def _text_field(endpoint: Poster) -> str:
    return "prompt" if endpoint == "create" else "name"
