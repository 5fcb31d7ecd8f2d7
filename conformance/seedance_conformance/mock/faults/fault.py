"""A fault: a deliberate error of the mock, named after what is wrong."""

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import frozen

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.problems import Problem
from seedance_conformance.mock.state.tasks import Task

Install: TypeAlias = Callable[[MockApp], None]


@frozen
class Fault:
    """A deliberate error.

    Attributes:
        name: says what is wrong.
        rules: the rules that the suite must report as broken.
        install: makes a mock wrong.
        also: shell patterns of further rules that may fail, since a wrong answer may break several rules.
    """

    name: str
    rules: frozenset[str]
    install: Install
    also: tuple[str, ...] = ()


def fault(name: str, rules: str, install: Install, also: str = "") -> Fault:
    """Make a fault; `rules` and `also` are lists separated by blanks."""
    return Fault(name, frozenset(rules.split()), install, tuple(also.split()))


def changing_problems(hook: str, change: Callable[[Any, list[Problem]], list[Problem]]) -> Install:
    """Replace the problems that a hook finds.

    Args:
        hook: the name of a hook that takes a body or files and returns problems.
        change: gets what the hook checked and the problems that it found.
    """

    def install(app: MockApp) -> None:
        find = getattr(app.service.hooks, hook)
        setattr(app.service.hooks, hook, lambda checked: change(checked, find(checked)))

    return install


def changing_tasks(change: Callable[[Body, Task], Task]) -> Install:
    """Replace each new task; `change` gets its body and the task."""

    def install(app: MockApp) -> None:
        new_task = app.service.hooks.new_task
        app.service.hooks.new_task = lambda call, body, failure: change(body, new_task(call, body, failure))

    return install
