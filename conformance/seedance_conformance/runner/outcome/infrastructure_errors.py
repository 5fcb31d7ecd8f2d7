"""Infrastructure failures that invalidate a result; they are reported as `error`, never as a broken rule."""

from uuid import uuid4

import pytest

from seedance_conformance.media import MediaServer
from seedance_conformance.suite.context import Media, Notes
from seedance_conformance.suite.verdicts import Breach, Inconclusive, Skipped
from seedance_conformance.transport.errors import BudgetSpent, NoEvidence, OutcomeUnknown, RateLimited, Unreachable
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target

_ENDS = (Inconclusive, Skipped, pytest.skip.Exception, BudgetSpent, NoEvidence, RateLimited, OutcomeUnknown)


class MediaServerDied(Exception):
    """The media server of the run has died, so a refusal of media proves nothing."""

    def __init__(self) -> None:
        super().__init__("the media server of this run died, so the target can't fetch any file: run again")


def unreachable_error(target: Target) -> Unreachable | None:
    """The error if the target can no longer be reached, or None; a rate-limit answer shows that it is there."""
    try:
        probe(target)
    except Unreachable as gone:
        return gone
    except RateLimited:
        pass
    return None


def probe(target: Target) -> Exchange:
    """Query a task that doesn't exist.

    Raises:
        TransportError: the target didn't answer.
    """
    return target.query(f"video_{uuid4()}")


def infrastructure_error(error: BaseException | None, notes: Notes, target: Target, media: Media) -> Exception | None:
    """The infrastructure failure behind the end of a test, or None; a missing answer has the target queried once."""
    if isinstance(media, MediaServer) and not media.alive:
        return MediaServerDied()
    found = [error, *(breach for _, breach in notes.reports)]
    if any(isinstance(one, Breach) and one.exchange is not None and one.exchange.status is None for one in found):
        return unreachable_error(target)
    return None


def is_suite_bug(error: BaseException) -> bool:
    """Whether a test without its own rule ended with an error of the suite."""
    return not isinstance(error, _ENDS)
