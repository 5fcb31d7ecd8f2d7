"""Create: `duration`, `aspect_ratio` and `generateAudio`, the options of every mode."""

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.items import Ticket, accepts, refuses


@refuses("CR-DUR-TYPE")
def test_a_duration_that_is_no_integer_is_refused(context: Context, ticket: Ticket) -> None:
    """`duration` is an integer: fractions, texts, flags, arrays and objects are refused."""
    ticket.judge(context)


@accepts("CR-DUR-TYPE")
def test_an_integer_duration_is_accepted(context: Context, ticket: Ticket) -> None:
    """`duration` is an integer."""
    ticket.judge(context)


@refuses("CR-DUR-MIN")
def test_a_shorter_duration_is_refused(context: Context, ticket: Ticket) -> None:
    """`duration` is at least 4: 3, 0, negative and wrapped numbers are refused."""
    ticket.judge(context)


@accepts("CR-DUR-MIN")
def test_short_durations_are_accepted(context: Context, ticket: Ticket) -> None:
    """`duration` is at least 4: 4 is accepted in every mode of every model, and so are 5 to 9."""
    ticket.judge(context)


@refuses("CR-DUR-MAX")
def test_a_longer_duration_is_refused(context: Context, ticket: Ticket) -> None:
    """`duration` is at most 15: 16, larger and wrapped numbers are refused."""
    ticket.judge(context)


@accepts("CR-DUR-MAX")
def test_long_durations_are_accepted(context: Context, ticket: Ticket) -> None:
    """`duration` is at most 15: 15 is accepted in every mode of every model, and so are 10 to 14."""
    ticket.judge(context)


@refuses("CR-RATIO-ENUM")
def test_another_ratio_is_refused(context: Context, ticket: Ticket) -> None:
    """`aspect_ratio` is one of seven names: near misses and other types are refused."""
    ticket.judge(context)


@accepts("CR-RATIO-ENUM")
def test_each_ratio_is_accepted(context: Context, ticket: Ticket) -> None:
    """`aspect_ratio` is one of seven names: each is accepted with each model and in each mode."""
    ticket.judge(context)


@accepts("CR-RATIO-ADAPTIVE")
def test_adaptive_is_accepted_in_every_mode(context: Context, ticket: Ticket) -> None:
    """`adaptive` is accepted in text-only, frame and reference modes."""
    ticket.judge(context)


@refuses("CR-AUDIO-TYPE")
def test_a_flag_that_is_no_boolean_is_refused(context: Context, ticket: Ticket) -> None:
    """`generateAudio` is a boolean: numbers, texts, arrays and objects are refused."""
    ticket.judge(context)


@accepts("CR-AUDIO-TYPE")
def test_both_booleans_are_accepted(context: Context, ticket: Ticket) -> None:
    """`generateAudio` is a boolean: true and false are accepted in every mode of every model."""
    ticket.judge(context)
