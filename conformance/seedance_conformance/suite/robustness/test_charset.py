"""A charset parameter in Content-Type is accepted (RB-CHARSET)."""

import json

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.robustness.fixtures import PLAIN, upload_body
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, call_outcome, describe, maybe_accepted
from seedance_conformance.transport.exchange import Exchange

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.rule("RB-CHARSET")]

# A quoted value is legal too, but some correct servers refuse it, so it is left open.
each_spelling = pytest.mark.parametrize(
    "spelling", ["application/json; charset=utf-8", "application/json; charset=UTF-8", "application/json;charset=utf-8"]
)


@each_spelling
@pytest.mark.parametrize("endpoint", ["create", "upload"])
def test_a_charset_parameter_is_accepted(context: Context, endpoint: str, spelling: str) -> None:
    """A body that is accepted as `application/json`, with text beyond ASCII, is also accepted with the parameter."""
    answer = _send(context, endpoint, spelling)
    if not _refused(answer):
        return
    control = _send(context, endpoint, "application/json")
    if _refused(control):
        raise Inconclusive(f"the same body is refused without the parameter too: {describe(control)}")
    raise Breach("accepted", f"{endpoint} with Content-Type {spelling}: {describe(answer)}", answer)


def _send(context: Context, endpoint: str, content_type: str) -> Exchange:
    headers = {"Content-Type": content_type}
    if endpoint == "create":
        body = {**PLAIN, "prompt": "Ein Boot f\u00e4hrt durch den Regen"}
        return context.target.create(None, headers=headers, content=_utf8(body))
    return context.target.upload(None, headers=headers, content=_utf8(upload_body(context)))


def _utf8(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _refused(answer: Exchange) -> bool:
    return not maybe_accepted(answer) if answer.operation == "create" else call_outcome(answer) is not Outcome.ACCEPTED
