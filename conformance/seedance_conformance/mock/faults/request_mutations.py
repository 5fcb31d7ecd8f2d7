"""Building blocks of faults that judge a request wrongly: a check skipped, a valid value refused."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from seedance_conformance.mock.api.problems import Problem
from seedance_conformance.mock.faults.model import Fault, Install, fault
from seedance_conformance.mock.hooks import Body

if TYPE_CHECKING:
    from seedance_conformance.mock.api.app import MockApp

When: TypeAlias = Callable[[Body], bool]


def always(body: Body) -> bool:
    """Every body."""
    return True


def sends(field: str, *values: object) -> When:
    """Bodies with one of these values, of the same type, in a field."""
    return lambda body: (
        field in body and any(type(body[field]) is type(value) and body[field] == value for value in values)
    )


def on(*models: str) -> When:
    """Bodies for one of these models; `std`, `fast`, `pro` and `fast_pro` for short."""
    # A tuple: a model in a body may be a list, which no set can be asked about.
    names = tuple("seedance_2_0" if model == "std" else f"seedance_2_0_{model}" for model in models)
    return lambda body: body.get("model") in names


def has(*fields: str) -> When:
    """Bodies in which all these fields have a value."""
    return lambda body: all(body.get(field) for field in fields)


def lacks(*fields: str) -> When:
    """Bodies in which none of these fields has a value."""
    return lambda body: not any(body.get(field) for field in fields)


def counts(field: str, *sizes: int) -> When:
    """Bodies in which an array has one of these lengths."""

    def when(body: Body) -> bool:
        value = body.get(field)
        return isinstance(value, list) and len(value) in sizes

    return when


def both(*conditions: When) -> When:
    """Bodies for which all conditions hold."""
    return lambda body: all(condition(body) for condition in conditions)


def accepts(name: str, rules: str, when: When = always, *, drops: str = "", place: str = "", also: str = "") -> Fault:
    """A check is skipped.

    Args:
        name: the fault's name.
        rules: the rules that are broken so.
        when: the bodies for which it is skipped.
        drops: the rules whose problems are overlooked; by default `rules`.
        place: overlook only problems whose field has this name, or this end (for example `[1]`).
        also: patterns of rules that may turn red too.
    """
    dropped = frozenset((drops or rules).split())

    def install(app: "MockApp") -> None:
        inspect = app.service.stages.inspect_create

        def lenient(body: Body) -> list[Problem]:
            problems = inspect(body)
            if not problems or not when(body):
                return problems
            kept = [p for p in problems if p.rule not in dropped or not _is_at(p.field, place)]
            if not kept:
                _tame(body)
            return kept

        app.service.stages.inspect_create = lenient

    return fault(name, rules, install, also)


def _is_at(field: str, place: str) -> bool:
    return field.endswith(place) or field.partition("[")[0] == place


def _tame(body: Body) -> None:
    """Put a usable value where a wrong one was let through, so that the task can run to its end."""
    duration = body.get("duration")
    if isinstance(duration, bool) or not isinstance(duration, int | float) or not 1 <= duration <= 16:
        body["duration"] = 5
    body.setdefault("model", "seedance_2_0_pro")


def refuses(name: str, rules: str, when: When, also: str = "") -> Fault:
    """A valid body is refused."""
    return fault(name, rules, refusing(when), also)


def refusing(when: When) -> Install:
    """Adds a problem to the bodies for which `when` holds."""

    def install(app: "MockApp") -> None:
        inspect = app.service.stages.inspect_create
        problem = Problem("CR-EXTRA-PROPS", "", None, "this is not accepted here", "send something else")
        app.service.stages.inspect_create = lambda body: inspect(body) + ([problem] if when(body) else [])

    return install


def accepts_upload(name: str, rules: str, when: When = always, also: str = "") -> Fault:
    """A check of an upload body is skipped."""
    dropped = frozenset(rules.split())

    def install(app: "MockApp") -> None:
        inspect = app.service.stages.inspect_upload

        def lenient(body: Body) -> list[Problem]:
            problems = inspect(body)
            if not problems or not when(body):
                return problems
            kept = [problem for problem in problems if problem.rule not in dropped]
            body.setdefault("assetType", "Image")
            body.setdefault("url", "http://127.0.0.1/")
            return kept

        app.service.stages.inspect_upload = lenient

    return fault(name, rules, install, also)


def refuses_upload(name: str, rules: str, when: When, also: str = "") -> Fault:
    """A valid upload is refused."""

    def install(app: "MockApp") -> None:
        inspect = app.service.stages.inspect_upload
        problem = Problem("AS-UP-NAME", "", None, "this is not accepted here", "send something else")
        app.service.stages.inspect_upload = lambda body: inspect(body) + ([problem] if when(body) else [])

    return fault(name, rules, install, also)
