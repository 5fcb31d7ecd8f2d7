"""How a task looks in a notebook. The signed URL of a video isn't shown: notebooks are shared."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from .tasks import TaskState


def html_of(task: TaskState) -> str:
    """A table of what is known about a task, and its video if it is a file in or below the notebook's folder."""
    rows = {
        "task": task.id,
        "label": task.label,
        "status": task.status,
        "model": task.model,
        "created": None if task.created is None else _time(task.created),
        "length": None if task.duration is None else f"{task.duration:g} s",
        "error": task.error,
        "query failed": task.trouble,
        "file": task.path,
    }
    shown = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>"
        for name, value in rows.items()
        if value is not None
    )
    return f"<table>{shown}</table>{_player(task.path)}"


def _time(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def _player(path: Path | None) -> str:
    """A player for a file that the notebook's server can serve; it serves only its own folder."""
    if path is None or not path.is_file():
        return ""
    below = os.path.relpath(path)
    if below.startswith("..") or Path(below).is_absolute():
        return ""
    return f'<video controls width="480" src="{escape(quote(Path(below).as_posix()))}"></video>'
