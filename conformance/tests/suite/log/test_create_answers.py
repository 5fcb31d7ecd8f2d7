"""A create answer in the shape of a gateway breaks one rule, and what its id tells is evidence like any other."""

from typing import Any

import pytest
from seedance_conformance.suite.log.monitors import MONITORS, Tolerated, run_monitor
from seedance_conformance.suite.schemathesis.attribution import DEFAULT
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from tests.answer_shapes import TAKEN

REQUEST = {"model": "seedance_2_0_pro", "prompt": "x"}
FIELDS = {"CS-OBJECT", "CS-CREATED", "CS-MODEL-ENUM", "CS-MODEL-ECHO"}

BROKEN = {
    **{name: {"CS-ID"} for name in TAKEN},
    **{name: {"CS-NO-WRAP"} for name in ("code 1", "id with other letters", "nested twice")},
    "list": {DEFAULT},
    # With the id in its place, every missing field is another breach.
    "documented": {"CS-MODEL-ENUM", "CS-MODEL-ECHO"},
    "submitted": FIELDS | {"CS-STATUS-QUEUED"},
    "long base64 id": FIELDS,
    "numeric id": FIELDS | {"CS-ID"},
    "failed with an id": set(),  # a refusal, which shows nothing about create answers
}
"""Shape -> the rules that it breaks on this machine."""


def verdicts(log: Any, *, remote: bool) -> dict[str, str]:
    """How each monitor ends."""
    found = {}
    for rule in MONITORS:
        try:
            run_monitor(rule, log.history(remote=remote, clock_moved=True))
            found[rule] = "pass"
        except (Breach, Inconclusive, Tolerated) as verdict:
            found[rule] = type(verdict).__name__
    return found


def follow(log: Any, task: str | None, given: object) -> None:
    """A sound life of the task, as far as it can be asked about."""
    if task is not None:
        for state in ("queued", "processing", "completed", "completed"):
            log.query(task, state, id=given)


@pytest.mark.parametrize("name", TAKEN)
def test_a_shape_breaks_one_rule(log: Any, name: str) -> None:
    """On this machine it is judged, and the task is followed to its end."""
    shape = TAKEN[name]
    log.add("create", "POST", shape.body, request=REQUEST)
    follow(log, shape.task_id, int(shape.task_id) if name.startswith("num") and shape.task_id else shape.task_id)
    found = verdicts(log, remote=False)
    assert {rule for rule, verdict in found.items() if verdict == "Breach"} == BROKEN[name]
    if shape.task_id is not None and BROKEN[name]:
        known = ("QR-ID-ECHO", "QR-STATUS-MONOTONE", "QR-CREATED-STABLE", "QR-MODEL-STABLE", "QR-URL-COMPLETED")
        assert {found[rule] for rule in known} == {"pass"}


@pytest.mark.parametrize("name", TAKEN)
def test_a_remote_target_is_read_through_its_shape(log: Any, name: str) -> None:
    """Elsewhere the place of an id is recorded; an id that is nowhere is a breach there, too."""
    log.add("create", "POST", TAKEN[name].body, request=REQUEST)
    found = verdicts(log, remote=True)
    places = {rule: found[rule] for rule in ("CS-ID", "CS-NO-WRAP")}
    for rule in BROKEN[name] & places.keys():
        assert places[rule] == ("Breach" if name == "nothing known" else "Tolerated")
    assert found["CS-ID"] != "Breach" or name == "nothing known"


def test_the_breach_shows_where_the_id_stands(log: Any) -> None:
    """A reader sees at once what the target does."""
    log.add("create", "POST", {"code": 200, "data": {"taskId": "t-1"}}, request=REQUEST)
    with pytest.raises(Breach, match=r'id absent; the id seems to be data\.taskId, "t-1"'):
        run_monitor("CS-ID", log.history())
    with pytest.raises(Tolerated, match=r"data\.taskId"):
        run_monitor("CS-ID", log.history(remote=True))


def test_what_can_not_be_read_outweighs_what_is_only_recorded(log: Any) -> None:
    """One answer without any id is a breach on a remote target, whatever the others look like."""
    log.add("create", "POST", {"data": "task_1"}, request=REQUEST)
    log.add("create", "POST", {"ok": True}, request=REQUEST)
    with pytest.raises(Breach, match="id absent"):
        run_monitor("CS-ID", log.history(remote=True))


def test_ids_in_another_shape_must_differ_too(log: Any) -> None:
    """Two tasks with one id are a breach wherever the id stands."""
    for _ in range(2):
        log.add("create", "POST", {"data": "task_1"}, request=REQUEST)
    with pytest.raises(Breach, match="again"):
        run_monitor("CS-ID-UNIQUE", log.history())
