"""Judge recorded deletions: an own asset can be deleted, and no other goes with it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from seedance_conformance.recording.judging.requests import Requests
from seedance_conformance.recording.reading.entry import assets_in, made_id, outcome_of
from seedance_conformance.suite.log.history import request_fields
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import Outcome, describe, is_login_failure, task_status
from seedance_conformance.transport.exchange import Exchange

RULE: Final = "AS-DEL-PATH"
# The key, the balance, the pace, or a task that still uses the asset.
_OTHER_REASONS: Final = frozenset({401, 402, 408, 409, 423, 425, 429, 499})
_SOON: Final = 3600.0
"""Seconds. Within this time a second deletion, by somebody else or on a web page, is unlikely."""


def judge_deletions(log: Sequence[Exchange], deleted: Mapping[str, Exchange], found: Requests) -> None:
    """Add what deletions show to the evidence: `log` is in the order of time, `deleted` has the accepted deletions."""
    shown = [one for one in log if one.operation == "detail" and outcome_of(one) is Outcome.ACCEPTED]
    for exchange in log:
        refused = exchange.operation == "delete" and _is_refusal(exchange) and exchange.subject not in deleted
        if refused and _was_there(exchange, log, shown) and not _in_use(exchange, log, found):
            breach = Breach("an own asset can be deleted", describe(exchange), exchange)
            found.evidence[RULE].breaches.append(breach)
    for gone, deletion in _vanished(log, deleted, shown):
        observed = f"the asset {gone.subject} of the same file is gone, too: {describe(gone)}"
        found.evidence[RULE].breaches.append(Breach("nothing else deleted", observed, deletion, others=[gone]))


def _is_refusal(exchange: Exchange) -> bool:
    return outcome_of(exchange) is Outcome.REFUSED and exchange.status not in _OTHER_REASONS


def _was_there(deletion: Exchange, log: Sequence[Exchange], shown: Sequence[Exchange]) -> bool:
    """Whether an Active asset existed when its deletion was refused, and its key was valid.

    After a 404 or a 2xx that says no it must be shown again: it may have been gone already, or be gone now.
    """
    own = [one for one in shown if (one.subject, one.key) == (deletion.subject, deletion.key)]
    # One that is still reviewed may have to stay until that has ended.
    before = any(one.ended <= deletion.sent <= one.ended + _SOON and task_status(one) == "active" for one in own)
    if deletion.status in (200, 404, 410):
        return before and any(one.sent >= deletion.ended for one in own)
    later = (one for one in log if one.sent >= deletion.ended and one.key == deletion.key)
    return before and any(not is_login_failure(one) and one.status is not None for one in later)


def _in_use(deletion: Exchange, log: Sequence[Exchange], found: Requests) -> bool:
    """Whether a task that names the asset wasn't seen to end before the deletion."""
    users = [
        one
        for one in log
        if one.operation == "create"
        and deletion.subject in assets_in(one)
        and one.sent < deletion.ended
        and outcome_of(one) is not Outcome.REFUSED
    ]
    ends = [found.ends.get(made_id(one) or "") for one in users]
    return any(end is None or end.ended > deletion.sent for end in ends)


def _vanished(
    log: Sequence[Exchange], deleted: Mapping[str, Exchange], shown: Sequence[Exchange]
) -> Iterator[tuple[Exchange, Exchange]]:
    """Details that refuse an asset which nobody deleted, each with the deletion of another of the same file."""
    uploads = {name: one for one in log if one.operation == "upload" and (name := made_id(one))}
    asked_to_delete = {one.subject for one in log if one.operation == "delete"}
    for detail in log:
        name = detail.subject or ""
        if detail.operation != "detail" or name not in uploads or name in asked_to_delete:
            continue
        if not _is_refusal(detail) or is_login_failure(detail):
            continue
        seen = [one.ended for one in shown if (one.subject, one.key) == (name, detail.key) and one.ended <= detail.sent]
        active = max(seen, default=float("-inf"))
        for other, deletion in deleted.items():
            same = other in uploads and _file(uploads[other]) == _file(uploads[name]) and deletion.key == detail.key
            between = active <= deletion.sent and deletion.ended <= detail.sent
            if same and between and detail.sent - active <= _SOON:
                yield detail, deletion
                break


def _file(upload: Exchange) -> object:
    """The address of an upload; a value that equals no other if it isn't recorded."""
    return request_fields(upload).get("url") or object()
