"""Create: what is an address of a medium, and what is none."""

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.items import Ticket, accepts, refuses


@refuses("CR-URL-SCHEME")
def test_what_is_no_address_is_refused(context: Context, ticket: Ticket) -> None:
    """Media strings are http(s) URLs or `asset://ASSET_ID`: anything else is refused, at once or late."""
    ticket.judge(context)


@accepts("CR-URL-SCHEME")
def test_each_form_of_address_is_accepted(context: Context, ticket: Ticket) -> None:
    """Media strings are http(s) URLs: with a query, percent-encoded, with an upper-case extension, by host name."""
    ticket.judge(context)
