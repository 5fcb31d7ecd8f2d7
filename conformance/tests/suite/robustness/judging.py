"""A way to judge a server by the rules of the RB family."""

import inspect
import itertools
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from seedance_conformance.suite.log.test_late import test_late_refusals as judge_late
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from tests.suite.small_server import CorrectServer, running


def _calls(module: ModuleType) -> Iterator[tuple[str, Callable[..., None], dict[str, Any]]]:
    """Each test of a module with each set of its parameters, and the rule that it judges."""
    shared = getattr(module, "pytestmark", [])
    for name, test in vars(module).items():
        if not name.startswith("test_") or not inspect.isfunction(test):
            continue
        marks = [*getattr(test, "pytestmark", []), *(shared if isinstance(shared, list) else [shared])]
        axes = [_axis(mark) for mark in marks if mark.name == "parametrize"]
        for chosen in itertools.product(*axes):
            own = [mark for _, given in chosen for mark in given]
            rules = [mark.args[0] for mark in [*own, *marks] if mark.name == "rule"]
            yield rules[0], test, {key: value for values, _ in chosen for key, value in values.items()}


def _axis(mark: pytest.Mark) -> list[tuple[dict[str, Any], list[pytest.Mark]]]:
    names = [mark.args[0]] if isinstance(mark.args[0], str) else list(mark.args[0])
    axis = []
    for entry in mark.args[1]:
        wrapped = getattr(entry, "values", None)
        values = wrapped if isinstance(wrapped, tuple) else (entry if len(names) > 1 else (entry,))
        given = [one.mark if hasattr(one, "mark") else one for one in getattr(entry, "marks", ())]
        axis.append((dict(zip(names, values, strict=True)), given))
    return axis


def judge(
    handler: type[CorrectServer], *modules: ModuleType, only: str | None = None, timeout: float = 5.0
) -> dict[str, list[str]]:
    """Run modules of the suite against a server; returns the breaches of each rule, an empty list for a pass."""
    found: dict[str, list[str]] = {}
    with running(handler, timeout) as context:
        for rule, test, values in itertools.chain.from_iterable(map(_calls, modules)):
            if only is None or rule == only:
                breaches = found.setdefault(rule, [])
                try:
                    test(context, **values)
                except Breach as breach:
                    breaches.append(breach.observed)
                except Inconclusive:
                    continue
        judge_late(context)
        for rule, reported in context.notes.reports:
            found.setdefault(rule, []).append(reported.observed)
    return found
