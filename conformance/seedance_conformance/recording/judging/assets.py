"""Judge what recorded calls show about assets: uploads that succeed without an id, deletions, and use after them.

An own asset can be deleted, and no other goes with it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from seedance_conformance.recording.judging.requests import Requests, is_about_the_body, record_accepted
from seedance_conformance.recording.reading.entry import Lack, assets_in, made_id, outcome_of
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.suite.assets.test_upload import judge_failure
from seedance_conformance.suite.log.history import request_fields
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import (
    Outcome,
    asset_id,
    call_outcome,
    create_outcome,
    describe,
    is_login_failure,
    task_status,
)
from seedance_conformance.transport.exchange import Exchange

_DELETION: Final = "AS-DEL-PATH"
# The key, the balance, the pace, or a task that still uses the asset.
_OTHER_REASONS: Final = frozenset({401, 402, 408, 409, 423, 425, 429, 499})
_SOON: Final = 3600.0
"""Seconds. Within this time a second deletion, by somebody else or on a web page, is unlikely."""


def judge_assets(recording: Recording, found: Requests) -> None:
    """Add what sequences of calls show to the evidence of the requests."""
    usable = [entry for entry in recording.entries if not entry.lacks & {Lack.ANSWER, Lack.TIME}]
    log = sorted((entry.exchange for entry in usable), key=lambda exchange: exchange.sent)
    deleted = dict(_deleted(log))
    for exchange in log:
        if exchange.operation == "upload":
            _judge_upload(exchange, found)
        elif exchange.operation == "detail" and _is_gone(exchange.subject, exchange, deleted):
            _judge_detail(exchange, found)
    _judge_deletions(log, deleted, found)
    for entry in usable:
        if entry.exchange.operation == "create" and Lack.REQUEST not in entry.lacks:
            _judge_use(entry.exchange, deleted, found)


def _deleted(log: Sequence[Exchange]) -> Iterator[tuple[str, Exchange]]:
    """Each asset with its accepted deletion; a deletion of the same id by another key may be another asset."""
    owners: dict[str, set[str]] = defaultdict(set)
    for exchange in log:
        if exchange.operation == "upload" and (name := asset_id(exchange)):
            owners[name].add(exchange.key)
    for exchange in log:
        subject = exchange.subject
        went = exchange.operation == "delete" and call_outcome(exchange) is Outcome.ACCEPTED
        if went and subject and owners.get(subject, {exchange.key}) == {exchange.key}:
            yield subject, exchange


def _is_gone(asset: str | None, exchange: Exchange, deleted: Mapping[str, Exchange]) -> bool:
    deletion = deleted.get(asset or "")
    return deletion is not None and deletion.ended <= exchange.sent and deletion.key == exchange.key


def _judge_upload(exchange: Exchange, found: Requests) -> None:
    """An upload whose code says yes must give an id; one that was refused for its body must say why."""
    if call_outcome(exchange) is Outcome.REFUSED and is_about_the_body(exchange):
        try:
            judge_failure(exchange)
        except Breach as wrong:
            found.evidence["AS-UP-FAIL"].breaches.append(wrong)
        else:
            found.evidence["AS-UP-FAIL"].kept += 1
        return
    document = exchange.document or {}
    says_yes = exchange.status is not None and 200 <= exchange.status < 300 and str(document.get("code")) == "0"
    if says_yes and not asset_id(exchange):
        breach = Breach("a non-empty string as assetId", describe(exchange), exchange)
        found.evidence["AS-UP-RESP"].breaches.append(breach)


def _judge_detail(exchange: Exchange, found: Requests) -> None:
    outcome = call_outcome(exchange)
    if outcome is Outcome.REFUSED:
        found.evidence["RB-ID-DELETED"].kept += 1
    elif outcome is Outcome.ACCEPTED and asset_id(exchange) == exchange.subject:
        breach = Breach("a deleted asset isn't shown", describe(exchange), exchange)
        found.evidence["RB-ID-DELETED"].breaches.append(breach)


def _judge_use(exchange: Exchange, deleted: Mapping[str, Exchange], found: Requests) -> None:
    if not any(_is_gone(asset, exchange, deleted) for asset in assets_in(exchange)):
        return
    outcome = create_outcome(exchange)
    if outcome is Outcome.REFUSED:
        found.evidence["AS-DEL-FINAL"].kept += 1
    elif outcome is Outcome.ACCEPTED:
        record_accepted("AS-DEL-FINAL", exchange, found, late=True)


def _judge_deletions(log: Sequence[Exchange], deleted: Mapping[str, Exchange], found: Requests) -> None:
    """Add what deletions show to the evidence: `log` is in the order of time, `deleted` has the accepted deletions."""
    shown = [one for one in log if one.operation == "detail" and outcome_of(one) is Outcome.ACCEPTED]
    for exchange in log:
        refused = exchange.operation == "delete" and _is_refusal(exchange) and exchange.subject not in deleted
        if refused and _was_there(exchange, log, shown) and not _in_use(exchange, log, found):
            breach = Breach("an own asset can be deleted", describe(exchange), exchange)
            found.evidence[_DELETION].breaches.append(breach)
    for gone, deletion in _vanished(log, deleted, shown):
        observed = f"the asset {gone.subject} of the same file is gone, too: {describe(gone)}"
        found.evidence[_DELETION].breaches.append(Breach("nothing else deleted", observed, deletion, others=[gone]))


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
