"""Writes all media files into a folder that users publish for a remote target."""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from seedance_conformance.media.cache.store import draft_of
from seedance_conformance.media.files import MediaFile
from seedance_conformance.media.library import Library, corpus
from seedance_conformance.media.making import QUIET, Listener

MANIFEST: Final = "manifest.json"
FORMAT: Final = "seedance-media/1"
_PAGE: Final = 65_536


def export(library: Library, folder: Path, listener: Listener = QUIET) -> list[Path]:
    """Write every file and a manifest of their facts.

    Long runs of zeros become holes, which take no space on most file systems.

    Returns:
        The files, without the manifest and those that can't be written, which are in the library's `failures`.

    Raises:
        OSError: the folder isn't writable.
    """
    folder.mkdir(parents=True, exist_ok=True)
    library.prepare(listener=listener)
    files = [file for file in corpus().values() if file.name not in library.failures]
    entries = [_export_one(library, file, folder) for file in files]
    manifest = json.dumps({"format": FORMAT, "files": entries}, indent=1)
    _write_whole(folder / MANIFEST, (manifest + "\n").encode())
    return [folder / entry["name"] for entry in entries]


def _export_one(library: Library, file: MediaFile, folder: Path) -> dict[str, Any]:
    library.expect(file.name)
    content = library.read(file.name) or b""
    _write_whole(folder / file.name, content)
    return {
        "name": file.name,
        "purpose": file.purpose,
        "content_type": file.content_type,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "facts": dict(file.facts),
    }


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file, with holes for zeros."""
    with draft_of(path) as draft, draft.open("wb") as file:
        for start in range(0, len(content), _PAGE):
            part = content[start : start + _PAGE]
            if part == bytes(_PAGE):
                file.seek(_PAGE, 1)
            else:
                file.write(part)
        file.truncate(len(content))
