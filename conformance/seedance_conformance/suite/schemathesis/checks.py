"""Checks of answers against their request, which a schema can't express; also for `st run`.

Each message begins with the id of the rule.
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

import schemathesis
from schemathesis import Case, CheckContext, Response

_FIELDS: Final = (
    ("video_url", "completed", "QR-URL"),
    ("actualDuration", "completed", "QR-ADUR"),
    ("totalTokens", "completed", "QR-TOK"),
    ("error", "failed", "QR-ERR"),
)
_STATUSES: Final = ("queued", "processing", "completed", "failed")


@schemathesis.check
class AnswerFitsRequest:
    """An answer is about the requested task, asset and model."""

    def after_response(self, ctx: CheckContext, response: Response, case: Case[Any]) -> None:
        """Compare the ids and the model of request and answer."""
        operation, document = operation_id(case), result(response)
        if document is None:
            return
        if operation == "createVideo" and isinstance(case.body, dict) and document.get("status") != "failed":
            # A task that failed at once is a refusal, so its model doesn't matter.
            _same("CS-MODEL-ECHO", "model", document, case.body.get("model"))
        elif operation == "getVideo":
            _same("QR-ID-ECHO", "id", document, case.path_parameters.get("id"))
        elif operation == "getAsset":
            _same("AS-DT-ECHO", "assetId", document, case.path_parameters.get("assetId"))


@schemathesis.check
class FieldsFollowStatus:
    """The four fields of a task that depend on its status are present when required, and null or absent otherwise."""

    def after_response(self, ctx: CheckContext, response: Response, case: Case[Any]) -> None:
        """Compare the four fields with the status."""
        document = result(response) if operation_id(case) == "getVideo" else None
        for message in _misplaced(document or {}):
            raise AssertionError(message)


def operation_id(case: Case[Any]) -> str:
    """The contract's `operationId` of a case."""
    return str(case.operation.definition.raw.get("operationId", ""))


def _misplaced(task: dict[str, Any]) -> Iterator[str]:
    status = task.get("status")
    if status not in _STATUSES:
        return
    for field, when, rule in _FIELDS:
        present = task.get(field) is not None
        if present and status != when:
            yield f"{rule}-ELSE: {field} is not null with status {status}"
        if not present and status == when:
            yield f"{rule}-{when.upper()}: {field} is missing with status {status}"


def _same(rule: str, field: str, document: dict[str, Any], wanted: object) -> None:
    found = document.get(field)
    # A linked step contains the id quoted, as in the path; a generated one contains it unquoted.
    if found is not None and isinstance(wanted, str) and str(found) not in (wanted, unquote(wanted)):
        raise AssertionError(f"{rule}: requested {field} {wanted!r}, answered {found!r}")


def result(response: Response) -> dict[str, Any] | None:
    """The task or asset of a successful answer, read through a `data` wrapper; None for a refusal."""
    if not 200 <= response.status_code < 300:
        return None
    try:
        document = response.json()
    except ValueError:
        return None
    if not isinstance(document, dict) or str(document.get("code") or "0") != "0":
        return None
    data = document.get("data")
    found = data if isinstance(data, dict) else document
    return found if found.get("id") or found.get("assetId") else None
