"""From the strategies' media cases to pytest items, and how one of them is judged.

A body that is evidence for two rules is sent once. A refusal counts only from a target that takes known-good media.
"""

import json
from functools import cache, partial
from typing import Final
from weakref import WeakKeyDictionary

import pytest
from attrs import define, field, frozen

from seedance_conformance.cases.case import Case, Expectation
from seedance_conformance.cases.explicit import Index
from seedance_conformance.cases.media.explicit import files_used, media_cases
from seedance_conformance.cases.media.places import AUDIOS as SOUND_SPOTS
from seedance_conformance.cases.media.places import FIRST, PlaceholderFiles
from seedance_conformance.cases.media.places import VIDEOS as FILM_SPOTS
from seedance_conformance.media import NotMade
from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.create.items import Available, items, most_billed, most_sent, published
from seedance_conformance.suite.judge import expect_refused
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answer import describe, maybe_accepted, task_id, task_status
from seedance_conformance.transport.current_case import shared
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target

_KNOWN_GOOD: Final = {
    "MD-IMG": (FIRST[0], ("image-1.png", "images/jpeg-640x480.jpg")),
    "MD-VID": (FILM_SPOTS[0], ("video-1.mp4", "video-2.mp4")),
    "MD-AUD": (SOUND_SPOTS[1], ("audio-1.wav", "audios/mp3-4s.mp3")),
}
"""By the family of a rule: a place, and files for it of which a target should be able to fetch one."""


class AvailableFiles(Available):
    """The run's media; where a remote run has none, a mark, so that cases can still be built."""

    def url(self, name: str) -> str:
        """The address of a file name."""
        return self._address(lambda _: self._media.url(name), 0)


@define
class _Memory:
    """What was sent to a target already."""

    media: Media
    cases: Index
    answers: dict[str, Exchange] = field(factory=dict)
    trouble: dict[str, Attempt[str | None]] = field(factory=dict)


_MEMORIES: WeakKeyDictionary[Target, _Memory] = WeakKeyDictionary()


KNOWN_GOOD_FILES: Final = tuple(name for _, names in _KNOWN_GOOD.values() for name in names)
"""What a test sends besides its own files that expects a target to take known-good media."""

KNOWN_GOOD_TASKS: Final = len(_KNOWN_GOOD)
"""So many bodies with known-good media are sent before the first refusal counts, and at worst as many again."""


@frozen
class MediaTicket:
    """Names some cases; they are looked up, with the real addresses in their bodies, when the item runs."""

    rule: str
    expect: Expectation
    places: tuple[int, ...]

    def judge(self, context: Context) -> None:
        """Send the cases and judge the answers up to the first breach; a doubt does not hold up the others.

        Raises:
            Breach: the target broke the rule.
            Inconclusive: the target can't fetch known-good media, or refuses a control too.
            Skipped: no media are published.
            NotMade: a file could not be written; the other cases are judged all the same.
        """
        cases = _memory(context).cases[self.rule, self.expect]
        lost: NotMade | None = None
        doubt: Inconclusive | None = None
        for place in self.places:
            try:
                judge_media(context, cases[place])
            except NotMade as fault:
                lost = fault
            except Inconclusive as reason:
                doubt = reason
        if lost:
            raise lost
        if doubt:
            raise doubt
        context.evidence(len(self.places))

    def most_billed(self, media: Media) -> int:
        """How many tasks the cases can cost on a remote target, at most; none where there are no media."""
        return most_billed(self._cases(media))

    def most_sent(self, media: Media) -> int:
        """How many creates the cases can send, at most."""
        return most_sent(self._cases(media))

    def _cases(self, media: Media) -> list[Case]:
        cases = _real_cases(media)[self.rule, self.expect]
        return [cases[place] for place in self.places]


def judge_media(context: Context, case: Case) -> None:
    """Judge one case; its body, and its control's, are sent once in a run.

    Raises:
        Breach: the target broke the rule.
        Inconclusive: the target can't fetch known-good media, or refuses the control too.
        Skipped: no media are published.
    """
    published([case.body, case.control])
    if case.expect == "refused":
        expect_known_good(context, case.rule)
        expect_refused(context, case, _sent(context, case.body))
        return
    answer = _sent(context, case.body)
    if maybe_accepted(answer):
        context.promise(case, answer)
        return
    if case.control is not None:
        control = _sent(context, case.control)
        if not maybe_accepted(control):
            raise Inconclusive(f"a simpler valid body is refused too, by {describe(control)}")
    if case.disputed and context.remote:
        context.observe(f"{case.name}: {describe(answer)}", answer)
        return
    raise Breach("accepted", f"{case.name}: {describe(answer)}", answer)


def expect_known_good(context: Context, rule: str) -> None:
    """Make sure, once in a run, that the target takes known-good media of the rule's kind.

    Raises:
        Inconclusive: it does not, so its refusals show nothing.
        Skipped: no media are published.
    """
    memory = _memory(context)
    family = rule[:6]
    if family not in memory.trouble:
        _try_known_good(context, memory)
    trouble = memory.trouble[family].get()
    if trouble:
        raise Inconclusive(trouble)


def _try_known_good(context: Context, memory: _Memory) -> None:
    """One create of each family, all of them before the first is waited for; then the other file where one failed."""
    for turn in (0, 1):
        left = [
            family for family in _KNOWN_GOOD if family not in memory.trouble or not _is_good(memory.trouble[family])
        ]
        sent = {family: attempt(partial(_send_known_good, context, family, turn)) for family in left}
        for family, answer in sent.items():
            memory.trouble[family] = attempt(partial(_trouble, context, answer))


def _send_known_good(context: Context, family: str, turn: int) -> Exchange:
    spot, names = _KNOWN_GOOD[family]
    files = AvailableFiles(context.media)
    return _sent(context, published(spot.body(files, files.url(names[turn]))))


def _is_good(trouble: Attempt[str | None]) -> bool:
    return trouble.fault is None and trouble.value is None


def _trouble(context: Context, sent: Attempt[Exchange]) -> str | None:
    answer = sent.get()
    if not maybe_accepted(answer):
        return f"known-good media are refused: {describe(answer)}"
    task = task_id(answer)
    ended = context.poller.wait_task(task) if task else None
    if ended is not None and task_status(ended) == "failed":
        return f"a task with known-good media failed: {describe(ended)}"
    return None


def refuses(rule: str) -> pytest.MarkDecorator:
    """Parametrise a test by the rule's violations."""
    return _tickets(rule, "refused")


def accepts(rule: str) -> pytest.MarkDecorator:
    """Parametrise a test by the rule's valid bodies."""
    return _tickets(rule, "accepted")


def _tickets(rule: str, expect: Expectation) -> pytest.MarkDecorator:
    cases = _named_cases()[rule, expect]
    tickets = [
        pytest.param(
            MediaTicket(rule, expect, *item.values),
            id=item.id,
            marks=[*item.marks, _files([cases[place] for place in item.values[0]])],
        )
        for item in items(cases)
    ]
    return pytest.mark.parametrize("ticket", tickets)


def _files(cases: list[Case]) -> pytest.MarkDecorator:
    """The mark with the files that some cases send, and those that show first that the target takes any."""
    sent = files_used({("", "refused"): cases})
    names = dict.fromkeys(address.removeprefix(PlaceholderFiles().url("")) for address in sent)
    return pytest.mark.files(*names, *KNOWN_GOOD_FILES)


@cache
def _named_cases() -> Index:
    return media_cases(PlaceholderFiles())


_built: dict[int, tuple[Media, Index]] = {}


def _real_cases(media: Media) -> Index:
    """Built once for the media of a run; the media are kept too, so that their identity is never used again."""
    if id(media) not in _built:
        _built[id(media)] = (media, media_cases(AvailableFiles(media)))
    return _built[id(media)][1]


def _memory(context: Context) -> _Memory:
    if context.target not in _MEMORIES:
        _MEMORIES[context.target] = _Memory(context.media, _real_cases(context.media))
    return _MEMORIES[context.target]


def _sent(context: Context, body: object) -> Exchange:
    answers = _memory(context).answers
    key = json.dumps(body, sort_keys=True)
    if key not in answers:
        with shared("media"):
            answers[key] = context.target.create(body)
    return answers[key]
