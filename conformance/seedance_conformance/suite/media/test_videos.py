"""Media: resolution and length of reference videos, alone and together."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.media.items import MediaTicket, accepts, refuses

pytestmark = pytest.mark.full


@refuses("MD-VID-RES")
def test_another_resolution_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Reference videos are 480p or 720p: 360p, 1080p and what has no picture are refused."""
    ticket.judge(context)


@accepts("MD-VID-RES")
def test_480p_and_720p_are_accepted(context: Context, ticket: MediaTicket) -> None:
    """Reference videos are 480p or 720p: 854x480, 1280x720 and their turns."""
    ticket.judge(context)


@refuses("MD-VID-DUR-MIN")
def test_a_clip_below_2_seconds_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Each reference video lasts at least 2 s: 1.5 s are refused."""
    ticket.judge(context)


@accepts("MD-VID-DUR-MIN")
def test_a_clip_of_2_seconds_is_accepted(context: Context, ticket: MediaTicket) -> None:
    """Each reference video lasts at least 2 s: 2 s to the frame are accepted."""
    ticket.judge(context)


@refuses("MD-VID-DUR-MAX")
def test_a_clip_above_15_seconds_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Each reference video lasts at most 15 s: 15.5 s are refused."""
    ticket.judge(context)


@accepts("MD-VID-DUR-MAX")
def test_a_clip_of_15_seconds_is_accepted(context: Context, ticket: MediaTicket) -> None:
    """Each reference video lasts at most 15 s: 15 s to the frame are accepted."""
    ticket.judge(context)


@refuses("MD-VID-TOTAL-MAX")
def test_more_than_15_seconds_together_are_refused(context: Context, ticket: MediaTicket) -> None:
    """Reference videos last at most 15 s together: 15.5 s in two or three clips are refused."""
    ticket.judge(context)


@accepts("MD-VID-TOTAL-MAX")
def test_15_seconds_together_are_accepted(context: Context, ticket: MediaTicket) -> None:
    """Reference videos last at most 15 s together: 15 s in two or three clips are accepted."""
    ticket.judge(context)
