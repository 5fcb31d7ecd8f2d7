"""Media: format, length and size of reference audios, alone and together."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.media.items import MediaTicket, accepts, refuses

pytestmark = pytest.mark.full


@refuses("MD-AUD-FORMAT")
def test_another_format_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Reference audio is WAV or MP3: other formats are refused, whatever their names say."""
    ticket.judge(context)


@accepts("MD-AUD-FORMAT")
def test_wav_and_mp3_are_accepted(context: Context, ticket: MediaTicket) -> None:
    """Reference audio is WAV or MP3, of constant or variable rate."""
    ticket.judge(context)


@refuses("MD-AUD-DUR-MIN")
def test_a_sound_below_2_seconds_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Each reference audio lasts at least 2 s: 1.5 s are refused."""
    ticket.judge(context)


@accepts("MD-AUD-DUR-MIN")
def test_a_sound_of_2_seconds_is_accepted(context: Context, ticket: MediaTicket) -> None:
    """Each reference audio lasts at least 2 s: 2 s to the sample are accepted."""
    ticket.judge(context)


@refuses("MD-AUD-DUR-MAX")
def test_a_sound_above_15_seconds_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Each reference audio lasts at most 15 s: 15.5 s are refused."""
    ticket.judge(context)


@accepts("MD-AUD-DUR-MAX")
def test_a_sound_of_15_seconds_is_accepted(context: Context, ticket: MediaTicket) -> None:
    """Each reference audio lasts at most 15 s: 15 s to the sample are accepted."""
    ticket.judge(context)


@refuses("MD-AUD-TOTAL-MAX")
def test_more_than_15_seconds_together_are_refused(context: Context, ticket: MediaTicket) -> None:
    """Reference audios last at most 15 s together: 15.5 s in two or three sounds are refused."""
    ticket.judge(context)


@accepts("MD-AUD-TOTAL-MAX")
def test_15_seconds_together_are_accepted(context: Context, ticket: MediaTicket) -> None:
    """Reference audios last at most 15 s together: 15 s in two or three sounds are accepted."""
    ticket.judge(context)


@refuses("MD-AUD-BYTES")
def test_more_than_15_megabytes_are_refused(context: Context, ticket: MediaTicket) -> None:
    """Each reference audio has at most 15 MB: 16 MiB are refused."""
    ticket.judge(context)


@accepts("MD-AUD-BYTES")
def test_15_megabytes_are_accepted(context: Context, ticket: MediaTicket) -> None:
    """Each reference audio has at most 15 MB: 15,000,000 bytes are accepted."""
    ticket.judge(context)
