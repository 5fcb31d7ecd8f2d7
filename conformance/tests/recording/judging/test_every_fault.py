"""All faults of the mock in recordings of ordinary use: what shows in answers is found, and nothing else blamed.

A fault shows in answers if the session is answered otherwise than by a correct mock.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import pytest
from seedance_conformance.mock.choices import CHOICES
from seedance_conformance.mock.faults import Fault, all_faults, faults_of
from tests.recording.conftest import Entries, Judge
from tests.recording.session import exchanges, several_days

_NAMELESS: Final = "a valid body is refused without the setting that is the reason, and the report shows the answer"
_ENDLESS: Final = "no page says how long a task or a review may take, and a recording may end before it"
_FAILING: Final = "the prompt or a file can be the reason of a failure"
_FILES: Final = "whether a file could be fetched on that day, and what it contained, isn't recorded"
_NO_VERDICT: Final = {
    _NAMELESS: """
        standard-fast-refused fast-pro-refused duration-4-refused duration-15-refused ratio-1:1-refused
        ratio-9:16-refused adaptive-refused-with-frames generateAudio-false-refused generateAudio-true-refused
        asset-address-refused first-image-alone-refused seedance_2_0-with-one-video-refused
        seedance_2_0_fast-with-one-video-refused seedance_2_0_pro-with-text-only-refused
        seedance_2_0_fast_pro-with-text-only-refused asset-type-Image-refused asset-name-refused""",
    _ENDLESS: "tasks-stay-queued tasks-stay-in-processing tasks-stay-in-processing-on-fast assets-stay-in-processing",
    _FAILING: "every-task-fails tasks-of-fast-pro-fail every-asset-fails",
    _FILES: """
        adaptive-always-upright adaptive-knows-no-assets image-PNG-refused image-sides-need-302 image-sides-need-320
        video-of-1280x720-refused references-not-fetched references-on-dead-hosts-accepted
        unfetchable-first_image-accepted late-refusals-never-come""",
}
NO_VERDICT: Final = {name: reason for reason, names in _NO_VERDICT.items() for name in names.split()}
"""Faults that the session's answers show without proving them -> why."""

_TOO_MUCH: Final = "takes what the session doesn't send; test_requests.py judges such requests"
_VALID: Final = "is about a valid request that the session doesn't have"
_OTHER_CALLS: Final = "shows only in a call with another method or path, which nobody makes by accident"
HIDDEN: Final[dict[str, dict[str, str]]] = {
    "create_answers": {},
    "query_answers": {},
    "results": {},
    "create_fields": {_TOO_MUCH: "*-accepted* *-not-needed* *-wraps-*", _VALID: "*-refused*"},
    "create_cross": {_TOO_MUCH: "*-accepted*", _VALID: "*-refused*"},
    "create_conditions": {_TOO_MUCH: "*-accepted*", _VALID: "*-refused"},
    "assets": {
        _VALID: "asset-name-needed asset-type-*-refused audio-assets-stay-in-processing",
        _OTHER_CALLS: "upload-by-put upload-at-another-path detail-by-post delete-by-post",
        _TOO_MUCH: """
            *-accepted *-not-needed upload-without-*-fails-late asset-url-taken-out-of-a-list
            unfetchable-asset-becomes-active-later""",
    },
    "asset_use": {_TOO_MUCH: "*"},
    "media_images": {"is about pictures that the session doesn't have": "*"},
    "media_clips": {"is about clips that the session doesn't have": "*"},
    "keys": {"is about wrong keys and foreign ids": "*"},
    "robustness": {"is about bodies, ids, methods and paths that no client sends": "*"},
    "transport": {_VALID: "charset-refused*", _TOO_MUCH: "*-accepted"},
}
"""Module of faults -> why the session is answered as by a correct mock -> patterns of names."""

_ID = re.compile(r"video_[\w-]{6,}|asset-\d{14}-\w+")


@pytest.fixture(scope="module")
def right(films: Path, picture: str) -> list[str]:
    """How a correct mock answers."""
    return list(_answers(exchanges(several_days, films, media=picture)))


def _answers(entries: Entries) -> Iterator[str]:
    """What is answered to each request, with numbers in place of ids; films are hashed."""
    ids: dict[str, str] = {}
    for entry in entries:
        request, response = entry["request"], entry["response"]
        text = response["content"]["text"]
        if "encoding" in response["content"]:
            text = hashlib.sha256(text.encode()).hexdigest()
        label = [header["value"] for header in response["headers"] if header["name"] == "content-type"]
        line = json.dumps([request["method"], request["url"], request.get("postData"), response["status"], label, text])
        yield _ID.sub(lambda found: ids.setdefault(found[0], f"id {len(ids)}"), line)


def test_the_table_has_every_fault() -> None:
    """No module and no name is missing, and no name is invented."""
    assert {fault.name for module in HIDDEN for fault in faults_of(module)} == set(all_faults())
    assert NO_VERDICT.keys() <= all_faults().keys()


@pytest.mark.parametrize("module", HIDDEN)
def test_a_fault_that_shows_in_answers_is_found(
    judge: Judge, films: Path, right: list[str], picture: str, module: str
) -> None:
    """A rule of the fault fails, and none that the fault doesn't break; the table says which faults can't be found."""
    wrong = {}
    for fault in faults_of(module):
        entries = exchanges(several_days, films, faults=(fault.name,), media=picture)
        if list(_answers(entries)) == right:
            patterns = " ".join(HIDDEN[module].values()).split()
            listed = any(fnmatchcase(fault.name, pattern) for pattern in patterns)
            problem = "" if listed and fault.name not in NO_VERDICT else "doesn't show in the answers"
        else:
            problem = _problem(fault, judge(entries))
        if problem:
            wrong[fault.name] = problem
    assert not wrong


def _problem(fault: Fault, judged: Any) -> str:
    """What is wrong about the verdicts on a fault that shows in the answers; empty if nothing is."""
    failed = judged.with_verdict("fail")
    blamed = {rule for rule in failed if not any(fnmatchcase(rule, name) for name in (*fault.rules, *fault.also))}
    if blamed or judged.with_verdict("error"):
        return f"blamed for {blamed or judged.with_verdict('error')}"
    reason = NO_VERDICT.get(fault.name)
    if reason is _NAMELESS and not judged.summary["refused_valid_count"]:
        return "the report doesn't show the refusal"
    if reason:
        return f"found, so the table needn't name it: {failed}" if failed else ""
    return "" if failed else "isn't found"


@pytest.mark.parametrize("choice", [choice.name for choice in CHOICES.values()])
def test_a_correct_mock_is_never_blamed(judge: Judge, films: Path, picture: str, choice: str) -> None:
    """Whatever it does where the documents leave it open; only what is disputed may fail."""
    for value in CHOICES[choice].values:
        entries = exchanges(several_days, films, choices={choice: value}, media=picture)
        judged = judge(entries)
        assert judged.with_verdict("fail", "error") <= set(CHOICES[choice].disputed), value


@pytest.mark.parametrize(
    "options",
    [
        {"error_style": "flat"},
        {"error_style": "in-band"},
        {"reject_late": False},
        {"result_lag": 30.0},
        {"result_lag": 30.0, "result_lag_status": 403},
        {"result_key": True},
        {"result_encoding": "aws-chunked"},
        {"queue_seconds": 0.0, "process_seconds": 0.0},
    ],
    ids=str,
)
def test_other_manners_are_no_faults(judge: Judge, films: Path, picture: str, options: dict[str, Any]) -> None:
    """Results that come late or need a key, and other forms of errors, break no rule."""
    judged = judge(exchanges(several_days, films, media=picture, **options))
    assert not judged.with_verdict("fail", "error")
