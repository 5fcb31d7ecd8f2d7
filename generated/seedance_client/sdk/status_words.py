# Copied from openapi/companion/sdk/status_words.py by scripts/regenerate: edit it there.
"""What a status word means, in any letter case: words of the service, of its vendor and of gateways."""

from __future__ import annotations

from typing import Literal

__all__ = ["DOCUMENTED", "Meaning", "meaning_of", "normal"]

Meaning = Literal["completed", "failed", "pending", "unknown"]

DOCUMENTED = ("queued", "processing", "completed", "failed")
"""The words of the service's own pages (rule QR-STATUS-ENUM)."""

WORDS: dict[Meaning, str] = {
    "completed": "completed complete succeeded succeed success done finished",
    "failed": "failed fail failure error cancelled canceled expired timeout rejected",
    "pending": "queued pending submitted not_start in_queue waiting preparing running in_progress processing",
}

_MEANINGS: dict[str, Meaning] = {word: meaning for meaning, words in WORDS.items() for word in words.split()}


def normal(status: str) -> str:
    """A status word as the table writes it."""
    return "_".join(status.lower().replace("-", " ").replace("_", " ").split())


def meaning_of(status: str) -> Meaning:
    """What a status says: the video is there, there will be none, it isn't ready yet, or a word that nobody knows."""
    return _MEANINGS.get(normal(status), "unknown")
