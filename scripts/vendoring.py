"""Copy the generated client into another project, with a manifest for checking the copy.

DEST is the parent package: the copy for src/acme/_vendor is src/acme/_vendor/seedance_client and is imported
as acme._vendor.seedance_client. Naming the copy's own directory, with seedance_client at its end, means the same.

Exit status: 0 done, or the copy is up to date; 1 the copy is stale or edited, or can't be created; 2 usage error.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

SOURCE = Path(__file__).resolve().parents[1] / "generated" / "seedance_client"
MANIFEST = "VENDORED.json"
FORMAT = "seedance-client-vendored/1"


class VendorError(Exception):
    """The copy can't be created or checked; the message says why and what to do."""


class DestinationError(VendorError):
    """The destination isn't usable for a package."""


class Manifest(TypedDict):
    """The version of the contract, and the SHA-256 of each file by its path in the copy."""

    format: str
    contract: str
    files: dict[str, str]


def hashes(directory: Path) -> dict[str, str]:
    """The SHA-256 of each file of a package by its path, without compiled files and the manifest."""
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path != directory / MANIFEST
    }


def source_manifest() -> Manifest:
    """The manifest of a new copy; raises VendorError if the client has not been generated."""
    try:
        text = (SOURCE / "__init__.py").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise VendorError(f"{SOURCE} has no client: run scripts/regenerate") from None
    version = re.search(r'^CONTRACT_VERSION = "(.+)"$', text, re.MULTILINE)
    if version is None:
        raise VendorError(f"{SOURCE / '__init__.py'} has no CONTRACT_VERSION: run scripts/regenerate")
    return {"format": FORMAT, "contract": version[1], "files": hashes(SOURCE)}


def read_manifest(dest: Path) -> Manifest | None:
    """The manifest of a copy; None if the destination is empty or missing. Anything else raises VendorError."""
    if not dest.exists() or (dest.is_dir() and not any(dest.iterdir())):
        return None
    try:
        document = json.loads((dest / MANIFEST).read_text(encoding="utf-8"))
        if document["format"] == FORMAT:
            return Manifest(format=FORMAT, contract=str(document["contract"]), files=dict(document["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise VendorError(
        f"{dest} isn't a vendored copy (it has no valid {MANIFEST}): choose another directory, or remove it"
    )


def edits(dest: Path, manifest: Manifest) -> list[str]:
    """The files of a copy that were changed since, a line for each."""
    return changes(manifest["files"], hashes(dest), missing="deleted", extra="added", changed="edited")


def changes(old: dict[str, str], new: dict[str, str], *, missing: str, extra: str, changed: str) -> list[str]:
    """The files that differ, each as a word and its path."""
    return [
        f"{missing if name not in new else extra if name not in old else changed}: {name}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def copy_directory(dest: Path) -> Path:
    """The directory of the copy for a parent package, or for the copy's directory itself; raises DestinationError."""
    directory = dest if dest.name == SOURCE.name else dest / SOURCE.name
    if directory.parent.exists() and not directory.parent.is_dir():
        raise DestinationError(f"{directory.parent} is a file: name a directory")
    if directory == SOURCE or SOURCE in directory.parents or directory in SOURCE.parents:
        raise DestinationError(
            f"{directory} and the client's own directory {SOURCE} overlap: choose a directory of another project"
        )
    return directory


def vendor(dest: Path) -> None:
    """Create or update a copy; raises VendorError if it was edited. The old one stays until the new one is complete."""
    manifest = source_manifest()
    old = read_manifest(dest)
    if old and (edited := edits(dest, old)):
        raise VendorError(
            f"{dest} was changed by hand, and a new copy would lose the changes "
            f"({'; '.join(edited)}): keep the changes elsewhere, remove the directory and run this again"
        )
    dest.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".vendor-", dir=dest.parent) as parking:
        fresh = Path(parking) / "new"
        shutil.copytree(SOURCE, fresh, ignore=shutil.ignore_patterns("__pycache__"))
        (fresh / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        swap(fresh, dest, Path(parking) / "old")
    print(f"{dest}: contract {manifest['contract']}, {len(manifest['files'])} files")


def swap(fresh: Path, dest: Path, parked: Path) -> None:
    """Replace the destination by a complete copy, atomically; all three are on one file system."""
    if dest.exists():
        dest.rename(parked)
    try:
        fresh.rename(dest)
    except OSError:
        if parked.exists():
            parked.rename(dest)
        raise


def check(dest: Path) -> int:
    """Print whether a copy was edited or is stale, and return the exit status; raises VendorError without a copy."""
    copy = read_manifest(dest)
    if copy is None:
        raise VendorError(f"{dest} has no vendored copy: run scripts/vendor {dest.parent}")
    source = source_manifest()
    edited = edits(dest, copy)
    stale = changes(copy["files"], source["files"], missing="gone", extra="new", changed="changed")
    for line in [f"edited copy: {line}" for line in edited] + [f"stale copy: {line}" for line in stale]:
        print(line)
    if edited or stale:
        remedy = "keep the changes elsewhere, remove it and" if edited else "to renew it,"
        versions = f"{dest} has contract {copy['contract']}, here is {source['contract']}"
        print(f"{versions}: {remedy} run scripts/vendor {dest.parent}")
        return 1
    print(f"{dest} is fresh: contract {copy['contract']}, {len(copy['files'])} files")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script with the given arguments, by default those of the command line; return the exit status."""
    summary, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="scripts/vendor",
        description=summary,
        epilog=f"{details}\nExample: scripts/vendor ../acme/src/acme/_vendor",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dest", metavar="DEST", type=Path, help="parent package of the copy")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if the copy is stale or edited")
    options = parser.parse_args(arguments)
    try:
        dest = copy_directory(options.dest.resolve())
        if options.check:
            return check(dest)
        vendor(dest)
    except DestinationError as error:
        parser.error(str(error))
    except (VendorError, OSError) as error:
        print(f"scripts/vendor: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
