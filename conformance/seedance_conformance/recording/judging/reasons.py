"""What may be the reason for a refusal in place of what the body is judged for: its media, the account or the service.

Nobody looks at recorded media before the bodies are judged. They are known to be fine only if the recording shows
another call of the same kind that named them, was accepted, and didn't fail. And if a certainly valid body was refused
with the same answer, the answer is about something else.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from seedance_conformance.transport.answers.answer import task_status
from seedance_conformance.transport.exchange import Exchange

_FIELDS: Final = ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios", "url")
_NUMBER: Final = re.compile(r"[0-9a-f]*[0-9][0-9a-f-]*")
_FETCHED: Final = ("http://", "https://", "asset://")
# Beginning of the ids of rules about a field that names no media -> a word that a refusal because of it has.
_WORDS: Final = {
    "CR-MODEL-": "model",
    "CR-PROMPT-": "prompt",
    "CR-DUR-": "duration",
    "CR-RATIO-": "ratio",
    "CR-AUDIO-TYPE": "audio",
    "AS-UP-TYPE-": "assettype",
}


def addresses(body: Mapping[str, Any]) -> Iterator[str]:
    """The addresses in a body that a target would fetch or look up; other forms of addresses are judged themselves."""
    for name in _FIELDS:
        value = body.get(name)
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and text.strip().lower().startswith(_FETCHED) and not any(map(str.isspace, text)):
                yield text


def accepted_addresses(accepted: Iterable[tuple[Mapping[str, Any], Exchange | None]]) -> frozenset[str]:
    """The addresses that a target took, from accepted bodies with the answers that show the ends of their tasks."""
    fine = (body for body, end in accepted if end is None or task_status(end) != "failed")
    return frozenset(address for body in fine for address in addresses(body))


Mark = tuple[str, int | None, str]
"""What refusals for one reason have in common: the role of the key, the status, and the answer without its numbers."""


def mark_of(answer: Exchange) -> Mark:
    """The mark of a refusal; ids and times in answers differ from call to call."""
    return answer.key, answer.status, _NUMBER.sub("#", answer.body.decode("utf-8", "replace"))


@frozen
class OtherReasons:
    """What else a refusal in a recording may be about than a rule that the body breaks or leaves open.

    Attributes:
        fine: addresses that the target took in another call.
        valid: marks of refusals of certainly valid bodies: the account or the service was the reason, or nobody knows.
    """

    fine: frozenset[str]
    valid: frozenset[Mark]

    def why(self, rule: str, body: Mapping[str, Any], answer: Exchange, *, is_open: bool) -> str | None:
        """Why a refusal may be about something else than the rule that a body breaks or, if `is_open`, leaves open.

        A target may take what is open, and then fetch the media; but a broken rule about the fields that name media is
        found before they are fetched.
        """
        if mark_of(answer) in self.valid:
            return "a valid body was refused with the same answer"
        if self.fine.issuperset(addresses(body)):
            return None
        word = next((word for start, word in _WORDS.items() if rule.startswith(start)), None)
        text = answer.body.decode("utf-8", "replace").lower().replace("_", "").replace(" ", "")
        named = not is_open if word is None else word in text
        return None if named else "the refusal may be about the media of the body: no accepted call names them"
