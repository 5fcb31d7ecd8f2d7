"""Troubles that make void what a test saw: they are errors of the run, and never a broken rule."""

from uuid import uuid4

import pytest

from seedance_conformance.media import MediaServer
from seedance_conformance.suite.context import Media, Notes
from seedance_conformance.suite.verdicts import Breach, Inconclusive, Skipped
from seedance_conformance.transport.errors import BudgetSpent, RateLimited, UnderWay, Unreachable
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target

_ENDS = (Inconclusive, Skipped, pytest.skip.Exception, BudgetSpent, RateLimited, UnderWay)


class MediaDied(Exception):
    """The server of our media is gone, so every refusal of media is void."""

    def __init__(self) -> None:
        super().__init__("the media server of this run died, and no file can be fetched any more: run again")


def vanished(target: Target) -> Unreachable | None:
    """Why the target can't be reached any more, or None where it can; one that puts us off is there."""
    try:
        ask_anything(target)
    except Unreachable as gone:
        return gone
    except RateLimited:
        pass
    return None


def ask_anything(target: Target) -> Exchange:
    """Ask for a task that nobody has made.

    Raises:
        WireError: the target gave no answer.
    """
    return target.query(f"video_{uuid4()}")


def fault_behind(error: BaseException | None, notes: Notes, target: Target, media: Media) -> Exception | None:
    """What really ended a test, if it was neither the test nor the target's behaviour.

    Args:
        error: that ended it, or None.
        notes: that it left.
        target: of the run; it is asked once where a breach rests on an answer that never came.
        media: of the run.
    """
    if isinstance(media, MediaServer) and not media.alive:
        return MediaDied()
    found = [error, *(breach for _, breach in notes.reports)]
    if any(isinstance(one, Breach) and one.exchange is not None and one.exchange.status is None for one in found):
        return vanished(target)
    return None


def is_bug(error: BaseException | None) -> bool:
    """Whether a test that judges no rule of its own ended as it should not."""
    return error is not None and not isinstance(error, _ENDS)
