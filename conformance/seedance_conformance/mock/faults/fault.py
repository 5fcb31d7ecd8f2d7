"""A fault: a deliberate error of the mock, named after what is wrong."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeAlias

from attrs import frozen
from starlette.routing import Route

from seedance_conformance.mock.api.app import MockApp
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


def installer(install: Callable[Concatenate[MockApp, P], None]) -> Callable[P, Install]:
    """Decorator of a function that makes a mock wrong: a call without the first argument, the mock, is an `Install`."""
    return lambda *args, **kwargs: lambda app: install(app, *args, **kwargs)


@installer
def changing_problems(app: MockApp, hook: str, change: Callable[[Any, list[Problem]], list[Problem]]) -> None:
    """Replace the problems that a hook finds; `change` gets what the hook checked and the problems."""
    find = getattr(app.hooks, hook)
    setattr(app.hooks, hook, lambda checked: change(checked, find(checked)))


@installer
def changing_tasks(app: MockApp, change: Callable[[Body, Task], Task]) -> None:
    """Replace each new task; `change` gets its body and the task."""
    new_task = app.hooks.new_task
    app.hooks.new_task = lambda call, body, failure: change(body, new_task(call, body, failure))


@installer
def also_at(app: MockApp, path: str, method: str, operation: str) -> None:
    """The operation also answers at another path, below the prefix."""
    app.routes.insert(0, Route(PREFIX + path, app.endpoint({method: operation})))


@installer
def also_by(app: MockApp, method: str, endpoint: str, operation: str) -> None:
    """An endpoint (a key of `MockApp.methods`) also takes another method, for this operation."""
    app.methods[endpoint][method] = operation
