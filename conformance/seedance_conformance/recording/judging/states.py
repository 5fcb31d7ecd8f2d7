"""Judge what recorded calls show together: assets after their deletion, and uploads that succeed without an id."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from seedance_conformance.recording.judging.deletions import judge_deletions
from seedance_conformance.recording.judging.requests import Requests, is_about_the_body, record_accepted
from seedance_conformance.recording.reading.entry import Lack, assets_in
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.suite.assets.test_upload import judge_failure
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, create_outcome, describe
from seedance_conformance.transport.exchange import Exchange


def judge_states(recording: Recording, found: Requests) -> None:
    """Add what sequences of calls show to the evidence of the requests."""
    usable = [entry for entry in recording.entries if not entry.lacks & {Lack.ANSWER, Lack.TIME}]
    log = sorted((entry.exchange for entry in usable), key=lambda exchange: exchange.sent)
    deleted = dict(_deleted(log))
    for exchange in log:
        if exchange.operation == "upload":
            _judge_upload(exchange, found)
        elif exchange.operation == "detail" and _is_gone(exchange.subject, exchange, deleted):
            _judge_detail(exchange, found)
    judge_deletions(log, deleted, found)
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
