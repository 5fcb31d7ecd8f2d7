"""Why a rule of the catalogue has no test in this version of the suite."""

from typing import Final

NEEDS_INSPECTION: Final = "needs files at the boundary and a target that inspects them; not judged by this version"
NEEDS_PROBE: Final = "needs the result file downloaded and probed; not judged by this version"

UNJUDGED: Final[dict[str, str]] = {
    "CR-DUR-DEFAULT": NEEDS_PROBE,
    "CR-RATIO-DEFAULT": NEEDS_PROBE,
    "CR-AUDIO-DEFAULT": NEEDS_PROBE,
    "QR-MP4": NEEDS_PROBE,
    "QR-SOUND": NEEDS_PROBE,
    "QR-FRAME-RATIO": NEEDS_PROBE,
    "LC-URL-TTL": "needs a clock that can be moved by 24 hours, and the result probed; not judged by this version",
}
"""By rule id; rules that no reading can judge carry their reason in the catalogue itself."""


def reason(rule_id: str) -> str | None:
    """Why the rule has no test, or None if it should have one."""
    if rule_id.startswith("MD-"):
        return NEEDS_INSPECTION
    return UNJUDGED.get(rule_id)
