"""Schemathesis runs: correct servers pass, wrong answers are attributed to a rule, and a seed repeats a run."""

import itertools
from typing import Any, Final

import pytest
from seedance_conformance.suite.schemathesis.runs import run_links, run_operation
from tests.suite.small_server import CorrectServer, running

OPERATIONS = ("createVideo", "getVideo", "uploadAsset", "getAsset", "deleteAsset")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_correct_server_passes(operation: str) -> None:
    """No check of any operation fails."""
    with running() as context:
        findings = run_operation(context, operation, examples=10)
    assert findings.breaches == {}
    assert findings.answers > 10


def test_links_reach_tasks_and_assets() -> None:
    """The chains query tasks and assets that an earlier call has created, and no check fails."""
    with running() as context:
        findings = run_links(context, examples=12)
        shown = {one.operation for one in context.target.log if one.subject and one.status == 200}
    assert findings.breaches == {}
    assert {"query", "detail", "delete"} <= shown


def test_the_budget_holds() -> None:
    """No further create is sent, drawn or linked; earlier findings stay."""
    with running() as context:
        context.target.budget.limit = 4
        drawn = run_operation(context, "createVideo", examples=10)
        linked = run_links(context, examples=5)
        accepted = [one for one in context.target.log if one.operation == "create" and one.status == 200]
    assert drawn.stopped is not None
    assert linked.stopped is not None
    assert len(accepted) == context.target.budget.spent == 4
    assert drawn.answers >= 4


class _InBand(CorrectServer):
    """Refusals are HTTP 200 with a code, under another label."""

    def send_response(self, code: int, message: str | None = None) -> None:
        super().send_response(200 if code >= 400 else code, message)


class _OtherCodes(CorrectServer):
    """Refusals have another media type, and successes more fields and other codes."""

    refused = False

    def send_response(self, code: int, message: str | None = None) -> None:
        self.refused = code >= 400
        super().send_response({400: 422, 200: 201}.get(code, code), message)

    def send_header(self, keyword: str, value: str) -> None:
        wrong = keyword == "Content-Type" and self.refused
        super().send_header(keyword, "application/problem+json" if wrong else value)

    def query(self, task: Any) -> dict[str, Any]:
        return {**super().query(task), "progress": 50, "usage": {"a": 1}}

    def detail(self, asset: Any) -> dict[str, Any]:
        return {**asset[1], "more": True}


@pytest.mark.parametrize("server", [_InBand, _OtherCodes])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_another_correct_server_passes(server: type[CorrectServer], operation: str) -> None:
    """Other envelopes, codes and media types of refusals, further fields and a flat detail are allowed."""
    with running(server) as context:
        assert run_operation(context, operation, examples=5).breaches == {}


Changes = dict[str, dict[str, object]]
WRONG_CREATES: Final[Changes] = {
    "CS-CREATED": {"created": "1774836724"},
    "CS-STATUS-QUEUED": {"status": "processing"},
    "CS-OBJECT": {"object": "task"},
    "CS-MODEL-ECHO": {"model": "seedance_2_0_fast_pro"},
}
WRONG_QUERIES: Final[Changes] = {
    "QR-ID-ECHO": {"id": "video_another"},
    "QR-STATUS-ENUM": {"status": "running"},
    "QR-OBJECT": {"object": None},
    "QR-URL-ELSE": {"status": "processing", "video_url": "http://a/b.mp4"},
    "QR-TOK-ELSE": {"status": "queued", "totalTokens": 5, "video_url": None, "actualDuration": None},
    "QR-URL-COMPLETED": {"status": "completed", "video_url": None},
    "QR-ADUR-COMPLETED": {"status": "completed", "actualDuration": "5"},
    "QR-ERR-FAILED": {"status": "failed", "error": ""},
}
"""By the rule that it breaks: a change of the answer."""


@pytest.mark.parametrize(
    "changes", [WRONG_CREATES, *({rule: wrong} for rule, wrong in WRONG_QUERIES.items())], ids=" ".join
)
def test_a_wrong_field_is_attributed_to_its_rule(changes: Changes) -> None:
    """One wrong field of a create or query answer. Creates are many, so their changes take turns."""
    operation, method = ("createVideo", "start") if changes is WRONG_CREATES else ("getVideo", "query")
    turns = itertools.cycle(changes.values())

    def broken(self: Any, *given: Any) -> Any:
        return {**getattr(CorrectServer, method)(self, *given), **next(turns)}

    with running(**{method: broken}) as context:
        findings = run_operation(context, operation, examples=20)
    assert changes.keys() <= findings.breaches.keys()
    assert "EP-RESP-JSON" not in findings.breaches


def test_a_wrapped_answer_breaks_the_form() -> None:
    """A task under `data` is one finding, not one for each field."""
    with running(query=lambda *given: {"code": 0, "msg": None, "data": CorrectServer.query(*given)}) as context:
        assert set(run_operation(context, "getVideo", examples=5).breaches) == {"EP-RESP-JSON"}


def test_a_crash_is_attributed_to_no_5xx() -> None:
    """A server error on a generated body."""

    def broken(self: Any, body: Any, owner: str) -> Any:
        return 1 / 0 if not isinstance(body.get("prompt"), str) else CorrectServer.create(self, body, owner)

    with running(create=broken) as context:
        assert set(run_operation(context, "createVideo", examples=20).breaches) == {"RB-NO-5XX"}


def test_a_seed_repeats_a_run() -> None:
    """The same seed sends the same bodies, another seed others."""

    def bodies(seed: int) -> list[bytes]:
        with running() as context:
            context.seed = seed
            run_operation(context, "uploadAsset", examples=15)
            run_links(context, examples=5)
            return [one.request_body for one in context.target.log if one.operation in ("create", "upload")]

    assert bodies(3) == bodies(3)
    assert bodies(3) != bodies(4)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"\xff\xfe", b"<html>", b'{"id": 5}', b'{"data": []}', b"{" * 5000]
)
def test_odd_answers_are_not_an_error_of_the_suite(content: bytes) -> None:
    """The run continues to its end."""
    with running(answer=lambda self: self.say(200, content, {"Content-Type": "application/json"})) as context:
        for operation in ("getVideo", "getAsset", "deleteAsset"):
            run_operation(context, operation, examples=2)
        assert run_links(context, examples=2).answers


def test_one_missing_answer_is_enough() -> None:
    """A server that drops connections gets one request in each part of the run."""
    with running(answer=lambda self: setattr(self, "close_connection", True)) as context:
        assert run_operation(context, "uploadAsset", examples=5).answers == 0
        assert run_links(context, examples=3).answers == 0
        assert len(context.target.log) == 2
