"""Check that the locks meet all requirements of the project and of each locked package, with their extras.

    python scripts/locks.py     print each requirement that a lock doesn't meet; exit 1 if there is one

A resolver would take anything missing here from the index, whose content changes from day to day. Extras count: a lock
with `coverage` doesn't satisfy `coverage[toml]`. Requirements are read from the installed packages, so this runs in the
development environment.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
SELF = "seedance-kit"
PLATFORMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
"""`sys_platform` -> `platform_system`."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "x86_64"), ("darwin", "arm64"), ("win32", "AMD64"))
"""`sys_platform`, `platform_machine`."""
UNLOCKED = frozenset({"celery", "mitmproxy", "s3"})
"""Extras outside the locks: mitmproxy pins nearly all that it needs, so the versions of the others would follow it; s3
brings 20 packages of Amazon's interface, with botocore pinned, which no run and no test of ours needs. Celery is for an
example: no run needs it, and the lock for developing has it from its own group."""
ENTRY = re.compile(r"(?P<entry>[A-Za-z0-9][^\\]*==[^*\\]+?) \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
"""A line of a lock: a pinned package, or one of its hashes."""

Lock = Mapping[str, list[Requirement]]
"""Name -> its entries, which differ in their markers."""
Environment = dict[str, str]
"""Marker variable -> value."""


@dataclass(frozen=True)
class Demand:
    """A requirement, and who has it."""

    by: str
    requirement: Requirement


def read_lock(text: str) -> Lock:
    """The entries of a lock. Raises ValueError for a line that isn't one, or a package without a hash."""
    found: dict[str, list[Requirement]] = {}
    bare = None
    for line in text.splitlines():
        match = ENTRY.fullmatch(line)
        if match is None:
            raise ValueError(f"{line!r} is neither a pinned package nor a sha256 hash")
        if match["entry"] is None:
            bare = None
            continue
        if bare:
            raise ValueError(f"{bare!r} has no hash")
        bare, entry = line, Requirement(match["entry"])
        found.setdefault(canonicalize_name(entry.name), []).append(entry)
    if bare:
        raise ValueError(f"{bare!r} has no hash")
    return found


def differences(run: Lock, develop: Lock) -> list[str]:
    """Packages whose versions differ between the two locks, on any platform and Python.

    Their markers may differ: a development tool can need a package where a run doesn't.
    """
    places = list(environments())
    return [
        f"{name} is locked as {', '.join(map(str, entries))}, and for developing as "
        f"{', '.join(map(str, develop.get(name, ['nothing'])))}"
        for name, entries in run.items()
        if any(versions(entries, place) not in ([], versions(develop.get(name, []), place)) for place in places)
    ]


def versions(entries: Iterable[Requirement], environment: Environment) -> list[str]:
    """The versions that a lock's entries of one package have in an environment."""
    return [str(entry.specifier) for entry in entries if applies(entry, environment)]


def environments() -> Iterator[Environment]:
    """The markers' values on each platform and Python that the lock is for."""
    for python in PYTHONS:
        for platform, machine in MACHINES:
            yield {
                **{name: str(value) for name, value in default_environment().items()},
                "sys_platform": platform,
                "platform_system": PLATFORMS[platform],
                "platform_machine": machine,
                "os_name": "nt" if platform == "win32" else "posix",
                "python_version": python,
                "python_full_version": f"{python}.0",
            }


def applies(requirement: Requirement, environment: Environment, extras: Iterable[str] = ()) -> bool:
    """Whether a requirement applies in an environment, for one of the extras or without one."""
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate(environment | {"extra": extra}) for extra in ("", *extras))


def asked_by_project(project: Mapping[str, Any], groups: Iterable[str]) -> Iterator[Demand]:
    """The requirements in pyproject.toml: the base, all locked extras, and some dependency groups."""
    table = project["project"]
    extras = {name: texts for name, texts in table["optional-dependencies"].items() if name not in UNLOCKED}
    texts = [*table["dependencies"], *(text for extra in extras.values() for text in extra)]
    texts += [text for group in groups for text in project["dependency-groups"][group] if isinstance(text, str)]
    for text in texts:
        requirement = Requirement(text)
        if canonicalize_name(requirement.name) != SELF:
            yield Demand("pyproject.toml", requirement)


def asked_by_packages(
    lock: Lock, metadata: Callable[[str], list[str] | None], environment: Environment
) -> Iterator[Demand]:
    """The requirements of the locked packages in an environment, with the extras in the lock."""
    for name, entries in lock.items():
        for entry in (entry for entry in entries if applies(entry, environment)):
            for requirement in map(Requirement, metadata(name) or ()):
                if applies(requirement, environment, entry.extras):
                    yield Demand(name, requirement)


def shortcoming(lock: Lock, asked: Demand, environment: Environment) -> str | None:
    """Why the lock doesn't meet a requirement, or None if it does."""
    wanted = asked.requirement
    here = [entry for entry in lock.get(canonicalize_name(wanted.name), []) if applies(entry, environment)]
    if not here:
        return f"{asked.by} requires {wanted}, which the lock lacks"
    for entry in here:
        if not wanted.specifier.contains(str(entry.specifier).removeprefix("=="), prereleases=True):
            return f"{asked.by} requires {wanted}, but the lock has {entry.name}{entry.specifier}"
        missing = sorted(wanted.extras - entry.extras)
        if missing:
            return f"{asked.by} requires {wanted}, but the lock has {entry.name} without [{','.join(missing)}]"
    return None


def shortcomings(lock: Lock, project: Iterable[Demand], metadata: Callable[[str], list[str] | None]) -> list[str]:
    """All requirements of the project and of packages that the lock doesn't meet, on any platform and Python.

    `metadata` maps the name of a package to its requirements, or to None if it isn't installed.
    """
    roots = list(project)
    found: dict[str, None] = {}
    for environment in environments():
        own = [asked for asked in roots if applies(asked.requirement, environment)]
        for asked in [*own, *asked_by_packages(lock, metadata, environment)]:
            problem = shortcoming(lock, asked, environment)
            if problem:
                found.setdefault(problem)
    return list(found)


def installed(name: str) -> list[str] | None:
    """The requirements of an installed package."""
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return None  # for another platform


def main() -> int:
    """Check both locks of the checkout."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    problems: list[str] = []
    locks = {}
    for name, groups in (("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "dev"])):
        try:
            locks[name] = read_lock((ROOT / name).read_text("utf-8"))
        except ValueError as error:
            problems.append(f"{name}: {error}")
            continue
        asked = asked_by_project(project, groups)
        problems += [f"{name}: {found}" for found in shortcomings(locks[name], asked, installed)]
    if len(locks) == 2:
        problems += differences(*locks.values())
    for line in problems:
        print(f"{line}; run scripts/lock")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
