"""From the strategies' cases to pytest items: one item per case, marked with the rule that it is evidence for.

Items are collected before the media server runs, so an item holds only a ticket: the case is looked up, with the
real addresses in its body, when the item runs.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import pytest
from attrs import evolve, frozen

from seedance_conformance.strategies.case import Case, Expectation, Placeholders
from seedance_conformance.strategies.explicit import Index, all_cases, by_rule
from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.judge import judge
from seedance_conformance.suite.verdicts import Skipped

Sent = TypeVar("Sent")
_UNPUBLISHED = "no-published-media:"


class Available:
    """The run's media; where a remote run has none, a mark, so that cases without media can still be built."""

    def __init__(self, media: Media) -> None:
        self._media = media

    def image(self, number: int) -> str:
        """The address of an image."""
        return self._address(self._media.image, number)

    def video(self, number: int) -> str:
        """The address of a video."""
        return self._address(self._media.video, number)

    def audio(self, number: int) -> str:
        """The address of a sound."""
        return self._address(self._media.audio, number)

    def _address(self, supply: Callable[[int], str], number: int) -> str:
        try:
            return supply(number)
        except Skipped as reason:
            return f"{_UNPUBLISHED} {reason} ({number})"


@frozen
class Ticket:
    """Names one explicit case."""

    rule: str
    expect: Expectation
    place: int

    def judge(self, context: Context) -> None:
        """Send the case and judge the answer.

        Raises:
            Breach: the target broke the rule.
            Inconclusive: the target refuses simpler valid bodies too.
            Skipped: the case needs media and none are published.
        """
        judge_case(context, _real_cases(context.media)[self.rule, self.expect][self.place])


def judge_case(context: Context, case: Case) -> None:
    """Judge a case in this run: without media it is skipped, and some refusals may come late on a remote target."""
    published([case.body, case.control])
    judge(context, evolve(case, late=case.late or (case.late_on_remote and context.remote)))


def published(body: Sent) -> Sent:
    """The same body, if all media in it are published.

    Raises:
        Skipped: they are not.
    """
    if not is_published(body):
        raise Skipped("no published media: give --media-url")
    return body


def is_published(body: object) -> bool:
    """Whether all media in a body are published."""
    return _UNPUBLISHED not in json.dumps(body)


def refuses(rule: str) -> pytest.MarkDecorator:
    """Parametrise a test by the rule's violations."""
    return _tickets(rule, "refused")


def accepts(rule: str) -> pytest.MarkDecorator:
    """Parametrise a test by the rule's valid bodies."""
    return _tickets(rule, "accepted")


def marks(case: Case) -> list[pytest.MarkDecorator]:
    """The marks of a case's item."""
    chosen = [pytest.mark.rule(case.rule)]
    if case.full:
        chosen.append(pytest.mark.full)
    if case.loopback or case.full:
        chosen.append(pytest.mark.loopback)
    return chosen


def _tickets(rule: str, expect: Expectation) -> pytest.MarkDecorator:
    items: list[Any] = [
        pytest.param(Ticket(rule, expect, place), id=case.name, marks=marks(case))
        for place, case in enumerate(_named_cases()[rule, expect])
    ]
    return pytest.mark.parametrize("ticket", items)


@cache
def _named_cases() -> Index:
    return by_rule(all_cases(Placeholders()))


_built: dict[int, tuple[Media, Index]] = {}


def _real_cases(media: Media) -> Index:
    """Built once for the media of a run; the media are kept too, so that their identity is never used again."""
    if id(media) not in _built:
        _built[id(media)] = (media, by_rule(all_cases(Available(media))))
    return _built[id(media)][1]
