"""Valid and odd requests to every endpoint, as evidence for the rules about every answer of a run.

In a whole run the other tests send far more; the sweep serves runs that select only these rules.
"""

import json
from typing import Literal

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.parameters import each_rule
from seedance_conformance.suite.robustness import malformed_bodies
from seedance_conformance.suite.robustness.endpoints import ENDPOINTS, valid_call
from seedance_conformance.suite.robustness.fixtures import CLOSE, PLAIN, fresh_asset, upload_body
from seedance_conformance.suite.robustness.identifiers import ODD_SEGMENTS, unknown_assets, unknown_tasks
from seedance_conformance.suite.robustness.texts import EMOJI, NUL, SURROGATE
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.current_case import SHARED, shared
from seedance_conformance.transport.paths import ASSET_PATH, CREATE_PATH, RESULT_PATH

pytestmark = [pytest.mark.full, pytest.mark.loopback]

_TEXTS = (EMOJI[0], EMOJI[2], *NUL[:2], *SURROGATE[:2])
_ORIGIN = "endpoint sweep"


@each_rule(("RB-NO-5XX", "RB-NO-HANG", "RB-JSON-LABEL"))
def test_every_endpoint_is_asked(context: Context, rule: str) -> None:
    """Valid, invalid and odd requests to each endpoint; the monitors judge the answers at the end of the run."""
    if not context.whole:
        context.once(_ORIGIN, lambda: _sweep(context))
    context.evidence(sum(exchange.case == SHARED + _ORIGIN for exchange in context.target.log))


def _sweep(context: Context) -> None:
    with shared(_ORIGIN):
        _valid_calls(context)
        _odd_bodies(context)
        _odd_paths(context)


def _valid_calls(context: Context) -> None:
    """Each endpoint with the key, without it, and with a wrong type."""
    for endpoint in ENDPOINTS:
        try:
            call = valid_call(context, endpoint, fresh_asset(context) if endpoint == "delete" else None)
        except Inconclusive:
            continue
        call.send(context, authorization=None)
        call.send(context)
    context.target.create({**PLAIN, "duration": "five"})
    context.target.create({"model": "no-such-model"})
    context.target.upload({"assetType": 5})


def _odd_bodies(context: Context) -> None:
    target = context.target
    for send, valid, field in ((target.create, PLAIN, "prompt"), (target.upload, upload_body(context), "name")):
        found = [
            *malformed_bodies.malformed(valid)[:4],
            *malformed_bodies.empty()[:2],
            *malformed_bodies.not_objects(valid)[::2],
            next(malformed_bodies.huge(valid, field)),
        ]
        found += [*malformed_bodies.not_utf8(valid, field)[:2], *malformed_bodies.deep(valid, field)[-4::2]]
        found += [(name, json.dumps({**valid, field: text}).encode()) for name, text in _TEXTS]
        for _, content in found:
            if send(None, content=content, headers=CLOSE).failure:
                break  # one missing answer is enough to judge by, and each costs the whole time limit


def _odd_paths(context: Context) -> None:
    target = context.target
    target.query(unknown_tasks("")[0][1])
    target.detail(unknown_assets("")[0][1])
    target.delete(unknown_assets("")[0][1])
    # Neighbours are of one kind, so each endpoint gets every kind.
    asked: tuple[tuple[Literal["query", "detail"], str, int], ...]
    asked = (("query", RESULT_PATH, 0), ("detail", ASSET_PATH, 1))
    for operation, path, start in asked:
        for _, segment in ODD_SEGMENTS[start::2]:
            if target.send("GET", path + segment, operation=operation).failure:
                break  # as above
    for method in ("PUT", "PATCH", "DELETE", "BREW"):
        target.send(method, CREATE_PATH, headers=CLOSE)
