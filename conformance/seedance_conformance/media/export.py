"""Writes the corpus into a folder, to be published for a remote target."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from seedance_conformance.media.files import MediaFile
from seedance_conformance.media.library import Library, corpus

MANIFEST: Final = "manifest.json"
FORMAT: Final = "seedance-media/1"
_PAGE: Final = 65_536


def export(library: Library, folder: Path) -> list[Path]:
    """Write every file and a manifest of their facts.

    Long runs of zeros become holes, so that the folder takes little room on most file systems.

    Returns:
        The files, without the manifest.

    Raises:
        OSError: the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        entries = list(pool.map(lambda file: _export_one(library, file, folder), corpus().values()))
    manifest = json.dumps({"format": FORMAT, "files": entries}, indent=1)
    (folder / MANIFEST).write_text(manifest + "\n", encoding="utf-8")
    return [folder / entry["name"] for entry in entries]


def _export_one(library: Library, file: MediaFile, folder: Path) -> dict[str, Any]:
    content = library.read(file.name) or b""
    path = folder / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_sparse(path, content)
    return {
        "name": file.name,
        "purpose": file.purpose,
        "content_type": file.content_type,
        "bytes": len(content),
        "sha256": library.sha256(file.name),
        "facts": dict(file.facts),
    }


def _write_sparse(path: Path, content: bytes) -> None:
    empty = bytes(_PAGE)
    with path.open("wb") as file:
        for start in range(0, len(content), _PAGE):
            part = content[start : start + _PAGE]
            if part == empty:
                file.seek(_PAGE, 1)
            else:
                file.write(part)
        file.truncate(len(content))
