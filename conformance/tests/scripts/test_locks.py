"""The check of the locks finds what an installer would take from an index."""

from types import ModuleType

import pytest
from packaging.requirements import Requirement
from tests.scripts.workshop import ROOT, load_script


@pytest.fixture(scope="module")
def locks() -> ModuleType:
    """scripts/locks.py as a module."""
    return load_script("locks")


HASH = f"    --hash=sha256:{'0' * 64}\n"


def lock(*entries: str) -> str:
    """A lock with these entries."""
    return "".join(f"{entry} \\\n{HASH}" for entry in entries)


WANTED = {"pytest-cov": ["coverage[toml]>=7.10.6"], "coverage": ["tomlkit; extra == 'toml'"]}
CASES = {
    "whole": ("pytest-cov==7\ncoverage[toml]==7.17.3\ntomlkit==1\n", []),
    "an extra is missing": (
        "pytest-cov==7\ncoverage==7.17.3\ntomlkit==1\n",
        ["pytest-cov requires coverage[toml]>=7.10.6, but the lock has coverage without [toml]"],
    ),
    "a requirement of an extra is missing": (
        "pytest-cov==7\ncoverage[toml]==7.17.3\n",
        ['coverage requires tomlkit; extra == "toml", which the lock lacks'],
    ),
    "an old version": (
        "pytest-cov==7\ncoverage[toml]==7.1\ntomlkit==1\n",
        ["pytest-cov requires coverage[toml]>=7.10.6, but the lock has coverage==7.1"],
    ),
    "locked for one platform only": (
        "pytest-cov==7\ncoverage[toml]==7.17.3 ; sys_platform == 'linux'\ntomlkit==1\n",
        ["pytest-cov requires coverage[toml]>=7.10.6, which the lock lacks"],
    ),
    "locked for one kind of processor only": (
        "pytest-cov==7\ncoverage[toml]==7.17.3 ; platform_machine == 'x86_64'\ntomlkit==1\n",
        ["pytest-cov requires coverage[toml]>=7.10.6, which the lock lacks"],
    ),
    "a root is missing": ("", ["pyproject.toml requires pytest-cov, which the lock lacks"]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_lock_lacks_is_named(locks: ModuleType, case: str) -> None:
    """The message names the package, its requirement and the locked version."""
    text, expected = CASES[case]
    roots = [locks.Demand("pyproject.toml", Requirement("pytest-cov"))]
    assert locks.shortcomings(locks.read_lock(lock(*text.splitlines())), roots, WANTED.get) == expected


def test_both_locks_are_complete_and_agree(locks: ModuleType) -> None:
    """Both locks have the same versions."""
    texts = [(ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")]
    assert locks.differences(*map(locks.read_lock, texts)) == []


def test_a_differing_version_is_named(locks: ModuleType) -> None:
    """The message has both versions."""
    run, develop = lock("httpx==0.28.1"), lock("httpx==0.28.0", "attrs==1")
    assert locks.differences(locks.read_lock(run), locks.read_lock(develop)) == [
        "httpx is locked as httpx==0.28.1, and for developing as httpx==0.28.0"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "httpx==0.28.1 \\\n",
        "httpx==0.28.1\n",
        "httpx>=0.28 \\\n" + HASH,
        "httpx==0.28.* \\\n" + HASH,
        "httpx==0.28.1 \\\n    --hash=sha256:abc\n",
        "<<<<<<< HEAD\n" + "httpx==0.28.1 \\\n" + HASH,
        "--extra-index-url https://example.com\nhttpx==0.28.1 \\\n" + HASH,
        "httpx==0.28.1 \\\nattrs==1 \\\n" + HASH,
    ],
)
def test_a_lock_has_only_pinned_packages_with_hashes(locks: ModuleType, text: str) -> None:
    """A package without a hash or a version, an option and a conflict are refused."""
    with pytest.raises(ValueError, match=r"has no hash|neither a pinned package"):
        locks.read_lock(text)
