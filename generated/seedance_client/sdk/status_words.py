# Copied from openapi/companion/sdk/status_words.py by scripts/regenerate: edit it there.
"""The meaning of a status word, in any letter case: words of the service, its vendor and gateways."""

from __future__ import annotations

from typing import Literal

__all__ = ["DOCUMENTED", "Meaning", "meaning_of", "normalized"]

Meaning = Literal["completed", "failed", "pending", "unknown"]

DOCUMENTED = ("queued", "processing", "completed", "failed")
"""The words of the service's own pages (rule QR-STATUS-ENUM)."""

WORDS: dict[Meaning, str] = {
    "completed": "completed complete succeeded succeed success done finished",
    "failed": "failed fail failure error cancelled canceled expired timeout rejected",
    "pending": "queued pending submitted not_start in_queue waiting preparing running in_progress processing",
}

_MEANINGS: dict[str, Meaning] = {word: meaning for meaning, words in WORDS.items() for word in words.split()}


def normalized(status: str) -> str:
    """A status word in the spelling of the table."""
    return "_".join(status.lower().replace("-", " ").replace("_", " ").split())


def meaning_of(status: str) -> Meaning:
    """Whether a status means that the task is completed, failed or pending; `unknown` for other words."""
    return _MEANINGS.get(normalized(status), "unknown")
