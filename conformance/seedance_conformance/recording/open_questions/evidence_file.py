"""Evidence files: what recorded traffic showed about rules, small enough to read and safe to share.

A file holds no keys, addresses, prompts, ids or texts of answers: each entry is a rule, words of the kit's own
vocabulary, how often they were seen, and the first and last day. Only the host of the service is named.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from attrs import asdict, frozen

FORMAT: Final = "seedance-evidence/1"


class EvidenceError(Exception):
    """An evidence file can't be used; the message names it and the remedy."""


@frozen(order=True)
class Sighting:
    """What was seen about a rule at a host, in the kit's own words: how often, and the first and the last day (ISO).

    The days are None if the recordings have no times.
    """

    rule: str
    seen: str
    times: int
    first: str | None = None
    last: str | None = None
    host: str = ""

    def __str__(self) -> str:
        days = self.first if self.first == self.last else f"{self.first} to {self.last}"
        when = f", {days}" if self.first else ""
        return f"{self.seen} ({self.times:,}x at {self.host}{when})"


def to_evidence(sightings: Iterable[Sighting], host: str, version: str) -> str:
    """The content of an evidence file."""
    seen = [{name: value for name, value in asdict(one).items() if name != "host"} for one in sightings]
    document = {"format": FORMAT, "host": host, "kit": version, "seen": seen}
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def read_evidence(folder: Path) -> tuple[list[Sighting], list[str]]:
    """All sightings of the evidence files (`*.json`) in a folder, and notes on files that aren't evidence files.

    Raises:
        EvidenceError: the folder can't be read.
    """
    if not folder.is_dir():
        raise EvidenceError(
            f"the evidence folder '{folder}' doesn't exist: give the folder of the evidence files as --evidence FOLDER"
        )
    found: list[Sighting] = []
    notes = []
    for path in sorted(folder.glob("*.json")):
        try:
            found += _read(path)
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            why = f"it has no {error}" if isinstance(error, KeyError) else " ".join(str(error).split())
            notes.append(f"'{path}' is left out, since it isn't an evidence file ({why})")
    return found, notes


def _read(path: Path) -> list[Sighting]:
    document: Any = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"its format isn't {FORMAT}")
    for one in document["seen"]:
        texts = (one["rule"], one["seen"], document["host"])
        if not all(isinstance(text, str) for text in texts) or not isinstance(one["times"], int):
            raise ValueError("an entry has values of wrong types")
    return [Sighting(**one, host=document["host"]) for one in document["seen"]]
