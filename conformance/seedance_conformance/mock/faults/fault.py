"""A fault: a deliberate error of the mock, named after what is wrong."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Concatenate, ParamSpec, TypeAlias

from attrs import frozen
from starlette.routing import Route

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import Call
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.problems import Problem
from seedance_conformance.mock.settings import PREFIX
from seedance_conformance.mock.state.tasks import Task

Install: TypeAlias = Callable[[MockApp], None]
P = ParamSpec("P")


@frozen
class Fault:
    """A deliberate error. The suite must find `rules` broken; rules that match a pattern in `also` may break, too."""

    name: str
    rules: frozenset[str]
    install: Install
    also: tuple[str, ...] = ()


def fault(name: str, rules: str, install: Install, also: str = "") -> Fault:
    """Make a fault; `rules` and `also` are lists separated by blanks."""
    return Fault(name, frozenset(rules.split()), install, tuple(also.split()))


Table: TypeAlias = Callable[[], Iterator[Fault]]
TABLES: defaultdict[str, list[Table]] = defaultdict(list)
"""Module -> its functions that yield faults, in their order."""


def fault_table(table: Table) -> Table:
    """Decorator of a function that yields faults: `all_faults` has them."""
    TABLES[table.__module__].append(table)
    return table


def installer(install: Callable[Concatenate[MockApp, P], None]) -> Callable[P, Install]:
    """Decorator of a function that makes a mock wrong: a call without the first argument, the mock, is an `Install`."""
    return lambda *args, **kwargs: lambda app: install(app, *args, **kwargs)


@installer
def changing_problems(app: MockApp, hook: str, change: Callable[[Any, list[Problem]], list[Problem]]) -> None:
    """Replace the problems that a hook finds; `change` gets what the hook checked and the problems."""
    find = getattr(app.hooks, hook)
    setattr(app.hooks, hook, lambda checked: change(checked, find(checked)))


@installer
def changing_input(app: MockApp, hook: str, change: Callable[[Any], Any]) -> None:
    """Let a hook get something else: what `change` returns for its argument."""
    call = getattr(app.hooks, hook)
    setattr(app.hooks, hook, lambda given: call(change(given)))


@installer
def changing_tasks(app: MockApp, /, when: Callable[[Body, Task], bool], **changes: Any) -> None:
    """Change new tasks for which `when` returns true: it gets the body and the task."""
    new_task = app.hooks.new_task

    def changed(call: Call, body: Body, failure: str | None) -> Task:
        task = new_task(call, body, failure)
        return task._replace(**changes) if when(body, task) else task

    app.hooks.new_task = changed


@installer
def also_at(app: MockApp, path: str, method: str, operation: str) -> None:
    """The operation also answers at another path, below the prefix."""
    app.routes.insert(0, Route(PREFIX + path, app.endpoint({method: operation})))


@installer
def also_by(app: MockApp, method: str, endpoint: str, operation: str) -> None:
    """An endpoint (a key of `MockApp.methods`) also takes another method, for this operation."""
    app.methods[endpoint][method] = operation
