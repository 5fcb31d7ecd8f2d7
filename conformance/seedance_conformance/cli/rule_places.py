"""Where a rule lives: the files and lines of each reading that name it."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

import seedance_conformance
from seedance_conformance.resources import data_path

_PACKAGE: Final = Path(seedance_conformance.__file__).parent
_FOLDERS: Final = {
    "mock": "mock",
    "faults": "mock/faults",
    "cases": "cases",
    "suite": "suite",
    "recording": "recording",
}


def places(rule: str) -> Iterator[tuple[str, str]]:
    """Each reading, in the order of docs/design.md, with a place that names a rule: `mock/api/inspector/fields.py:44`.

    Paths are relative to the current folder if they are below it.
    """
    named = re.compile(rf"(?<![\w-]){re.escape(rule)}(?![\w-])")
    folders = set()
    for reading, path in _files():
        lines = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if named.search(line)]
        if lines:
            folders.add(path.parent)
            yield reading, f"{_shown(path)}:{','.join(map(str, lines))}"
    for room in ("create", "media"):  # one file of the suite sends all cases of a room, and names no rule
        if _PACKAGE / "cases" / room in folders:
            yield "suite", f"{_shown(_PACKAGE / 'suite' / room / 'test_cases.py')} sends these cases"


def _shown(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _files() -> Iterator[tuple[str, Path]]:
    """Each file that may name a rule, with its reading; a wheel has no vectors, and only the copy of the client."""
    catalogue = data_path("rules.yaml")
    yield "catalogue", catalogue
    yield "contract", data_path("seedance.yaml")
    for path in sorted(catalogue.parent.glob("vectors/*.json")):
        yield "vectors", path
    source = catalogue.parent / "companion"
    client = source if source.is_dir() else Path(str(files("seedance_client")))
    for reading, folder in {"client": client, **{name: _PACKAGE / part for name, part in _FOLDERS.items()}}.items():
        for path in sorted(folder.rglob("*.py")):
            if reading != "mock" or "faults" not in path.parts:
                yield reading, path
