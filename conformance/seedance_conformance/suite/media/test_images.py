"""Media: formats, sides and ratios of images in the frame fields and in the list."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.media.items import MediaTicket, accepts, refuses

pytestmark = pytest.mark.full


@refuses("MD-IMG-FORMAT")
def test_another_format_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Images are JPEG, PNG, WebP, BMP, TIFF or GIF: the bytes decide, not the name."""
    ticket.judge(context)


@accepts("MD-IMG-FORMAT")
def test_each_format_is_accepted(context: Context, ticket: MediaTicket) -> None:
    """Images are JPEG, PNG, WebP, BMP, TIFF or GIF: each of them, whatever its name says."""
    ticket.judge(context)


@refuses("MD-IMG-SIDE-MIN")
def test_a_side_below_300_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Each side is at least 300 pixels: 299 are refused on either axis, in each format."""
    ticket.judge(context)


@accepts("MD-IMG-SIDE-MIN")
def test_a_side_of_300_is_accepted(context: Context, ticket: MediaTicket) -> None:
    """Each side is at least 300 pixels: 300 and 301 are accepted."""
    ticket.judge(context)


@refuses("MD-IMG-SIDE-MAX")
def test_a_side_above_6000_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Each side is at most 6000 pixels: 6001 are refused on either axis, in each format."""
    ticket.judge(context)


@accepts("MD-IMG-SIDE-MAX")
def test_a_side_of_6000_is_accepted(context: Context, ticket: MediaTicket) -> None:
    """Each side is at most 6000 pixels: 6000 and 5999 are accepted."""
    ticket.judge(context)


@refuses("MD-IMG-RATIO-MIN")
def test_a_ratio_below_two_fifths_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Width to height is at least 0.4: 0.399 is refused, in each format."""
    ticket.judge(context)


@accepts("MD-IMG-RATIO-MIN")
def test_a_ratio_of_two_fifths_is_accepted(context: Context, ticket: MediaTicket) -> None:
    """Width to height is at least 0.4: 0.4 and 0.401 are accepted."""
    ticket.judge(context)


@refuses("MD-IMG-RATIO-MAX")
def test_a_ratio_above_five_halves_is_refused(context: Context, ticket: MediaTicket) -> None:
    """Width to height is at most 2.5: 2.5025 is refused, in each format."""
    ticket.judge(context)


@accepts("MD-IMG-RATIO-MAX")
def test_a_ratio_of_five_halves_is_accepted(context: Context, ticket: MediaTicket) -> None:
    """Width to height is at most 2.5: 2.5 and 2.4975 are accepted."""
    ticket.judge(context)


@refuses("MD-IMG-LAST-SAME")
def test_last_image_is_held_to_the_same_bounds(context: Context, ticket: MediaTicket) -> None:
    """`last_image` obeys the same format, ratio and side limits as `first_image`."""
    ticket.judge(context)


@accepts("MD-IMG-LAST-SAME")
def test_last_image_may_be_what_first_image_may(context: Context, ticket: MediaTicket) -> None:
    """`last_image` obeys the same limits as `first_image`, and no narrower ones."""
    ticket.judge(context)


@refuses("MD-IMG-REF-SAME")
def test_every_entry_is_held_to_the_same_bounds(context: Context, ticket: MediaTicket) -> None:
    """Every `referenceImages` entry obeys the limits too, at the first, a middle and the last place."""
    ticket.judge(context)


@accepts("MD-IMG-REF-SAME")
def test_every_entry_may_be_what_first_image_may(context: Context, ticket: MediaTicket) -> None:
    """Every `referenceImages` entry obeys the same limits, and no narrower ones."""
    ticket.judge(context)
