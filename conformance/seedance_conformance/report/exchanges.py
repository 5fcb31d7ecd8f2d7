"""What the views read from the exchanges of a log: bodies, tasks, and the words for them."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from seedance_conformance.report.events import Event


def text_of(stored: Any) -> str:
    """A stored body as text: it is text, or an object that says how it was cut or encoded."""
    if isinstance(stored, dict):
        if "base64" in stored:
            return base64.b64decode(stored["base64"]).decode("latin-1")
        return str(stored.get("text", ""))
    return stored if isinstance(stored, str) else ""


def json_of(stored: Any) -> Any:
    """The parsed body, or None if it is no JSON."""
    try:
        return json.loads(text_of(stored))
    except (ValueError, RecursionError):
        return None


def task_of(exchange: Event) -> dict[str, Any]:
    """The task in an answer, read through a `data` wrapper; empty without one."""
    document = json_of(exchange["body"])
    if not isinstance(document, dict):
        return {}
    inner = document.get("data")
    return inner if isinstance(inner, dict) and not ("id" in document or "status" in document) else document


def accepted_task(exchange: Event, started: Mapping[int, str]) -> str | None:
    """The id of the task that a create started, or None if it started none.

    Args:
        exchange: of any operation.
        started: what the ledger has, by the number of the exchange; without an entry the answer itself is read.
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


def pretty(value: Any, longest: int) -> str:
    """A value as indented JSON, or text as it is, cut at a length that is said."""
    if isinstance(value, str):
        text = value
    else:
        try:
            text = json.dumps(value, indent=2, ensure_ascii=False)
        except RecursionError:
            text = "nested too deeply to be shown"
    return text if len(text) <= longest else f"{text[:longest]}\n... cut: {len(text):,} characters in all"


def case_words(name: str) -> str:
    """The name of a test as words: `test_a_is_b[c]` is `a is b: c`."""
    test, bracket, parameter = name.partition("[")
    words = test.removeprefix("test_").replace("_", " ")
    return f"{words}: {parameter.removesuffix(']')}" if bracket else words
