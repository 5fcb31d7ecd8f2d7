"""Create: `first_image`, `last_image` and what they exclude."""

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.items import Ticket, accepts, refuses


@refuses("CR-FIRST-TYPE")
def test_a_first_frame_that_is_no_text_is_refused(context: Context, ticket: Ticket) -> None:
    """`first_image` is a string: numbers, flags, arrays and objects are refused."""
    ticket.judge(context)


@refuses("CR-LAST-TYPE")
def test_a_last_frame_that_is_no_text_is_refused(context: Context, ticket: Ticket) -> None:
    """`last_image` is a string: numbers, flags, arrays and objects are refused."""
    ticket.judge(context)


@accepts("CR-FIRST-ALONE")
def test_the_first_frame_alone_is_a_mode(context: Context, ticket: Ticket) -> None:
    """`first_image` alone is a legal mode of the pro models."""
    ticket.judge(context)


@accepts("CR-FIRSTLAST-OK")
def test_both_frames_are_a_mode(context: Context, ticket: Ticket) -> None:
    """`first_image` with `last_image` is a legal mode of the pro models."""
    ticket.judge(context)


@refuses("CR-LAST-NEEDS-FIRST")
def test_the_last_frame_alone_is_refused(context: Context, ticket: Ticket) -> None:
    """`last_image` only together with `first_image`."""
    ticket.judge(context)


@accepts("CR-LAST-NEEDS-FIRST")
def test_the_last_frame_with_the_first_is_accepted(context: Context, ticket: Ticket) -> None:
    """`last_image` only together with `first_image`: with it, it is accepted."""
    ticket.judge(context)


@refuses("CR-FRAMES-NEED-PRO")
def test_frames_on_a_standard_model_are_refused(context: Context, ticket: Ticket) -> None:
    """Frame mode is possible only with a pro model."""
    ticket.judge(context)


@accepts("CR-FRAMES-NEED-PRO")
def test_frames_on_a_pro_model_are_accepted(context: Context, ticket: Ticket) -> None:
    """Frame mode is possible with both pro models."""
    ticket.judge(context)


@refuses("CR-EXCL-FIRST-REFIMAGES")
def test_the_first_frame_excludes_reference_images(context: Context, ticket: Ticket) -> None:
    """`first_image` excludes `referenceImages`."""
    ticket.judge(context)


@refuses("CR-EXCL-FIRST-REFVIDEOS")
def test_the_first_frame_excludes_reference_videos(context: Context, ticket: Ticket) -> None:
    """`first_image` excludes `referenceVideos`."""
    ticket.judge(context)


@refuses("CR-EXCL-FIRST-REFAUDIOS")
def test_the_first_frame_excludes_reference_audios(context: Context, ticket: Ticket) -> None:
    """`first_image` excludes `referenceAudios`."""
    ticket.judge(context)


@refuses("CR-EXCL-LAST-REFIMAGES")
def test_the_last_frame_excludes_reference_images(context: Context, ticket: Ticket) -> None:
    """`last_image` excludes `referenceImages`."""
    ticket.judge(context)


@refuses("CR-EXCL-LAST-REFVIDEOS")
def test_the_last_frame_excludes_reference_videos(context: Context, ticket: Ticket) -> None:
    """`last_image` excludes `referenceVideos`."""
    ticket.judge(context)


@refuses("CR-EXCL-LAST-REFAUDIOS")
def test_the_last_frame_excludes_reference_audios(context: Context, ticket: Ticket) -> None:
    """`last_image` excludes `referenceAudios`."""
    ticket.judge(context)
