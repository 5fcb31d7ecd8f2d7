"""Building blocks of faults that answer wrongly: a field changed, a status moved, a success where none is due."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from seedance_conformance.mock.api.calls import Answer, Call
from seedance_conformance.mock.faults.model import Fault, Install, fault
from seedance_conformance.mock.hooks import Handler

if TYPE_CHECKING:
    from seedance_conformance.mock.api.app import MockApp

Document: TypeAlias = dict[str, Any]
Edit: TypeAlias = Callable[[Document, int], object]
"""Changes a document in place, or returns another value in its place. The number says how often the same subject has
been answered in the same status, from 1; for create, how many tasks there are."""
Rewrite: TypeAlias = Callable[[Call, Answer], Answer]


def sets(**fields: object) -> Edit:
    """Give fields these values."""

    def edit(document: Document, _nth: int) -> None:
        document.update(fields)

    return edit


def drops(*fields: str) -> Edit:
    """Leave fields out."""

    def edit(document: Document, _nth: int) -> None:
        for field in fields:
            document.pop(field, None)

    return edit


def maps(field: str, change: Callable[[Any], object]) -> Edit:
    """Replace a field's value."""

    def edit(document: Document, _nth: int) -> None:
        document[field] = change(document[field])

    return edit


def within(edit: Edit) -> Edit:
    """Apply an edit to the object in `data`."""

    def outer(document: Document, nth: int) -> None:
        edit(document["data"], nth)

    return outer


def at(status: str, edit: Edit) -> Edit:
    """Apply an edit only to answers with this status."""
    return lambda document, nth: edit(document, nth) if document.get("status") == status else None


def from_second(edit: Edit) -> Edit:
    """Apply an edit from the second answer of its kind on."""
    return lambda document, nth: edit(document, nth) if nth > 1 else None


def replaced(value: object) -> Edit:
    """Answer something else in place of the document."""
    return lambda _document, _nth: value


def answers(name: str, rules: str, operation: str, edit: Edit, *, also: str = "", late: bool = False) -> Fault:
    """The successful answers of an operation are changed.

    Args:
        name: the fault's name.
        rules: the rules that are broken so.
        operation: which answers.
        edit: how they are changed.
        also: patterns of rules that may turn red too.
        late: also refuse late, so that there are failed tasks to answer about.
    """

    def install(app: "MockApp") -> None:
        seen: Counter[tuple[str, object]] = Counter()

        def rewrite(call: Call, answer: Answer) -> Answer:
            document = answer.document
            if isinstance(document, dict) and is_success(answer):
                kind = (call.subject, document.get("status"))
                seen[kind] += 1
                changed = edit(document, seen[kind])
                answer.document = document if changed is None else changed
            return answer

        if late:
            refuse_late(app)
        rewriting(rewrite, operation)(app)

    return fault(name, rules, install, also)


def rewriting(rewrite: Rewrite, *operations: str) -> Install:
    """Passes every answer of the operations, refusals included, through `rewrite`."""

    def install(app: "MockApp") -> None:
        for operation in operations:
            handlers = app.service.stages.handlers
            handlers[operation] = _rewritten(handlers[operation], rewrite)

    return install


def _rewritten(handler: Handler, rewrite: Rewrite) -> Handler:
    async def answer(call: Call) -> Answer:
        return rewrite(call, await handler(call))

    return answer


def is_success(answer: Answer) -> bool:
    """Whether an answer is not a refusal."""
    return answer.status < 300 and isinstance(answer.document, dict) and "problems" not in answer.document


def refuse_late(app: "MockApp") -> None:
    """Make a mock refuse media, assets and addresses late, whatever its options say."""
    app.service.settings = attrs.evolve(app.service.settings, reject_late=True)
