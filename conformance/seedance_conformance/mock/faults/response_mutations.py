"""Building blocks of faults in answers: fields are changed, missing or replaced."""

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import Answer, Call
from seedance_conformance.mock.faults.fault import Fault, fault, installer
from seedance_conformance.mock.hooks import Handler

Document: TypeAlias = dict[str, Any]
Edit: TypeAlias = Callable[[Document, int], Any]
"""Gives what is answered instead of a document. The number counts the answers about the same resource in the same
status, from 1; for create, it counts the tasks."""
Rewrite: TypeAlias = Callable[[Call, Answer], Answer]


def sets(**fields: object) -> Edit:
    """Set fields to these values."""
    return lambda document, _nth: document | fields


def drops(*fields: str) -> Edit:
    """Remove fields."""
    return lambda document, _nth: {name: value for name, value in document.items() if name not in fields}


def maps(field: str, change: Callable[[Any], object]) -> Edit:
    """Replace a field's value."""
    return lambda document, _nth: document | {field: change(document[field])}


def in_data(edit: Edit) -> Edit:
    """Apply an edit to the object in `data`."""
    return lambda document, nth: document | {"data": edit(document["data"], nth)}


def at(status: str, edit: Edit) -> Edit:
    """Apply an edit only to answers with this status."""
    return lambda document, nth: edit(document, nth) if document.get("status") == status else document


def from_second(edit: Edit) -> Edit:
    """Apply an edit from the second such answer on."""
    return lambda document, nth: edit(document, nth) if nth > 1 else document


def replace_with(value: object) -> Edit:
    """Replace the document."""
    return lambda _document, _nth: value


def in_array(document: Document, _nth: int) -> object:
    """Put the document into an array."""
    return [document]


def changes(operation: str, name: str, rules: str, edit: Edit, also: str = "") -> Fault:
    """Change the successful answers of an operation."""

    def install(app: MockApp) -> None:
        seen: Counter[tuple[str, object]] = Counter()

        def rewrite(call: Call, answer: Answer) -> Answer:
            document = answer.document
            if isinstance(document, dict) and is_success(answer):
                kind = (call.resource_id, (document.get("data") or document).get("status"))
                seen[kind] += 1
                answer.document = edit(document, seen[kind])
            return answer

        rewrite_answers(rewrite, operation)(app)

    return fault(name, rules, install, also)


@installer
def rewrite_answers(app: MockApp, rewrite: Rewrite, *operations: str) -> None:
    """Pass every answer of the operations, refusals included, through `rewrite`."""
    for operation in operations:
        app.hooks.handlers[operation] = _rewritten(app.hooks.handlers[operation], rewrite)


def _rewritten(handler: Handler, rewrite: Rewrite) -> Handler:
    async def answer(call: Call) -> Answer:
        return rewrite(call, await handler(call))

    return answer


def problems_in(answer: Answer) -> list[dict[str, str]]:
    """The problems that a refusal lists; empty for other answers."""
    problems: list[dict[str, str]] = answer.document.get("problems", []) if isinstance(answer.document, dict) else []
    return problems


def is_success(answer: Answer) -> bool:
    """Whether an answer isn't a refusal."""
    return answer.status < 300 and isinstance(answer.document, dict) and "problems" not in answer.document
