"""From media cases to pytest items, and how a media case is judged.

A body that is evidence for two rules is sent once. A refusal counts only on a target that takes known-good media.

Judging raises Breach, AnswerLost, Skipped if no media are published, NotMade if a file couldn't be written, or
Inconclusive if the target doesn't take known-good media, or refuses the control, too.
"""

import json
from collections.abc import Iterable
from functools import partial
from typing import Final

import pytest
from attrs import frozen

from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.explicit import Index, files_used, media_cases
from seedance_conformance.cases.media.slots import AUDIOS, FIRST, VIDEOS
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.case_groups import CaseGroup, judge_cases
from seedance_conformance.suite.create.expectations import expect_refused
from seedance_conformance.suite.server_errors import expect_evidence
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import AnswerLost, Breach, Inconclusive
from seedance_conformance.transport.answers.answer import describe, maybe_accepted, task_id, task_status
from seedance_conformance.transport.current_case import shared
from seedance_conformance.transport.exchange import Exchange

_KNOWN_GOOD: Final = {
    "MD-IMG": (FIRST[0], ("image-1.png", "images/jpeg-640x480.jpg")),
    "MD-VID": (VIDEOS[0], ("video-1.mp4", "video-2.mp4")),
    "MD-AUD": (AUDIOS[1], ("audio-1.wav", "audios/mp3-4s.mp3")),
}
"""By the family of a rule: a slot, and files for it of which a target should be able to fetch one."""

KNOWN_GOOD_FILES: Final = tuple(name for _, names in _KNOWN_GOOD.values() for name in names)
"""The files that a test sends, besides its own, if it needs a target that takes known-good media."""

KNOWN_GOOD_TASKS: Final = len(_KNOWN_GOOD)
"""How many bodies with known-good media are sent before the first refusal counts; at most twice as many."""


@frozen(eq=False)
class MediaCaseGroup(CaseGroup):
    """Media cases of one rule that share a pytest item."""

    def judge(self, context: Context) -> None:
        """Send the cases and judge the answers up to the first breach."""
        judge_cases(context, self.in_run(_cases(context)), judge_media)


def _cases(context: Context) -> Index:
    """The media cases with the addresses of the run."""
    return context.once("media cases", lambda: media_cases(context.addresses))


def judge_media(context: Context, case: Case) -> None:
    """Judge one case; its body, and its control's, are sent once in a run."""
    context.addresses.published([case.body, case.control])
    if case.expect == "refused":
        expect_known_good(context, case.rule)
        expect_refused(context, case, _sent(context, case.body))
        return
    answer = _sent(context, case.body)
    if maybe_accepted(answer):
        context.promise(case, answer)
        return
    expect_evidence(answer)
    if case.control is not None:
        control = _sent(context, case.control)
        expect_evidence(control)
        if not maybe_accepted(control):
            raise Inconclusive(f"a simpler valid body is refused too, by {describe(control)}")
    observed = f"{case.name}: {describe(answer)}"
    context.settle(case.rule, Breach("accepted", observed, answer, disputed=case.disputed))


def expect_known_good(context: Context, rule: str) -> None:
    """Make sure, once in a run, that the target takes known-good media of the rule's family."""
    trouble = context.once("known-good media", partial(_try_known_good, context))[rule[:6]].get()
    if trouble is not None:
        raise type(trouble)(str(trouble))


def _try_known_good(context: Context) -> dict[str, Attempt[Inconclusive | None]]:
    """By family, why the target doesn't take known-good media; None if it does.

    A task is created for each family before the first is waited for, then one with the other file where that failed,
    except where an answer was lost, since that create may have been billed.
    """
    trouble: dict[str, Attempt[Inconclusive | None]] = {}
    for turn in (0, 1):
        left = [family for family in _KNOWN_GOOD if turn == 0 or _may_try_again(trouble[family])]
        sent = {family: attempt(partial(_send_known_good, context, family, turn)) for family in left}
        for family, answer in sent.items():
            trouble[family] = attempt(partial(_trouble, context, answer))
    return trouble


def _send_known_good(context: Context, family: str, turn: int) -> Exchange:
    slot, names = _KNOWN_GOOD[family]
    addresses = context.addresses
    return _sent(context, addresses.published(slot.body(addresses, addresses.url(names[turn]))))


def _may_try_again(trouble: Attempt[Inconclusive | None]) -> bool:
    return trouble.error is not None or not (trouble.value is None or isinstance(trouble.value, AnswerLost))


def _trouble(context: Context, sent: Attempt[Exchange]) -> Inconclusive | None:
    answer = sent.get()
    if answer.status is None or answer.failure:
        return AnswerLost(f"a create with known-good media: {describe(answer)}")
    if not maybe_accepted(answer):
        return Inconclusive(f"known-good media are refused: {describe(answer)}")
    task = task_id(answer)
    ended = context.poller.wait_task(task) if task else None
    if ended is not None and task_status(ended) == "failed":
        return Inconclusive(f"a task with known-good media failed: {describe(ended)}")
    return None


def _sent(context: Context, body: object) -> Exchange:
    def send() -> Exchange:
        with shared("media"):
            return context.target.create(body)

    answer = context.once(("media", json.dumps(body, sort_keys=True)), send)
    context.notes.shared.append(answer.number)
    return answer


def files_marks(cases: Iterable[Case]) -> list[pytest.MarkDecorator]:
    """The marker with the files that some cases send, and those that show first that the target takes any."""
    names = dict.fromkeys(address.removeprefix(Placeholders().url("")) for address in files_used(cases))
    return [pytest.mark.files(*names, *KNOWN_GOOD_FILES)]
