"""What a test can cost on a target that bills each create it accepts."""

from collections.abc import Sequence

import pytest
from attrs import Factory, field, frozen

from seedance_conformance.cases.combined.bodies import Packed
from seedance_conformance.suite.context import Media
from seedance_conformance.suite.create.combined import most_billed, most_sent
from seedance_conformance.suite.create.items import Ticket
from seedance_conformance.suite.media.items import KNOWN_GOOD_TASKS, MediaTicket


@frozen
class Bill:
    """The tasks that a test can be billed for.

    Attributes:
        worst: on a target that accepts whatever it is sent.
        conforming: on a target that keeps all rules.
        borrows: the test needs a task, and takes one that the run has made already, if there is one.
        unclear: on a target whose answers leave it open what they bill, refusals too: each request counts as spent.
    """

    worst: int = 0
    conforming: int = 0
    borrows: bool = False
    unclear: int = field(default=Factory(lambda self: self.worst, takes_self=True))


def bill_of(item: pytest.Item, media: Media) -> Bill:
    """What a test can cost on a remote target: its marker says so, or its cases do.

    Args:
        item: the test.
        media: of the run; cases that need media cost nothing where there are none.
    """
    marker = item.get_closest_marker("bills")
    if marker:
        return Bill(*marker.args, **marker.kwargs)
    packed = packed_body(item)
    if packed:
        return Bill(most_billed(packed), 1, unclear=most_sent(packed))
    for value in _parameters(item):
        if isinstance(value, Ticket | MediaTicket):
            worst = value.most_billed(media)
            return Bill(worst, 1 if value.expect == "accepted" and worst else 0, unclear=value.most_sent(media))
    return Bill()


def packed_body(item: pytest.Item) -> Packed | None:
    """The packed body that a test sends, if it sends one."""
    return next((value for value in _parameters(item) if isinstance(value, Packed)), None)


def needs_media(item: pytest.Item, media: Media) -> bool:
    """Whether a test has no case that can be sent with the media of the run."""
    return any(isinstance(value, Ticket | MediaTicket) and not value.most_billed(media) for value in _parameters(item))


def _parameters(item: pytest.Item) -> list[object]:
    called = getattr(item, "callspec", None)
    return list(called.params.values()) if called else []


def total_of(items: Sequence[pytest.Item], media: Media) -> Bill:
    """What tests cost together. Those that borrow a task make one if no other test makes any."""
    bills = [bill_of(item, media) for item in items]
    worst, conforming = sum(bill.worst for bill in bills), sum(bill.conforming for bill in bills)
    unclear = sum(bill.unclear for bill in bills)
    if any(
        isinstance(value, MediaTicket) and value.most_billed(media) for item in items for value in _parameters(item)
    ):
        worst, conforming = worst + 2 * KNOWN_GOOD_TASKS, conforming + KNOWN_GOOD_TASKS
        unclear += 2 * KNOWN_GOOD_TASKS
    return Bill(worst, conforming or int(any(bill.borrows and bill.worst for bill in bills)), unclear=unclear)
