"""The bodies for open questions: one set for each question about create, and words for the outcomes."""

import json
from typing import Any

import pytest
from seedance_conformance.cases.case import Placeholders
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.suite.create.test_observations import PROBES, SLOW_PROBES
from seedance_conformance.suite.open_questions import observe_creates, outcome
from tests.suite.small_server import Refusing

TABLE = {**PROBES, **SLOW_PROBES}


@pytest.mark.parametrize("rule", sorted(TABLE))
def test_bodies_are_named_and_distinct(rule: str) -> None:
    """The bodies for an OBSERVE rule have different labels and different JSON bodies."""
    probes = TABLE[rule](Placeholders())
    bodies = {json.dumps(body, sort_keys=True) for _, body in probes}
    assert load_catalogue().rules[rule].level == "OBSERVE"
    assert len({label for label, _ in probes}) == len(bodies) == len(probes) > 0


@pytest.mark.parametrize(
    ("operation", "status", "answer", "words"),
    [
        ("create", 200, {"id": "video_1", "status": "queued"}, "accepted (200)"),
        ("create", 422, {"error": "no"}, "refused (422)"),
        ("create", 200, {"code": "400", "msg": "no"}, "refused (200)"),
        ("create", 500, {}, "unclear (500)"),
        ("upload", 201, {"code": 0, "data": {"assetId": "asset-1"}}, "accepted (201)"),
        ("delete", 404, {"code": -1}, "refused (404)"),
    ],
)
def test_an_outcome_is_described_in_two_words(log: Any, operation: str, status: int, answer: Any, words: str) -> None:
    """Refused means what docs/design.md#refused says."""
    assert outcome(log.add(operation, "POST", answer, status=status)) == words


@pytest.mark.parametrize(
    ("to_the_end", "note"),
    [
        (False, "sound accepted (200); bare refused (400)"),
        (True, "sound accepted (200), then failed; bare refused (400)"),
    ],
)
def test_outcomes_are_recorded_in_one_line(target: Refusing, to_the_end: bool, note: str) -> None:
    """With the end of accepted tasks where a refusal may come late."""
    target.refuses, target.fails = lambda body: "prompt" not in body, lambda body: True
    observe_creates(target.context, [("sound", {"prompt": "x"}), ("bare", {})], to_the_end=to_the_end)
    assert [text for text, _ in target.context.notes.observations] == [note]
