"""Each RB rule passes on a sound little server and turns red on one that is broken in one way."""

import json
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from seedance_conformance.suite.endpoints import test_keys
from seedance_conformance.suite.robustness import (
    test_bodies,
    test_charset,
    test_ids,
    test_methods,
    test_monitors,
    test_owners,
    test_parallel,
    test_references,
    test_reviews,
    test_sweep,
    test_texts,
)

MODULES = (
    test_keys,
    test_bodies,
    test_charset,
    test_ids,
    test_methods,
    test_owners,
    test_parallel,
    test_references,
    test_reviews,
    test_texts,
    test_sweep,
    test_monitors,
)
Make = Callable[[Any], Any]
"""Derives a broken server from the sound one."""


def test_a_sound_server_passes_every_rule(judge: Any, sound: Any) -> None:
    """No rule of the family turns red on a server that keeps them all, and each of them is judged."""
    found = judge(sound, *MODULES)
    assert {rule: breaches for rule, breaches in found.items() if breaches} == {}
    assert len(found) >= 27


def _on_parse(change: Callable[[Any, bytes], Any]) -> Make:
    def make(sound: Any) -> Any:
        def parse(self: Any, body: bytes) -> Any:
            changed = change(self, body)
            return sound.parse(self, body) if changed is None else changed

        return type("Broken", (sound,), {"parse": parse})

    return make


def _crash(*_: object) -> None:
    raise ZeroDivisionError


PLAIN = {"model": "seedance_2_0_pro", "prompt": "x"}


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


BODIES: list[tuple[str, str, Make]] = [
    ("RB-BODY-MALFORMED", "takes what comes first", _on_parse(_lenient_json)),
    ("RB-BODY-MALFORMED", "crashes on a cut body", _on_parse(lambda _, b: _crash() if b[-1:] == b'"' else None)),
    ("RB-BODY-EMPTY", "takes an empty body", _on_parse(lambda _, b: None if b else PLAIN)),
    ("RB-BODY-EMPTY", "crashes on blanks", _on_parse(lambda _, b: None if b.strip() else _crash())),
    ("RB-BODY-ARRAY", "takes the first entry", _on_parse(_first_of_array)),
    ("RB-BODY-ARRAY", "crashes on null", _on_parse(lambda _, b: _crash() if b == b"null" else None)),
    ("RB-BODY-UTF8", "replaces bad bytes", _on_parse(lambda _, b: json.loads(b.decode(errors="replace")))),
    ("RB-BODY-UTF8", "crashes on bad bytes", _on_parse(lambda _, b: _crash() if b"\xe9" in b else None)),
    ("RB-BODY-DEEP", "crashes on nesting", _on_parse(lambda _, b: _crash() if b"[" * 9000 in b else None)),
    ("RB-BODY-HUGE", "crashes on size", _on_parse(lambda _, b: _crash() if len(b) > 900_000 else None)),
    ("RB-BODY-HUGE", "hangs on size", _on_parse(_hangs)),
    ("RB-TEXT-EMOJI", "keeps three bytes for a character", _on_parse(_without("\U0001f600"))),
    ("RB-TEXT-NUL", "crashes on NUL", _on_parse(lambda _, b: _crash() if b"\\u0000" in b else None)),
    ("RB-TEXT-SURROGATE", "stores UTF-8", _on_parse(_stores_utf8)),
]


@pytest.mark.parametrize(("rule", "name", "make"), BODIES, ids=[f"{rule}: {name}" for rule, name, _ in BODIES])
def test_broken_readers_turn_red(judge: Any, sound: Any, rule: str, name: str, make: Make) -> None:
    """A server that is wrong about one kind of body or text."""
    module: ModuleType = test_texts if rule.startswith("RB-TEXT") else test_bodies
    assert judge(make(sound), module, only=rule, timeout=0.5)[rule], name


def test_a_crash_and_a_hang_turn_the_monitors_red(judge: Any, sound: Any) -> None:
    """What one test met is judged for the whole run too."""
    found = judge(_on_parse(_hangs)(sound), test_bodies, test_monitors, timeout=0.5)
    assert found["RB-NO-HANG"]
    found = judge(_on_parse(_stores_utf8)(sound), test_texts, test_monitors)
    assert found["RB-NO-5XX"]


def test_unlabelled_json_turns_red(judge: Any, sound: Any) -> None:
    """JSON under text/html, on any answer."""
    broken = type("Broken", (sound,), {"label": "text/html"})
    assert judge(broken, test_charset, test_monitors)["RB-JSON-LABEL"]


def test_the_tour_shows_each_endpoint_to_the_monitors(judge: Any, sound: Any) -> None:
    """Run alone, the rules about all answers still see a deletion under a wrong label, and a crash on an odd body."""

    class Mislabelled(sound):  # type: ignore[misc]
        def handle_call(self) -> None:
            self.label = "text/plain" if self.command == "DELETE" else sound.label
            super().handle_call()

    assert judge(Mislabelled, test_sweep, test_monitors, only="RB-JSON-LABEL")["RB-JSON-LABEL"]
    crashing = _on_parse(lambda _, b: _crash() if b == b"null" else None)(sound)
    assert judge(crashing, test_sweep, test_monitors, only="RB-NO-5XX")["RB-NO-5XX"]


@pytest.mark.parametrize("end", ["failed", "queued"])
def test_valid_tasks_that_do_not_complete_turn_red(judge: Any, sound: Any, end: str) -> None:
    """Tasks that fail, and tasks that never end."""
    broken = type("Broken", (sound,), {"ends": end})
    assert judge(broken, test_monitors, only="RB-TASK-ENDS")["RB-TASK-ENDS"]
