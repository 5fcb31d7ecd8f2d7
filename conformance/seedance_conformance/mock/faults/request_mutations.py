"""Building blocks of faults in the checks of requests: a rule isn't checked, or a valid body is refused."""

from collections.abc import Callable
from typing import TypeAlias

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.faults.fault import Fault, Install, changing_problems, fault
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.media.references import AssetFile
from seedance_conformance.mock.problems import Problem

BodyFilter: TypeAlias = Callable[[Body], bool]


def sends(field: str, *values: object) -> BodyFilter:
    """Bodies in which a field has one of these values, of the same type."""
    return lambda body: (
        field in body and any(type(body[field]) is type(value) and body[field] == value for value in values)
    )


def on(*models: str) -> BodyFilter:
    """Bodies for one of these models; `std`, `fast`, `pro` and `fast_pro` for short."""
    # A tuple, not a set: a model in a body may be a list, which isn't hashable.
    names = tuple("seedance_2_0" if model == "std" else f"seedance_2_0_{model}" for model in models)
    return lambda body: body.get("model") in names


def has(*fields: str) -> BodyFilter:
    """Bodies in which all these fields have a value."""
    return lambda body: all(body.get(field) for field in fields)


def lacks(*fields: str) -> BodyFilter:
    """Bodies in which none of these fields has a value."""
    return lambda body: not any(body.get(field) for field in fields)


def counts(field: str, size: int) -> BodyFilter:
    """Bodies in which an array has this length."""
    return lambda body: isinstance(value := body.get(field), list) and len(value) == size


def _meets(when: tuple[BodyFilter, ...], body: Body) -> bool:
    return all(condition(body) for condition in when)


def accepts(name: str, rules: str, *when: BodyFilter, skipped: str = "", place: str = "", also: str = "") -> Fault:
    """A rule isn't checked for bodies that meet all conditions.

    `skipped` are the rules that aren't checked, by default `rules`; `place` limits that to a field, or to places that
    end like this (for example `[1]`).
    """
    left_out = frozenset((skipped or rules).split())

    def lenient(body: Body, problems: list[Problem]) -> list[Problem]:
        if not problems or not _meets(when, body):
            return problems
        kept = [p for p in problems if p.rule not in left_out or not _is_at(p.field, place)]
        if not kept:
            _repair(body)
        return kept

    return fault(name, rules, changing_problems("inspect_create", lenient), also)


def _is_at(field: str, place: str) -> bool:
    return field.endswith(place) or field.partition("[")[0] == place


def _repair(body: Body) -> None:
    """Replace an accepted wrong value by a usable one, so that the task can run to its end."""
    duration = body.get("duration")
    if isinstance(duration, bool) or not isinstance(duration, int | float) or not 1 <= duration <= 16:
        body["duration"] = 5
    body.setdefault("model", "seedance_2_0_pro")


def refuses(name: str, rules: str, *when: BodyFilter, also: str = "") -> Fault:
    """Valid bodies that meet all conditions are refused."""
    return fault(name, rules, _refusing("inspect_create", "CR-EXTRA-PROPS", *when), also)


UNREAD = "http://127.0.0.1/"
"""An address that stands for an accepted wrong one; the mock doesn't read it."""


def accepts_upload(name: str, rules: str, when: BodyFilter = lambda body: True, also: str = "") -> Fault:
    """A rule of upload bodies isn't checked."""
    left_out = frozenset(rules.split())

    def lenient(body: Body, problems: list[Problem]) -> list[Problem]:
        if not problems or not when(body):
            return problems
        body.setdefault("assetType", "Image")
        body.setdefault("url", UNREAD)
        return [problem for problem in problems if problem.rule not in left_out]

    return fault(name, rules, changing_problems("inspect_upload", lenient), also)


def accepts_unread(app: MockApp, when: Callable[[str], bool]) -> None:
    """Uploads of some addresses are accepted without reading their files."""
    fetch = app.hooks.fetch_asset

    async def fetched(url: str) -> AssetFile:
        return AssetFile(None) if when(url) else await fetch(url)

    app.hooks.fetch_asset = fetched


def refuses_upload(name: str, rules: str, when: BodyFilter, also: str = "") -> Fault:
    """A valid upload is refused."""
    return fault(name, rules, _refusing("inspect_upload", "AS-UP-NAME", when), also)


def _refusing(hook: str, rule: str, *when: BodyFilter) -> Install:
    problem = Problem(rule, "", None, "this isn't accepted here", "send something else")
    return changing_problems(hook, lambda body, problems: problems + ([problem] if _meets(when, body) else []))
