"""Run the scripts of counterexamples, and tell whether the fault shows again.

A script is run against the faulty server and against a sound one. The fault shows if what it prints differs in more
than ids and times.
"""

import os
import re
import subprocess
import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from attrs import frozen

_LIMIT: Final = 90.0
# Ids, addresses and times differ between two runs; equal ones stay equal, and their form stays. A time far from now
# doesn't differ for that reason, so its hours stay too.
_NAMES: Final = re.compile(
    r"(?P<task>video_[0-9A-Fa-f-]{36})|(?P<asset>asset-\d{14}-\w+)|(?P<date>\d{4}-\d\d-\d\d[T ][\d:.]+)"
    r"|(?P<number>(?<![\w.])\d{9,14}(?!\d))|(?P<port>127\.0\.0\.1:\d+)"
)
_MILLISECOND_DIGITS: Final = 13
_YEAR: Final = 366 * 24  # in hours; a number farther away isn't a time
_HEADERS: Final = re.compile(r"(?im)^(date|content-length|server):.*\n")


@frozen
class Replay:
    """What a script printed with the faulty server and with the sound one; `again`: they answered differently."""

    again: bool
    faulty: str
    sound: str


def replay(script: str, run_url: str, sound_url: str, keys: Mapping[str, str]) -> Replay:
    """Run a script, which has the base URL of the faulty server, against two servers that accept the same keys."""
    moved = script.replace(origin(run_url), origin(sound_url))
    faulty, sound = (comparable(run_script(text, keys)) for text in (script, moved))
    return Replay(faulty != sound, faulty, sound)


def origin(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def run_script(script: str, keys: Mapping[str, str]) -> str:
    """What a script prints, as if it was pasted into a shell; it gets no other variables than the keys and PATH."""
    environment = {**keys, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            ["sh"], input=script.encode(), capture_output=True, timeout=_LIMIT, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return "no end"
    return (done.stdout + done.stderr).decode("utf-8", "replace").replace("\r", "")


def comparable(text: str) -> str:
    """A printed text with ids and times replaced by their order, so that two runs can be compared."""
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        kind = found.lastgroup or ""
        form = f"{kind}{len(found[0])}{_hours_from_now(found[0])}" if kind == "number" else kind
        count = sum(1 for known in names.values() if known.startswith(f"{form}-"))
        return names.setdefault(found[0], f"{form}-{count + 1}")

    return _NAMES.sub(name, _HEADERS.sub("", text))


def _hours_from_now(digits: str) -> str:
    """How many hours a time in seconds or milliseconds is away from now; empty if none, or not a time."""
    value = float(digits) / (1000 if len(digits) == _MILLISECOND_DIGITS else 1)
    hours = round((value - time.time()) / 3600)
    return f" ({hours:+} h)" if hours and abs(hours) < _YEAR else ""
