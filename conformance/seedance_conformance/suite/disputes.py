"""Both readings of what is disputed, with their sources, for the first line of a red rule.

The pages decide on this machine; elsewhere, and with `--disputed record`, a breach is only recorded.
"""

from fnmatch import fnmatchcase
from typing import Final

from attrs import frozen


@frozen
class Dispute:
    """What a rule demands, and what a server may do instead, each with its source."""

    judged: str
    other: str

    @property
    def words(self) -> str:
        """Both in one line."""
        return f"disputed: {self.judged}; {self.other}"


_PAGE: Final = "the create page"
_VENDOR: Final = "the vendor (docs/contract.md#news)"
_NEEDS_VIDEO: Final = Dispute(
    f"{_PAGE} says that standard models need a video (G-CREATE, X-CREATE)",
    "its own example has none, and the older page only says that they support it (G-K2-CREATE)",
)
_PRO_VIDEO: Final = Dispute(
    f"{_PAGE} says that pro models take videos, too (G-CREATE, X-CREATE)",
    "the older page says that they don't (G-K2-CREATE)",
)
_LENGTHS: Final = Dispute(
    f"{_PAGE} takes 2 to 15 s (X-CREATE)", f"{_VENDOR} wants lengths inside 1.8 to 15.2 s, and others round"
)
_SIZES: Final = Dispute(
    f"{_PAGE} says 480p or 720p (X-CREATE, G-AUP)", "sellers draw windows by area, and the vendor now takes 4k (U1)"
)
_NARROW: Final = Dispute(f"{_PAGE} takes ratios from 0.4 (G-CREATE, X-CREATE)", f"{_VENDOR} takes 0.39")
_ANSWERS: Final = Dispute("the query page has a number (G-QUERY, X-QUERY)", "some gateways answer a text (R4, R5, R11)")

DISPUTES: Final[dict[str, Dispute]] = {
    "CR-DUR-TYPE": Dispute(
        f"{_PAGE} has an integer (G-CREATE, X-CREATE)", "many frameworks convert the text of one; no page forbids it"
    ),
    "CR-DUR-MIN": Dispute(f"{_PAGE} takes 4 to 15 (G-CREATE, X-CREATE)", "-1 lets the vendor choose (U1)"),
    "CR-REFS-TYPE": Dispute(f"{_PAGE} has arrays (X-CREATE)", "no page forbids a bare string for one entry"),
    "CR-STD-NEEDS-VIDEO": _NEEDS_VIDEO,
    "CR-STDFAST-NEEDS-VIDEO": _NEEDS_VIDEO,
    "CR-STD-EMPTY-VIDEO": _NEEDS_VIDEO,
    "CR-FRAMES-NEED-PRO": _NEEDS_VIDEO,
    "CR-NOREF-NEED-PRO": _NEEDS_VIDEO,
    "CR-PRO-VIDEO-OPTIONAL": _PRO_VIDEO,
    "CR-PRO-TEXT-ONLY": _PRO_VIDEO,
    "MD-IMG-RATIO-MIN": _NARROW,
    "MD-IMG-LAST-SAME": _NARROW,
    "MD-IMG-REF-SAME": _NARROW,
    "MD-VID-RES": _SIZES,
    "MD-VID-DUR-*": _LENGTHS,
    "MD-VID-TOTAL-MAX": _LENGTHS,
    "MD-AUD-DUR-*": _LENGTHS,
    "MD-AUD-TOTAL-MAX": _LENGTHS,
    "MD-AUD-BYTES": Dispute(f"{_PAGE} takes 15 MB (X-CREATE)", "MB may be decimal, and MB may exclude the bound"),
    "CS-MODEL-ECHO": Dispute(
        "the create page says that `model` is the requested one (X-CREATE)",
        "the example of G-CREATE answers seedance_2_0_fast to seedance_2_0, as a gateway that routes does",
    ),
    "CS-CREATED": Dispute("`created` is the time of the create (G-CREATE)", "no page says how exact the clock is"),
    "QR-ADUR-COMPLETED": _ANSWERS,
    "QR-TOK-COMPLETED": _ANSWERS,
    "QR-FRAME-RATIO": Dispute(
        "`adaptive` follows the input, as its name says (X-CREATE)",
        "no page says what it gives, and 16:9 is the default",
    ),
    "LC-URL-TTL": Dispute("24 hours (X-ASYNC, X-QUERY)", "typically 24 hours (G-K2-QUERY)"),
    "AS-USE-ACTIVE": Dispute(
        "only an Active asset may be used (X-ADT, X-ASSETS)",
        "G-ADT only recommends the check, and a task may wait for the review",
    ),
    "RB-*": Dispute("good practice for any server", "no page states it"),
}
"""By rule, or by a pattern of rules."""


def dispute_of(rule: str) -> Dispute | None:
    """The dispute about a rule, or about some of its cases; None if there isn't one."""
    return DISPUTES.get(rule) or next((one for name, one in DISPUTES.items() if fnmatchcase(rule, name)), None)
