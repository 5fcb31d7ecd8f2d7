"""Rules about media in recorded creates: nothing is certain about them unless somebody looks at the files."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from attrs import frozen

from seedance_conformance.recording.judging.requests import Judged, Requests, is_about_the_body, record_accepted
from seedance_conformance.transport.answers.answer import Outcome

FIELDS: Final = {
    "first_image": "MD-IMG-",
    "last_image": "MD-IMG-",
    "referenceImages": "MD-IMG-",
    "referenceVideos": "MD-VID-",
    "referenceAudios": "MD-AUD-",
}
"""Field of a create -> the beginning of the ids of the rules about its media."""

_MOST_CREATES: Final = 200


@frozen
class Seen:
    """What a look at the media of one body showed: rules that they break today, and how many can't be fetched."""

    broken: frozenset[str]
    unreachable: int


Look = Callable[[Mapping[str, Any]], Seen]
"""Fetches the media that a body names, and checks them."""


def judge_media(look: Look | None, rules: Iterable[str], found: Requests) -> None:
    """Add what the media of otherwise valid creates show.

    Args:
        look: looks at the media; None leaves them alone, as it is without `--fetch-media`.
        rules: ids of the MUST rules of the catalogue.
        found: has the creates, and takes the evidence.
    """
    with_media = [one for one in found.creates if one.reading.valid and FIELDS.keys() & one.fields.keys()]
    doubt = "the media weren't looked at: --fetch-media fetches them"
    if look is not None:
        for judged in with_media[:_MOST_CREATES]:
            doubt = _look(judged, look, found)
    starts = {FIELDS[name] for judged in with_media for name in judged.fields if name in FIELDS}
    for rule in rules:
        if rule.startswith(tuple(starts)) and not (found.evidence[rule].kept or found.evidence[rule].breaches):
            found.evidence[rule].doubts.append(doubt)


def _look(judged: Judged, look: Look, found: Requests) -> str:
    """Judge one create by its media; returns why rules may still have no evidence."""
    seen = look(judged.fields)
    if len(seen.broken) == 1 and not seen.unreachable:
        rule = next(iter(seen.broken))
        if judged.outcome is Outcome.ACCEPTED:
            record_accepted(rule, judged.exchange, found, late=True)
        elif judged.outcome is Outcome.REFUSED and is_about_the_body(judged.exchange):
            found.evidence[rule].kept += 1
    if seen.unreachable:
        return "some media can't be fetched any more, or need a signature that isn't recorded"
    return "none of the recorded media breaks it"
