"""Create: `model` and `prompt`, the two fields of every request."""

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.items import Ticket, accepts, refuses


@refuses("CR-MODEL-REQ")
def test_a_missing_model_is_refused(context: Context, ticket: Ticket) -> None:
    """`model` is required: absent or null is refused in every mode."""
    ticket.judge(context)


@accepts("CR-MODEL-REQ")
def test_a_named_model_is_accepted(context: Context, ticket: Ticket) -> None:
    """`model` is required, and enough with a prompt and the references that the model needs."""
    ticket.judge(context)


@refuses("CR-MODEL-ENUM")
def test_an_unknown_model_is_refused(context: Context, ticket: Ticket) -> None:
    """`model` is one of the four names: near misses, other families and other types are refused."""
    ticket.judge(context)


@accepts("CR-MODEL-ENUM")
def test_each_model_is_accepted(context: Context, ticket: Ticket) -> None:
    """`model` is one of the four names: each of them is accepted."""
    ticket.judge(context)


@refuses("CR-PROMPT-REQ")
def test_a_missing_prompt_is_refused(context: Context, ticket: Ticket) -> None:
    """`prompt` is required in every mode: absent or null is refused."""
    ticket.judge(context)


@accepts("CR-PROMPT-REQ")
def test_a_prompt_is_accepted(context: Context, ticket: Ticket) -> None:
    """`prompt` is required, and accepted with each model."""
    ticket.judge(context)


@refuses("CR-PROMPT-TYPE")
def test_a_prompt_that_is_no_text_is_refused(context: Context, ticket: Ticket) -> None:
    """`prompt` is a string: numbers, flags, arrays, objects and null are refused."""
    ticket.judge(context)


@accepts("CR-PROMPT-TYPE")
def test_any_text_is_a_prompt(context: Context, ticket: Ticket) -> None:
    """`prompt` is a string: any script, quotes, line breaks and texts that look like JSON are accepted."""
    ticket.judge(context)
