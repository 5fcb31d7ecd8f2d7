"""Write a recorded exchange, and what its create cost: the one writer of the proxy and of `seedance judge`."""

from collections.abc import Callable
from typing import Any

from seedance_conformance.recording.reading.entry import Entry, Lack
from seedance_conformance.transport.answers.billing import Charge, certainly_refused, charge, named_task
from seedance_conformance.transport.spending.budget import Budget


def write_entry(entry: Entry, write: Callable[[dict[str, Any]], None], budget: Budget) -> None:
    """Write an exchange. If it has a reservation, the id of its task comes before it, and its release after it."""
    exchange = entry.exchange
    send, place = exchange.send, None if exchange.send is None else named_task(exchange)
    if send is not None and place is not None and place.id is not None:
        accepted = charge(exchange) is Charge.ACCEPTED
        budget.name(send, place.id, exchange.key, accepted=accepted, moment=exchange.ended)
    write({"event": "exchange", **exchange.to_json(), "lacks": sorted(entry.lacks)})
    if send is not None and certainly_refused(exchange) and Lack.ANSWER not in entry.lacks:
        budget.release(send, "refused")
