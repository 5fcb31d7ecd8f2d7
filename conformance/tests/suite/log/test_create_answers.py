"""A create answer in the shape of a gateway breaks one rule, and answers about its id are evidence like any others."""

from typing import Any

import pytest
from attrs import evolve
from seedance_conformance.suite.log.monitors import Tolerated, run_monitor
from seedance_conformance.suite.schemathesis.attribution import DEFAULT
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.reproduction.script import Repetition
from tests.answer_shapes import ACCEPTED
from tests.suite.conftest import verdicts

REQUEST = {"model": "seedance_2_0_pro", "prompt": "x"}
FIELDS = {"CS-OBJECT", "CS-CREATED", "CS-MODEL-ENUM", "CS-MODEL-ECHO"}

BROKEN = {
    **{name: {"CS-ID"} for name in ACCEPTED},
    **{name: {"CS-NO-WRAP"} for name in ("code 1", "id with other letters", "nested twice")},
    "list": {DEFAULT},
    # With the id in its documented place, every missing field is another breach.
    "documented": {"CS-MODEL-ENUM", "CS-MODEL-ECHO"},
    "submitted": FIELDS | {"CS-STATUS-QUEUED"},
    "id alone": FIELDS | {"CS-STATUS-QUEUED"},
    "long base64 id": FIELDS,
    "numeric id": FIELDS | {"CS-ID"},
    "failed with an id": set(),  # a refusal, which shows nothing about create answers
}
"""By shape: the rules that it breaks on loopback."""


def follow(log: Any, task: str | None, given: object) -> None:
    """Valid answers about the task to its end, if it has an id."""
    if task is not None:
        for state in ("queued", "processing", "completed", "completed"):
            log.query(task, state, id=given)


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_shape_breaks_one_rule(log: Any, name: str) -> None:
    """On loopback it is judged, and the task is polled to its end."""
    shape = ACCEPTED[name]
    log.add("create", "POST", shape.body, request=REQUEST)
    follow(log, shape.task_id, int(shape.task_id) if name.startswith("num") and shape.task_id else shape.task_id)
    found = verdicts(log, clock_moved=True)
    assert {rule for rule, verdict in found.items() if verdict == "Breach"} == BROKEN[name]
    if shape.task_id is not None and BROKEN[name]:
        known = ("QR-ID-ECHO", "QR-STATUS-MONOTONE", "QR-CREATED-STABLE", "QR-MODEL-STABLE", "QR-URL-COMPLETED")
        assert {found[rule] for rule in known} == {"pass"}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_remote_target_is_read_through_its_shape(log: Any, name: str) -> None:
    """On a remote target the place of an id is recorded; a missing id is a breach there, too."""
    log.add("create", "POST", ACCEPTED[name].body, request=REQUEST)
    found = verdicts(log, remote=True, clock_moved=True)
    places = {rule: found[rule] for rule in ("CS-ID", "CS-NO-WRAP")}
    for rule in BROKEN[name] & places.keys():
        assert places[rule] == ("Breach" if name == "nothing known" else "Tolerated")
    assert found["CS-ID"] != "Breach" or name == "nothing known"


RECORDS: dict[str, dict[str, Any]] = {
    "CS-ID": {"code": 200, "data": {"task_id": "t-7", "model": "seedance", "status": "pending", "error": {"code": 0}}},
    "CS-NO-WRAP": {"code": 10000, "message": "success", "data": {"id": "t-7", "status": 1, "consumed_points": 950}},
}


@pytest.mark.parametrize("rule", RECORDS)
def test_a_gateways_record_breaks_one_rule(log: Any, rule: str) -> None:
    """A record with fields of its own under `data` isn't judged as the documented answer, field by field."""
    log.add("create", "POST", RECORDS[rule], request=REQUEST)
    follow(log, "t-7", "t-7")
    assert {name for name, verdict in verdicts(log, clock_moved=True).items() if verdict == "Breach"} == {rule}


def test_the_breach_names_the_place_of_the_id(log: Any) -> None:
    """The report says what the target does."""
    log.add("create", "POST", {"code": 200, "data": {"taskId": "t-1"}}, request=REQUEST)
    with pytest.raises(Breach, match=r'id absent; the id seems to be data\.taskId, "t-1"'):
        run_monitor("CS-ID", log.history())
    with pytest.raises(Tolerated, match=r"data\.taskId"):
        run_monitor("CS-ID", log.history(remote=True))


def test_a_missing_id_outweighs_one_in_another_place(log: Any) -> None:
    """One answer without an id is a breach on a remote target, also beside others with an id."""
    log.add("create", "POST", {"data": "task_1"}, request=REQUEST)
    log.add("create", "POST", {"ok": True}, request=REQUEST)
    with pytest.raises(Breach, match="id absent"):
        run_monitor("CS-ID", log.history(remote=True))


def test_ids_in_another_shape_must_differ_too(log: Any) -> None:
    """Two tasks with one id are a breach, in any place of the id."""
    for _ in range(2):
        log.add("create", "POST", {"data": "task_1"}, request=REQUEST)
    with pytest.raises(Breach, match="again"):
        run_monitor("CS-ID-UNIQUE", log.history())


def test_a_repeated_id_says_how_many_creates_it_takes(log: Any) -> None:
    """As many as there were before, or as many in parallel as overlapped."""
    for number in range(4):
        log.create(f"video_{number % 3}")
    with pytest.raises(Breach) as one_after_another:
        run_monitor("CS-ID-UNIQUE", log.history())
    assert one_after_another.value.repetition == Repetition(4)
    log.exchanges[3] = evolve(log.exchanges[3], sent=log.exchanges[2].sent)
    with pytest.raises(Breach) as parallel:
        run_monitor("CS-ID-UNIQUE", log.history())
    assert parallel.value.repetition == Repetition(24, parallel=True)
