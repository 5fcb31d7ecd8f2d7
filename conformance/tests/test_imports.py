"""The import rules of the design, checked on the source text."""

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "conformance" / "seedance_conformance"
CLIENT = REPOSITORY / "generated" / "seedance_client"
LOWER = {"media", "transport", "catalogue", "resources", "report"}
ALL = LOWER | {"cli", "runner", "suite", "cases", "mock", "stdout", "recording", "proxy", "load"}
ALLOWED = {
    "resources": set[str](),
    "stdout": set[str](),
    "catalogue": {"resources"},
    "transport": {"catalogue", "resources"},
    "media": {"resources"},
    "cases": {"catalogue"},
    "suite": {"cases", "media", "transport", "catalogue", "resources", "seedance_client"},
    "runner": {"suite", "cases", "media", "transport", "catalogue", "resources", "report", "stdout"},
    "report": set[str](),
    "recording": LOWER | {"runner", "suite"},
    "load": {"media", "transport", "catalogue", "report", "runner"},
    "proxy": {"recording", "runner", "suite", "report", "transport", "catalogue"},
    "mock": {"resources"},
    "offline": {"mock", "seedance_client"},
    "pytest_fixtures": {"offline"},
    "pytest_plugin": {"pytest_fixtures"},
    "cli": ALL | {"seedance_client"},
}
"""Part of `seedance_conformance` -> the other parts that it may import."""


def imported_names(nodes: Iterable[ast.AST]) -> set[str]:
    """The modules, and the names in modules, that some nodes import."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the arrow: name the package"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def imported_parts(source: str) -> set[str]:
    """The parts of our packages that a module imports, also inside functions."""
    own = {tuple(name.split(".")) for name in imported_names(ast.walk(ast.parse(source)))}
    parts = {path[1] for path in own if path[0] == "seedance_conformance" and len(path) > 1}
    return parts | {"seedance_client" for path in own if path[0] == "seedance_client"}


def part_of(path: Path) -> str:
    """The part that a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem in ALLOWED)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_the_design_allows(path: Path) -> None:
    """Each part imports only the parts below it; mock and suite never import each other."""
    part = part_of(path)
    strangers = imported_parts(path.read_text()) - ALLOWED[part] - {part, "__version__"}
    assert not strangers, f"{path.name} imports {strangers}, which `{part}` may not know"


def test_every_part_is_covered() -> None:
    """A new part of the package must be in the table above."""
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert folders | {"catalogue", "pytest_fixtures", "pytest_plugin", "resources", "stdout"} == set(ALLOWED)


def module_name(path: Path) -> str:
    """The dotted name of a module or a package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node of a module except those below `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from at_run_time(node)


def imported_modules(source: str, modules: set[str]) -> set[str]:
    """The modules of these that a source imports, also inside a function."""
    names = imported_names(at_run_time(ast.parse(source)))
    return {name if name in modules else name.rpartition(".")[0] for name in names} & modules


def test_modules_import_each_other_in_one_direction() -> None:
    """There are no import cycles."""
    paths = {module_name(path): path for path in PACKAGE.rglob("*.py")}
    graph = {name: imported_modules(path.read_text(), set(paths)) - {name} for name, path in paths.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"these modules import each other in a circle: {' <- '.join(error.args[1])}")


def test_the_check_finds_a_cycle() -> None:
    """An import inside a function counts; one for the type checker doesn't."""
    late = "def f():\n    from a import b\n"
    typed = "if TYPE_CHECKING:\n    from a import b\n"
    assert imported_modules(late, {"a", "a.b"}) == {"a.b"}
    assert imported_modules(typed, {"a", "a.b"}) == set()
    with pytest.raises(CycleError):
        TopologicalSorter({"a.b": {"c"}, "c": imported_modules(late, {"a.b"})}).prepare()


def test_the_client_never_imports_the_kit() -> None:
    """The client imports only httpx and attrs."""
    for path in CLIENT.rglob("*.py"):
        assert "seedance_conformance" not in path.read_text(), path


def test_the_kit_uses_only_what_the_client_exports() -> None:
    """The kit imports the client's public names: what is in its private package may change."""
    users = [path for path in PACKAGE.rglob("*.py") if "seedance_client._" in path.read_text()]
    assert not users


def test_the_check_finds_a_forbidden_import() -> None:
    """A seeded import of the suite by the mock is found, also inside a function."""
    source = "def peek():\n    from seedance_conformance.suite.create.expectations import expect\n"
    assert imported_parts(source) - ALLOWED["mock"] == {"suite"}
