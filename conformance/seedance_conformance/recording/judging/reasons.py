"""Whether the media of a refused body may be the reason for its refusal, and not what the body is judged for.

Nobody looks at recorded media before the bodies are judged. They are known to be fine only if the recording shows
another call of the same kind that named them, was accepted, and didn't fail.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from seedance_conformance.transport.answers.answer import task_status
from seedance_conformance.transport.exchange import Exchange

_FIELDS: Final = ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios", "url")
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
    """The addresses that a target took.

    Args:
        accepted: the bodies of accepted calls, each with the answer that shows the end of its task, if one does.
    """
    fine = (body for body, end in accepted if end is None or task_status(end) != "failed")
    return frozenset(address for body in fine for address in addresses(body))


def may_be_the_media(
    rule: str, body: Mapping[str, Any], answer: Exchange, fine: frozenset[str], *, is_open: bool
) -> bool:
    """Whether a refusal may be about the media of a body, and not about the rule that it breaks or leaves open.

    Args:
        rule: that the body breaks, or OBSERVE rule of what is open in it.
        body: that was refused.
        answer: to it.
        fine: addresses that the target took in another call.
        is_open: an OBSERVE rule. A target may well take what is open, and then fetch the media; but a broken rule
            about the fields that name media is found before they are fetched.
    """
    if fine.issuperset(addresses(body)):
        return False
    word = next((word for start, word in _WORDS.items() if rule.startswith(start)), None)
    if word is None:
        return is_open
    return word not in answer.body.decode("utf-8", "replace").lower().replace("_", "").replace(" ", "")
