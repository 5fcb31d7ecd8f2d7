"""The state of a run is in its context: no module of the suite or of the cases keeps any."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from seedance_conformance.suite.results import videos
from seedance_conformance.transport.errors import RateLimited
from tests.suite.small_server import bare_context

PACKAGE = Path(__file__).parents[2] / "seedance_conformance"
MODULES = [*PACKAGE.glob("suite/**/*.py"), *PACKAGE.glob("cases/**/*.py")]
CACHES = {"cache", "lru_cache", "WeakKeyDictionary", "WeakValueDictionary", "WeakSet"}
CHANGING = {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}


def state(source: str) -> Iterator[str]:
    """The names in a module that hold state: caches, and global values that a function changes."""
    module = ast.parse(source)
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    statements = [node for node in module.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names = {name for statement in statements for name in _assigned(statement)}
    for node in ast.walk(module):
        if isinstance(node, ast.Name | ast.Attribute) and _name(node) in CACHES:
            yield _name(node)
    for function in functions:
        own = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
        own |= set(_assigned(function))
        for node in ast.walk(function):
            if isinstance(node, ast.Global):
                yield from node.names
            elif (changed := _changed(node)) in names - own:
                yield changed


def _assigned(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _changed(node: ast.AST) -> str:
    """The name whose value a node changes in place, or an empty text."""
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return getattr(node.value, "id", "")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
        return getattr(node.func.value, "id", "")
    return ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_has_no_state(path: Path) -> None:
    """Two runs in one process share nothing."""
    assert list(state(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "from functools import cache\n@cache\ndef f(): ...",
        "import functools\n@functools.lru_cache(maxsize=1)\ndef f(): ...",
        "_SEEN = WeakSet()",
        "_SEEN = {}\ndef f(key):\n    _SEEN[key] = 1",
        "_SEEN: dict[str, int] = {}\ndef f(key):\n    return _SEEN.setdefault(key, 1)",
        "_SEEN = []\nclass A:\n    def f(self):\n        del _SEEN[0]",
        "_COUNT = 0\ndef f():\n    global _COUNT",
    ],
)
def test_seeded_state_is_found(source: str) -> None:
    """Caches, and dictionaries, lists and names that a function changes."""
    assert list(state(source))


def test_local_values_and_constants_are_allowed() -> None:
    """A function may change what it has created, and read what the module has."""
    source = "_TABLE = {1: 2}\ndef f(found):\n    made = []\n    made.append(_TABLE[1])\n    found[1] = made"
    assert list(state(source)) == []


def test_the_context_keeps_one_object_of_a_type_for_each_run() -> None:
    """The first test that asks makes it; another run makes its own."""
    one, other = bare_context(), bare_context()
    first = one.once(list, lambda: ["first"])
    assert one.once(list, lambda: ["second"]) is first
    assert other.once(list, lambda: ["second"]) == ["second"]


def test_a_failure_to_make_the_results_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Creates that were sent before it are paid for, and the next test that asks sends none again."""
    asked: list[object] = []

    def fail(context: object) -> None:
        asked.append(context)
        raise RateLimited("create was answered 429 again and again")

    monkeypatch.setattr(videos, "_made", fail)
    context = bare_context()
    for _ in range(2):
        with pytest.raises(RateLimited, match="again and again"):
            videos.result_videos(context)
    assert len(asked) == 1
