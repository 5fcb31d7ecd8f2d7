"""A short tour of every endpoint, sound and odd, so that a rule about all answers has answers to look at.

In a whole run the other tests send far more; the tour is for a run of one rule alone.
"""

import json
from weakref import WeakSet

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.robustness import bodies
from seedance_conformance.suite.robustness.endpoints import ENDPOINTS, valid_call
from seedance_conformance.suite.robustness.existing import CLOSE, PLAIN, fresh_asset, upload_body
from seedance_conformance.suite.robustness.identifiers import ODD_SEGMENTS, unknown_assets, unknown_tasks
from seedance_conformance.suite.robustness.texts import EMOJI, NUL, SURROGATE
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.current_case import SHARED, shared
from seedance_conformance.transport.target import ASSET_PATH, CREATE_PATH, RESULT_PATH, Target

_ORIGIN = "tour"
_TOURED: WeakSet[Target] = WeakSet()


def tour(context: Context) -> int:
    """Send the tour, once in a run, and return how many requests it has."""
    if context.target not in _TOURED:
        _TOURED.add(context.target)
        with shared(_ORIGIN):
            _sound_calls(context)
            _odd_bodies(context)
            _odd_paths(context)
    return sum(1 for exchange in context.target.log if exchange.case == SHARED + _ORIGIN)


def _sound_calls(context: Context) -> None:
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
            *bodies.malformed(valid)[:4],
            *bodies.empty()[:2],
            *bodies.not_objects(valid),
            *bodies.huge(valid, field)[:1],
        ]
        found += [*bodies.not_utf8(valid, field)[:2], *bodies.deep(valid, field)[-5:]]
        found += [(name, json.dumps({**valid, field: text}).encode()) for name, text in (*EMOJI, *NUL, *SURROGATE)]
        for _, content in found:
            if send(None, content=content, headers=CLOSE).failure:
                break  # One silence is enough to judge by, and each costs the whole time limit.


def _odd_paths(context: Context) -> None:
    target = context.target
    target.query(unknown_tasks("")[0][1])
    target.detail(unknown_assets("")[0][1])
    target.delete(unknown_assets("")[0][1])
    for _, segment in ODD_SEGMENTS:
        target.send("GET", RESULT_PATH + segment, operation="query")
        target.send("GET", ASSET_PATH + segment, operation="detail")
    for method in ("PUT", "PATCH", "DELETE", "BREW"):
        target.send(method, CREATE_PATH, headers=CLOSE)
