"""Write the report files atomically."""

import errno
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from seedance_conformance.report.events import Event
from seedance_conformance.report.views.html import to_html
from seedance_conformance.report.views.json_report import to_report
from seedance_conformance.report.views.junit import to_junit

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def write_reports(events: list[Event], directory: Path) -> None:
    """Write `report.json`, `junit.xml` and `index.html` for a run into an existing folder, all or none.

    Raises:
        OSError: a file can't be written.
    """
    report = json.dumps(to_report(events), indent=2, ensure_ascii=False) + "\n"
    texts = {"report.json": report, "junit.xml": to_junit(events), "index.html": to_html(events)}
    _write({directory / name: text for name, text in texts.items()})


def write_whole(path: Path, text: str) -> None:
    """Write a file atomically; a lone surrogate becomes an escape.

    Raises:
        OSError: it can't be written; an earlier file stays.
    """
    _write({path: text})


def _write(texts: Mapping[Path, str]) -> None:
    """Write all files or none."""
    drafts = {path: path.with_name(path.name + ".part") for path in texts}
    try:
        for path, text in texts.items():
            drafts[path].write_text(text, encoding="utf-8", errors="backslashreplace")
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as error:
        error.filename = str(path)  # a full disk doesn't say which file
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise


def is_full(error: OSError) -> bool:
    """Whether a disk is full or broken, so that another try may succeed."""
    return error.errno in _FULL


def unwritten(error: OSError, path: Path) -> str:
    """That a file can't be written, and what to do; `path` is the file or folder, if the error doesn't name it."""
    name = str(error.filename or path).removesuffix(".part")
    remedy = "free some space there, or choose" if is_full(error) else "choose"
    return f"'{name}' can't be written ({error.strerror}): {remedy} another file or --out"
