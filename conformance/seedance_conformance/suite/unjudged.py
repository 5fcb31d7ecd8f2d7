"""Why a rule of the catalogue has no test in this version of the suite."""

from typing import Final

UNJUDGED: Final[dict[str, str]] = {
    "CR-REFS-ORDER": "the order of references leaves no trace in what a target answers",
}
"""By rule id; rules that no reading can judge carry their reason in the catalogue itself."""


def reason(rule_id: str) -> str | None:
    """Why the rule has no test, or None if it should have one."""
    return UNJUDGED.get(rule_id)
