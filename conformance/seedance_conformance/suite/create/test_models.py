"""Create: what each model needs and allows."""

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.items import Ticket, accepts, refuses


@refuses("CR-STD-NEEDS-VIDEO")
def test_the_standard_model_without_video_is_refused(context: Context, ticket: Ticket) -> None:
    """`seedance_2_0` needs at least one reference video."""
    ticket.judge(context)


@accepts("CR-STD-NEEDS-VIDEO")
def test_the_standard_model_with_video_is_accepted(context: Context, ticket: Ticket) -> None:
    """`seedance_2_0` needs at least one reference video: one to three are accepted."""
    ticket.judge(context)


@refuses("CR-STDFAST-NEEDS-VIDEO")
def test_the_fast_model_without_video_is_refused(context: Context, ticket: Ticket) -> None:
    """`seedance_2_0_fast` needs at least one reference video."""
    ticket.judge(context)


@accepts("CR-STDFAST-NEEDS-VIDEO")
def test_the_fast_model_with_video_is_accepted(context: Context, ticket: Ticket) -> None:
    """`seedance_2_0_fast` needs at least one reference video: one to three are accepted."""
    ticket.judge(context)


@refuses("CR-STD-EMPTY-VIDEO")
def test_an_empty_list_is_no_video(context: Context, ticket: Ticket) -> None:
    """For the two standard models an empty `referenceVideos` counts as none."""
    ticket.judge(context)


@refuses("CR-NOREF-NEED-PRO")
def test_requests_without_video_are_refused_on_standard_models(context: Context, ticket: Ticket) -> None:
    """Text-only, image-only and image+audio requests are possible only with a pro model."""
    ticket.judge(context)


@accepts("CR-NOREF-NEED-PRO")
def test_requests_without_video_are_accepted_on_pro_models(context: Context, ticket: Ticket) -> None:
    """Text-only, image-only and image+audio requests are possible with both pro models."""
    ticket.judge(context)


@accepts("CR-PRO-TEXT-ONLY")
def test_a_prompt_alone_is_accepted(context: Context, ticket: Ticket) -> None:
    """The two pro models accept prompt only."""
    ticket.judge(context)


@accepts("CR-PRO-VIDEO-OPTIONAL")
def test_pro_models_take_videos(context: Context, ticket: Ticket) -> None:
    """The two pro models accept reference videos as well."""
    ticket.judge(context)


@accepts("CR-MIX-REFS")
def test_any_mix_of_references_is_accepted(context: Context, ticket: Ticket) -> None:
    """Any mix of images, videos and audios is legal as long as the model rule holds."""
    ticket.judge(context)
