"""Create: the three arrays of references, their types and counts."""

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.items import Ticket, accepts, refuses


@refuses("CR-REFS-TYPE")
def test_references_that_are_no_array_of_texts_are_refused(context: Context, ticket: Ticket) -> None:
    """The three reference fields are arrays of strings: other values and other entries, at any place, are refused."""
    ticket.judge(context)


@refuses("CR-IMG-COUNT-MIN")
def test_an_empty_list_of_images_is_refused(context: Context, ticket: Ticket) -> None:
    """If `referenceImages` is sent it has at least 1 entry."""
    ticket.judge(context)


@accepts("CR-IMG-COUNT-MIN")
def test_one_image_is_accepted(context: Context, ticket: Ticket) -> None:
    """If `referenceImages` is sent it has at least 1 entry: one is enough."""
    ticket.judge(context)


@refuses("CR-IMG-COUNT-MAX")
def test_ten_images_are_refused(context: Context, ticket: Ticket) -> None:
    """`referenceImages` has at most 9 entries: 10 are refused in every mode."""
    ticket.judge(context)


@accepts("CR-IMG-COUNT-MAX")
def test_nine_images_are_accepted(context: Context, ticket: Ticket) -> None:
    """`referenceImages` has at most 9 entries: 9 are accepted in every mode, and so is each number below."""
    ticket.judge(context)


@refuses("CR-VID-COUNT-MAX")
def test_four_videos_are_refused(context: Context, ticket: Ticket) -> None:
    """`referenceVideos` has at most 3 entries: 4 are refused in every mode."""
    ticket.judge(context)


@accepts("CR-VID-COUNT-MAX")
def test_three_videos_are_accepted(context: Context, ticket: Ticket) -> None:
    """`referenceVideos` has at most 3 entries: 2 and 3 are accepted in every mode."""
    ticket.judge(context)


@refuses("CR-AUD-COUNT-MAX")
def test_four_sounds_are_refused(context: Context, ticket: Ticket) -> None:
    """`referenceAudios` has at most 3 entries: 4 are refused in every mode."""
    ticket.judge(context)


@accepts("CR-AUD-COUNT-MAX")
def test_three_sounds_are_accepted(context: Context, ticket: Ticket) -> None:
    """`referenceAudios` has at most 3 entries: 2 and 3 are accepted in every mode."""
    ticket.judge(context)
