"""Each RB rule passes on a small correct server, and fails on one that is broken in one way."""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import Any

import pytest
from seedance_conformance.cases.case import Case
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.endpoints import test_keys
from seedance_conformance.suite.log.test_late import test_late_failures_of_valid_bodies as judge_failures
from seedance_conformance.suite.robustness import (
    test_bodies,
    test_charset,
    test_endpoint_sweep,
    test_ids,
    test_methods,
    test_monitors,
    test_owners,
    test_parallel,
    test_references,
    test_reviews,
    test_texts,
)
from seedance_conformance.suite.verdicts import Breach
from tests.suite.robustness.judging import judge
from tests.suite.small_server import CorrectServer, running

MODULES = (
    *(test_keys, test_bodies, test_charset, test_ids, test_methods, test_owners, test_parallel, test_references),
    *(test_reviews, test_texts, test_endpoint_sweep, test_monitors),
)
PLAIN: dict[str, Any] = {"model": "seedance_2_0_pro", "prompt": "x"}


def test_a_correct_server_passes_every_rule() -> None:
    """All rules of the family are judged, and none fails on a server that keeps them."""
    found = judge(CorrectServer, *MODULES)
    assert {rule: breaches for rule, breaches in found.items() if breaches} == {}
    assert len(found) >= 27


def _on_parse(change: Callable[[Any, bytes], Any]) -> type[CorrectServer]:
    """A server that reads some bodies in another way: all of which `change` makes something."""

    def parse(self: Any, body: bytes) -> Any:
        changed = change(self, body)
        return CorrectServer.parse(self, body) if changed is None else changed

    return type("Broken", (CorrectServer,), {"parse": parse})


def _crash(*_: object) -> None:
    raise ZeroDivisionError


def _lenient_json(self: Any, body: bytes) -> Any:
    try:
        return json.JSONDecoder().raw_decode(body.decode())[0]
    except ValueError:
        return None


def _first_of_array(self: Any, body: bytes) -> Any:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return parsed[0] if isinstance(parsed, list) and parsed and isinstance(parsed[0], dict) else None


def _stores_utf8(self: Any, body: bytes) -> Any:
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        if isinstance(error, UnicodeEncodeError):
            _crash()
    return None


def _without(character: str) -> Callable[[Any, bytes], Any]:
    def change(self: Any, body: bytes) -> Any:
        try:
            text = json.dumps(json.loads(body), ensure_ascii=False)
        except (ValueError, RecursionError):
            return None
        return _crash() if character in text else None

    return change


def _hangs(self: Any, body: bytes) -> Any:
    return time.sleep(1) if len(body) > 10_000_000 else None


BODIES: list[tuple[str, str, type[CorrectServer]]] = [
    ("RB-BODY-MALFORMED", "accepts the first object", _on_parse(_lenient_json)),
    ("RB-BODY-MALFORMED", "crashes on a cut body", _on_parse(lambda _, b: _crash() if b[-1:] == b'"' else None)),
    ("RB-BODY-EMPTY", "accepts an empty body", _on_parse(lambda _, b: None if b else PLAIN)),
    ("RB-BODY-EMPTY", "crashes on blanks", _on_parse(lambda _, b: None if b.strip() else _crash())),
    ("RB-BODY-ARRAY", "accepts the first entry", _on_parse(_first_of_array)),
    ("RB-BODY-ARRAY", "crashes on null", _on_parse(lambda _, b: _crash() if b == b"null" else None)),
    ("RB-BODY-UTF8", "replaces bad bytes", _on_parse(lambda _, b: json.loads(b.decode(errors="replace")))),
    ("RB-BODY-UTF8", "crashes on bad bytes", _on_parse(lambda _, b: _crash() if b"\xe9" in b else None)),
    ("RB-BODY-DEEP", "crashes on nesting", _on_parse(lambda _, b: _crash() if b"[" * 9000 in b else None)),
    ("RB-BODY-HUGE", "crashes on size", _on_parse(lambda _, b: _crash() if len(b) > 900_000 else None)),
    ("RB-BODY-HUGE", "hangs on size", _on_parse(_hangs)),
    ("RB-TEXT-EMOJI", "stores three bytes for a character", _on_parse(_without("\U0001f600"))),
    ("RB-TEXT-NUL", "crashes on NUL", _on_parse(lambda _, b: _crash() if b"\\u0000" in b else None)),
    ("RB-TEXT-SURROGATE", "stores UTF-8", _on_parse(_stores_utf8)),
]


@pytest.mark.parametrize(("rule", "name", "server"), BODIES, ids=[f"{rule}: {name}" for rule, name, _ in BODIES])
def test_broken_parsers_are_noticed(rule: str, name: str, server: type[CorrectServer]) -> None:
    """A server that is wrong about one kind of body or text."""
    module: ModuleType = test_texts if rule.startswith("RB-TEXT") else test_bodies
    assert judge(server, module, only=rule, timeout=0.5)[rule], name


def test_a_crash_and_a_hang_are_noticed_by_the_monitors() -> None:
    """The monitors judge the answers of all tests."""
    found = judge(_on_parse(_hangs), test_bodies, test_monitors, timeout=0.5)
    assert found["RB-NO-HANG"]
    found = judge(_on_parse(_stores_utf8), test_texts, test_monitors)
    assert found["RB-NO-5XX"]


def test_unlabelled_json_is_noticed() -> None:
    """JSON under text/html, on any answer."""
    broken = type("Broken", (CorrectServer,), {"label": "text/html"})
    assert judge(broken, test_charset, test_monitors)["RB-JSON-LABEL"]


def test_the_sweep_covers_each_endpoint() -> None:
    """Run alone, it shows the monitors a deletion with a wrong Content-Type and a crash on an odd body."""

    class Mislabelled(CorrectServer):
        def answer(self) -> None:
            self.label = "text/plain" if self.command == "DELETE" else CorrectServer.label
            super().answer()

    assert judge(Mislabelled, test_endpoint_sweep, test_monitors, only="RB-JSON-LABEL")["RB-JSON-LABEL"]
    crashing = _on_parse(lambda _, b: _crash() if b == b"null" else None)
    assert judge(crashing, test_endpoint_sweep, test_monitors, only="RB-NO-5XX")["RB-NO-5XX"]


def failing(fails: Callable[[dict[str, Any]], bool]) -> AbstractContextManager[Context]:
    """Run a server on which the tasks of some bodies fail."""

    def query(self: Any, task: Any) -> Any:
        failure = {"status": "failed", "error": "no"} if fails(task[2]["asked"]) else {}
        return CorrectServer.query(self, task) | failure

    def start(self: Any, body: Any, owner: str) -> Any:
        answer = CorrectServer.start(self, body, owner)
        self.server.tasks[answer["id"]][2]["asked"] = body
        return answer

    return running(query=query, start=start)


def promise(context: Any, *bodies: dict[str, Any]) -> set[str]:
    """Create valid tasks and wait for them; the rules that are red in the end."""
    for body in bodies:
        context.promise(Case("CR-DUR-MAX", str(body), body, "accepted"), context.target.create(body))
    context.poller.drain()
    judge_failures(context)
    return {rule for rule, _ in context.notes.reports}


@pytest.mark.parametrize(("failed", "red"), [({"duration": 15}, False), ({"model": PLAIN["model"]}, True)])
def test_a_task_that_another_rule_judges_is_not_red(failed: dict[str, Any], red: bool) -> None:
    """If some tasks of a model fail, the rule of their cases is red; if all do, so is RB-TASK-ENDS."""
    bodies = [PLAIN, PLAIN | {"duration": 15}, PLAIN | {"model": "seedance_2_0_fast_pro"}]
    with failing(lambda asked: failed.items() <= asked.items()) as context:
        assert promise(context, *bodies) == {"CR-DUR-MAX"}
        with pytest.raises(Breach) if red else nullcontext():
            test_monitors.test_valid_tasks_end_completed(context)


@pytest.mark.parametrize(("every", "red"), [(False, {"CR-DUR-MAX"}), (True, set())])
def test_a_late_failure_is_judged_beside_a_plain_task(every: bool, red: set[str]) -> None:
    """A replay sends one body: whether others complete, a plain one shows."""
    with failing(lambda asked: every or "duration" in asked) as context:
        assert promise(context, PLAIN | {"duration": 15}) == red


@pytest.mark.parametrize("end", ["failed", "queued"])
def test_valid_tasks_that_do_not_complete_are_noticed(end: str) -> None:
    """Tasks that fail, and tasks that never end."""
    broken = type("Broken", (CorrectServer,), {"ends": end})
    assert judge(broken, test_monitors, only="RB-TASK-ENDS")["RB-TASK-ENDS"]
