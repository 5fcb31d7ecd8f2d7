"""Malformed bodies: each is answered in time without a server error, and starts nothing."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any, Final, Literal

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.parameters import each_rule
from seedance_conformance.suite.robustness import malformed_bodies as bodies
from seedance_conformance.suite.robustness.expectations import expect_answer, expect_nothing_started
from seedance_conformance.suite.robustness.fixtures import CLOSE, PLAIN, upload_body
from seedance_conformance.suite.run_state import held
from seedance_conformance.transport.exchange import Exchange

pytestmark = [pytest.mark.full, pytest.mark.loopback]

Poster = Literal["create", "upload"]

_ODD: Final[dict[str, Callable[[dict[str, Any], str], bodies.Bodies]]] = {
    "RB-BODY-MALFORMED": lambda valid, _: bodies.malformed(valid),
    "RB-BODY-EMPTY": lambda *_: bodies.empty(),
    "RB-BODY-ARRAY": lambda valid, _: bodies.not_objects(valid),
    "RB-BODY-UTF8": bodies.not_utf8,
}
"""By rule: bodies that start nothing."""

_ANSWERED: Final[dict[str, Callable[[dict[str, Any], str], Iterable[tuple[str, bytes]]]]] = {
    "RB-BODY-MALFORMED": lambda valid, _: bodies.lenient(valid),
    "RB-BODY-UTF8": bodies.other_encodings,
    "RB-BODY-DEEP": bodies.deep,
    "RB-BODY-HUGE": bodies.huge,
}
"""By rule: bodies that lenient or patient servers accept; they are at least answered."""


@pytest.mark.parametrize("endpoint", ["create", "upload"])
@each_rule(_ODD)
def test_a_malformed_body_starts_nothing(context: Context, endpoint: Poster, rule: str) -> None:
    """Text that isn't JSON, no bytes, JSON that isn't an object, or a string that isn't UTF-8."""
    _judge(context, endpoint, _ODD[rule](*_valid(context, endpoint)), expect_nothing_started)


@pytest.mark.parametrize("endpoint", ["create", "upload"])
@each_rule(_ANSWERED)
def test_an_odd_body_is_answered(context: Context, endpoint: Poster, rule: str) -> None:
    """JSON that lenient parsers accept, other encodings, 100,000 levels of nesting, or 16 MB."""
    with held(context.state.large) if rule == "RB-BODY-HUGE" else nullcontext():
        _judge(context, endpoint, _ANSWERED[rule](*_valid(context, endpoint)), expect_answer)


def _judge(
    context: Context, endpoint: Poster, found: Iterable[tuple[str, bytes]], expect: Callable[[Exchange, str], None]
) -> None:
    send = context.target.create if endpoint == "create" else context.target.upload
    count = 0
    for name, content in found:
        expect(send(None, content=content, headers=CLOSE), f"{endpoint}, {name}")
        count += 1
    context.evidence(count)


def _valid(context: Context, endpoint: Poster) -> tuple[dict[str, Any], str]:
    """A valid body, and its field for a text."""
    return (PLAIN, "prompt") if endpoint == "create" else (upload_body(context), "name")
