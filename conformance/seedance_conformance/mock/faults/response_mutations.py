"""Building blocks of faults in answers: fields are changed, missing or replaced."""

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

import attrs

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import Answer, Call
from seedance_conformance.mock.faults.fault import Fault, Install, fault
from seedance_conformance.mock.hooks import Handler

Document: TypeAlias = dict[str, Any]
Edit: TypeAlias = Callable[[Document, int], object]
"""Changes a document in place, or returns a value instead. The number counts the answers about the same resource in the
same status, from 1; for create, it counts the tasks."""
Rewrite: TypeAlias = Callable[[Call, Answer], Answer]


def sets(**fields: object) -> Edit:
    """Set fields to these values."""

    def edit(document: Document, _nth: int) -> None:
        document.update(fields)

    return edit


def drops(*fields: str) -> Edit:
    """Remove fields."""

    def edit(document: Document, _nth: int) -> None:
        for field in fields:
            document.pop(field, None)

    return edit


def maps(field: str, change: Callable[[Any], object]) -> Edit:
    """Replace a field's value."""

    def edit(document: Document, _nth: int) -> None:
        document[field] = change(document[field])

    return edit


def in_data(edit: Edit) -> Edit:
    """Apply an edit to the object in `data`."""

    def outer(document: Document, nth: int) -> None:
        edit(document["data"], nth)

    return outer


def at(status: str, edit: Edit) -> Edit:
    """Apply an edit only to answers with this status."""
    return lambda document, nth: edit(document, nth) if document.get("status") == status else None


def from_second(edit: Edit) -> Edit:
    """Apply an edit from the second such answer on."""
    return lambda document, nth: edit(document, nth) if nth > 1 else None


def replace_with(value: object) -> Edit:
    """Replace the document."""
    return lambda _document, _nth: value


def changes(name: str, rules: str, operation: str, edit: Edit, *, also: str = "", late: bool = False) -> Fault:
    """Change the successful answers of an operation.

    Args:
        name: the fault's name.
        rules: the rules that this breaks.
        operation: whose answers to change.
        edit: the change.
        also: patterns of rules that may fail, too.
        late: also reject late, so that there are failed tasks.
    """

    def install(app: MockApp) -> None:
        seen: Counter[tuple[str, object]] = Counter()

        def rewrite(call: Call, answer: Answer) -> Answer:
            document = answer.document
            if isinstance(document, dict) and is_success(answer):
                kind = (call.resource_id, document.get("status"))
                seen[kind] += 1
                changed = edit(document, seen[kind])
                answer.document = document if changed is None else changed
            return answer

        if late:
            reject_media_late(app)
        rewrite_answers(rewrite, operation)(app)

    return fault(name, rules, install, also)


def rewrite_answers(rewrite: Rewrite, *operations: str) -> Install:
    """Pass every answer of the operations, refusals included, through `rewrite`."""

    def install(app: MockApp) -> None:
        for operation in operations:
            handlers = app.service.hooks.handlers
            handlers[operation] = _rewritten(handlers[operation], rewrite)

    return install


def _rewritten(handler: Handler, rewrite: Rewrite) -> Handler:
    async def answer(call: Call) -> Answer:
        return rewrite(call, await handler(call))

    return answer


def is_success(answer: Answer) -> bool:
    """Whether an answer isn't a refusal."""
    return answer.status < 300 and isinstance(answer.document, dict) and "problems" not in answer.document


def reject_media_late(app: MockApp) -> None:
    """Make a mock reject media, assets and addresses late, even without `--reject-late`."""
    app.service.settings = attrs.evolve(app.service.settings, reject_late=True)
