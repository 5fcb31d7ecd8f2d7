"""Read bodies and tasks from the exchanges of a log."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from seedance_conformance.report.events import Event


def text_of(stored: Any) -> str:
    """A stored body as text; the log stores cut or binary bodies as objects."""
    if isinstance(stored, dict):
        if "base64" in stored:
            return base64.b64decode(stored["base64"]).decode("latin-1")
        return str(stored.get("text", ""))
    return stored if isinstance(stored, str) else ""


def json_of(stored: Any) -> Any:
    """The parsed body, or None if it isn't JSON."""
    try:
        return json.loads(text_of(stored))
    except (ValueError, RecursionError):
        return None


def task_of(exchange: Event) -> dict[str, Any]:
    """The task in an answer, also inside a `data` wrapper; empty if there is none."""
    document = json_of(exchange["body"])
    if not isinstance(document, dict):
        return {}
    inner = document.get("data")
    return inner if isinstance(inner, dict) and not ("id" in document or "status" in document) else document


def accepted_task(exchange: Event, started: Mapping[int, str]) -> str | None:
    """The id of the task that a create started, or None.

    The ledger has task ids by number of the exchange (`started`); without an entry the answer is read.
    """
    if exchange["operation"] != "create" or not 200 <= (exchange["status"] or 0) < 300:
        return None
    if exchange["number"] in started:
        return started[exchange["number"]]
    task = task_of(exchange)
    name = task.get("id")
    if task.get("status") == "failed" or not isinstance(name, str | int) or isinstance(name, bool):
        return None
    return str(name)
