"""Build generated/seedance_client from openapi/: the contract, the generator's configuration, templates and companion.

Exit status: 0 done, or fresh; 1 stale (--check), or the generation failed; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import importlib.metadata
import io
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import openapi_python_client
from openapi_python_client.config import Config, ConfigFile, MetaType
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from unasync import UnasyncError, synchronous
from vendoring import swap

ROOT = Path(__file__).resolve().parents[1]
OPENAPI = ROOT / "openapi"
TARGET = ROOT / "generated" / "seedance_client"
ASYNC_CLIENT, SYNC_CLIENT = "_sdk/async_client", "_sdk/sync_client"
"""The folder in the companion that the synchronous client is made from, and the folder in the package for that."""

# Their output changes between releases; pyproject.toml has the same pins.
PINS = {"openapi-python-client": "0.29.1", "ruff": "0.17.6"}


PYRIGHT = b"# pyright: standard\n"
"""The mode in which Pyright checks the package."""


class GenerationError(Exception):
    """The package can't be generated; the message says why and what to do."""


def check_tools() -> None:
    """Check that the pinned versions of the generator and of ruff are installed; raises GenerationError."""
    for name, wanted in PINS.items():
        found = importlib.metadata.version(name)
        if found != wanted:
            raise GenerationError(
                f"{name} is {found}, but the output is pinned to {wanted}: run scripts/regenerate, which creates its "
                "own environment, or change the pin in scripts/generation.py and pyproject.toml together"
            )
    # Without ruff on the PATH the generator skips its hooks and exits with 0.
    tools = Path(sys.executable).parent
    if not (tools / "ruff").exists():
        raise GenerationError(f"ruff is not in {tools}: run scripts/regenerate, which creates its environment")
    os.environ["PATH"] = f"{tools}{os.pathsep}{os.environ.get('PATH', '')}"


def load_configuration(path: Path) -> ConfigFile:
    """The generator's configuration; raises GenerationError for unknown keys, which it would ignore without a word."""
    try:
        settings = YAML(typ="safe").load(path) or {}
        configuration = ConfigFile.model_validate(settings)
    except (YAMLError, ValidationError) as error:
        raise GenerationError(f"{path}: {error}") from None
    unknown = sorted(set(settings) - set(ConfigFile.model_fields))
    if unknown:
        known = ", ".join(sorted(ConfigFile.model_fields))
        raise GenerationError(f"{path}: the generator has no setting {', '.join(unknown)}; it has {known}")
    return configuration


def check_templates(directory: Path) -> None:
    """Raise GenerationError if a template replaces none of the generator, which would ignore it without a word."""
    stock = Path(openapi_python_client.__file__).parent / "templates"
    for template in directory.rglob("*"):
        name = template.relative_to(directory)
        if template.is_file() and not (stock / name).is_file():
            raise GenerationError(f"{template}: the generator has no template {name}; compare the names in {stock}")


def copy_companion(source: Path, package: Path) -> None:
    """Copy the hand-written files except their README, and make the synchronous client; raises GenerationError."""
    for path in package_files(source):
        name = path.relative_to(source).as_posix()
        if name != "README.md":
            head = f"# Copied from openapi/companion/{name} by scripts/regenerate: edit it there.\n"
            write_new(package, name, (head.encode() if path.suffix == ".py" else b"") + path.read_bytes())
    licence = source.parents[1] / "LICENSE"
    if licence.is_file():  # a vendored copy has to carry it
        write_new(package, "LICENSE", licence.read_bytes())
    sources = {path.name: path.read_text(encoding="utf-8") for path in package_files(source / ASYNC_CLIENT)}
    try:
        made = synchronous(sources)
    except UnasyncError as error:
        raise GenerationError(f"openapi/companion/{ASYNC_CLIENT}: {error}") from None
    for name, text in made.items():
        head = f"# Made from openapi/companion/{ASYNC_CLIENT}/{name} by scripts/regenerate: edit that file.\n"
        write_new(package, f"{SYNC_CLIENT}/{name}", (head + text).encode())


def write_new(package: Path, name: str, content: bytes) -> None:
    """Write a file of the package; raises GenerationError if it is there already."""
    path = package / name
    if path.exists():
        raise GenerationError(f"openapi/companion/{name}: the generator writes this file, too; rename the companion's")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def package_files(directory: Path) -> list[Path]:
    """The files of a directory in order, without compiled ones; none if it doesn't exist."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return sorted(path for path in files if "__pycache__" not in path.parts)


def generate(package: Path) -> None:
    """Generate the whole package into a directory that doesn't exist yet; raises GenerationError."""
    check_tools()
    check_templates(OPENAPI / "templates")
    config = Config.from_sources(
        config_file=load_configuration(OPENAPI / "generator.yaml"),
        meta_type=MetaType.NONE,
        document_source=OPENAPI / "seedance.yaml",
        file_encoding="utf-8",
        overwrite=False,
        output_path=package,
    )
    with contextlib.redirect_stdout(io.StringIO()):
        errors = openapi_python_client.generate(config=config, custom_template_path=OPENAPI / "templates")
    if errors:
        reports = (f"{error.header}: {error.detail or ''} {getattr(error, 'data', None) or ''}" for error in errors)
        raise GenerationError("the generator can't translate openapi/seedance.yaml:\n" + "\n".join(reports))
    copy_companion(OPENAPI / "companion", package)
    for path in package.rglob("*.py"):
        set_pyright_mode(path)


def set_pyright_mode(path: Path) -> None:
    """Let a vendored copy be clean in a project in Pyright's strict mode: mypy's strict mode has checked it already.

    The line comes after the one that names the source, if there is one.
    """
    content = path.read_bytes()
    place = content.index(b"\n") + 1 if content.startswith((b"# Copied from ", b"# Made from ")) else 0
    path.write_bytes(content[:place] + PYRIGHT + content[place:])


def contents(directory: Path) -> dict[str, bytes]:
    """The bytes of each file of a package, by its path in it."""
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in package_files(directory)}


def differences(old: dict[str, bytes], new: dict[str, bytes]) -> Iterator[str]:
    """The lines of a unified diff for each file that differs."""
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) == new.get(name):
            continue
        before = f"generated/seedance_client/{name}" if name in old else "/dev/null"
        after = f"clean/seedance_client/{name}" if name in new else "/dev/null"
        lines = list(difflib.unified_diff(text_lines(old.get(name)), text_lines(new.get(name)), before, after))
        # An empty file that is missing or surplus has no lines to show.
        yield from lines or [f"--- {before}\n", f"+++ {after}\n"]


def text_lines(content: bytes | None) -> list[str]:
    """The lines of a file's text, each ending in a line feed; none for no file."""
    lines = (content or b"").decode("utf-8", errors="replace").splitlines()
    return [f"{line}\n" for line in lines]


def regenerate() -> int:
    """Update generated/, and print whether anything changed."""
    TARGET.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".regenerate-", dir=TARGET.parent) as parking:
        fresh = Path(parking) / "new"
        generate(fresh)
        if contents(fresh) == contents(TARGET):
            print("generated/seedance_client is fresh already")
            return 0
        swap(fresh, TARGET, Path(parking) / "old")
    print(f"generated/seedance_client rebuilt: {len(package_files(TARGET))} files")
    return 0


def check() -> int:
    """Compare generated/ with a clean generation, and show the difference."""
    with tempfile.TemporaryDirectory(prefix="regenerate-") as scratch:
        fresh = Path(scratch) / "new"
        generate(fresh)
        lines = list(differences(contents(TARGET), contents(fresh)))
    if not lines:
        print("generated/seedance_client is fresh")
        return 0
    sys.stdout.writelines(lines)
    print("generated/seedance_client is stale or edited (see the difference): run scripts/regenerate", file=sys.stderr)
    return 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script with the given arguments, by default those of the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="scripts/regenerate", description=__doc__.partition("\n")[0] if __doc__ else None
    )
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 with a diff if generated/ is stale")
    options = parser.parse_args(arguments)
    try:
        return check() if options.check else regenerate()
    except (GenerationError, OSError) as error:
        print(f"scripts/regenerate: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
