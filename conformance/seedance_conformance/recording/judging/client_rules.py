"""Judge the own client in a recording: how it polls, what it does with assets, and whether it may have paid twice.

These rules bind the client, so a server can't break them. They have a part of the report, and never change the exit
code.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

from attrs import frozen

from seedance_conformance.recording.reading.entry import Entry, Lack, assets_in
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, task_id, task_status
from seedance_conformance.transport.answers.billing import Charge, charge
from seedance_conformance.transport.exchange import Exchange

_POLL_SECONDS: Final = 20.0
_TWICE_SECONDS: Final = 60.0
_SHOWN: Final = 5
CLIENT_RULES: Final = ("LC-POLL-INTERVAL", "LC-POLL-STOP", "AS-POLL", "AS-DEL-CHECK", "EP-IDEMPOTENCY")
"""The rules by which the own client is judged, in the order of the report."""
_ENDED: Final = ("completed", "failed")

Calls = Mapping[str, Sequence[Exchange]]


@frozen
class ClientFinding:
    """What the recording shows about one rule for clients.

    Attributes:
        rule: id in the catalogue. EP-IDEMPOTENCY says that equal creates make two tasks, so a client that sends them
            may pay twice.
        count: how many places were looked at.
        broken: at how many of them the rule was broken.
        exchanges: numbers of some exchanges that show it.
    """

    rule: str
    verdict: Literal["kept", "broken", "unknown"]
    count: int
    broken: int
    note: str
    exchanges: list[int]


def client_findings(recording: Recording) -> list[ClientFinding]:
    """What the recording shows about the client, one finding for each rule."""
    timed = [entry for entry in recording.entries if Lack.TIME not in entry.lacks]
    timed.sort(key=lambda entry: entry.exchange.sent)
    log = [entry.exchange for entry in timed]
    answers = [entry.exchange for entry in timed if Lack.ANSWER not in entry.lacks]
    queries, details = _by_subject(log, "query"), _by_subject(answers, "detail")
    return [
        _poll_interval(queries, answers),
        _poll_stop(queries, answers),
        _asset_poll(answers, details),
        _delete_check(log, answers, details),
        _paid_twice(timed),
    ]


def _by_subject(log: Sequence[Exchange], operation: str) -> Calls:
    found: dict[str, list[Exchange]] = defaultdict(list)
    for exchange in log:
        if exchange.operation == operation and exchange.subject:
            found[exchange.subject].append(exchange)
    return found


def _finding(rule: str, places: int, broken: Sequence[Exchange], note: str, unknown: str) -> ClientFinding:
    if not places:
        return ClientFinding(rule, "unknown", 0, 0, unknown, [])
    shown = [exchange.number for exchange in broken[:_SHOWN]]
    return ClientFinding(rule, "broken" if broken else "kept", places, len(broken), note if broken else "", shown)


def _poll_interval(queries: Calls, answers: Sequence[Exchange]) -> ClientFinding:
    """Pauses below 20 s between two queries of a task; those of fast models may be shorter, and aren't judged."""
    models = _models(answers)
    gaps = [
        (after.sent - before.sent, after)
        for task, asked in queries.items()
        if "fast" not in models.get(task, "")
        for before, after in pairwise(asked)
    ]
    short = sorted((gap for gap in gaps if gap[0] < _POLL_SECONDS), key=lambda gap: gap[0])
    least = f"{short[0][0]:.1f} s" if short else ""
    note = (
        f"{len(short)} of {len(gaps)} pauses are below {_POLL_SECONDS:g} s, the shortest {least}: poll every 20 to 40 s"
    )
    unknown = "no task of a model that isn't fast was queried twice"
    return _finding("LC-POLL-INTERVAL", len(gaps), [exchange for _, exchange in short], note, unknown)


def _models(answers: Sequence[Exchange]) -> dict[str, str]:
    """Task -> its model, from its answers."""
    found = {}
    for exchange in answers:
        name = exchange.subject if exchange.operation == "query" else task_id(exchange)
        document = exchange.document or {}
        fields = document if "model" in document else document.get("data")
        if exchange.operation in ("create", "query") and name and isinstance(fields, dict) and "model" in fields:
            found[name] = str(fields["model"])
    return found


def _poll_stop(queries: Calls, answers: Sequence[Exchange]) -> ClientFinding:
    """Two or more queries of a task after its end was shown; one is fine, for example for a new video address."""
    ends = {task: end.ended for task, end in _ends(answers)}
    late = {task: [one for one in asked if one.sent > ends[task]] for task, asked in queries.items() if task in ends}
    broken = [asked[1] for asked in late.values() if len(asked) > 1]
    most = max((len(asked) for asked in late.values()), default=0)
    note = f"{len(broken)} of {len(late)} ended tasks were queried again and again, one {most} times: stop at the end"
    return _finding("LC-POLL-STOP", len(late), broken, note, "no task was seen to end")


def _ends(answers: Sequence[Exchange]) -> Iterator[tuple[str, Exchange]]:
    """Answers that show the end of a task, latest first: a dict made from them keeps the earliest of each task."""
    for exchange in reversed(answers):
        ended = task_status(exchange) in _ENDED and call_outcome(exchange) is Outcome.ACCEPTED
        if exchange.operation == "query" and exchange.subject and ended:
            yield exchange.subject, exchange


def _asset_poll(answers: Sequence[Exchange], details: Calls) -> ClientFinding:
    """Creates that name an asset of this recording before a detail has shown that it is Active."""
    uploaded = {name for one in answers if one.operation == "upload" and (name := asset_id(one))}
    used = [(create, asset) for create in answers if create.operation == "create" for asset in assets_in(create)]
    known = [(create, asset) for create, asset in used if asset in uploaded]
    early = [
        create
        for create, asset in known
        if not any(task_status(one) == "active" and one.ended <= create.sent for one in details.get(asset, ()))
    ]
    note = f"{len(early)} of {len(known)} uses of new assets came before a detail showed Active: poll the detail first"
    return _finding("AS-POLL", len(known), early, note, "no create names an asset that was uploaded here")


def _delete_check(log: Sequence[Exchange], answers: Sequence[Exchange], details: Calls) -> ClientFinding:
    """Deletions without a detail before and after them, or of an asset that a task still uses."""
    deletions, ends = [one for one in log if one.operation == "delete" and one.subject], dict(_ends(answers))
    users: dict[str, list[tuple[Exchange, str | None]]] = defaultdict(list)
    for create in answers:
        for asset in assets_in(create) if create.operation == "create" else ():
            users[asset].append((create, task_id(create)))
    reasons: dict[str, list[Exchange]] = defaultdict(list)
    for one in deletions:
        looked = details.get(one.subject or "", ())
        if not any(detail.ended <= one.sent for detail in looked):
            reasons["without a detail before"].append(one)
        elif not any(detail.sent >= one.ended for detail in looked):
            reasons["without a detail after"].append(one)
        if any(_runs(create, task, one, ends) for create, task in users.get(one.subject or "", ())):
            reasons["while a task may use the asset"].append(one)
    broken = list({one.number: one for found in reasons.values() for one in found}.values())
    counted = ", ".join(f"{reason}: {len(found)}" for reason, found in reasons.items())
    note = f"deletions {counted}, of {len(deletions)} in all: read the detail before and after"
    return _finding("AS-DEL-CHECK", len(deletions), broken, note, "nothing was deleted")


def _runs(create: Exchange, task: str | None, deletion: Exchange, ends: Mapping[str, Exchange]) -> bool:
    """Whether a task was created before a deletion and not seen to end before it."""
    if task is None or create.sent > deletion.sent:
        return False
    return task not in ends or ends[task].ended > deletion.sent


def _paid_twice(entries: Sequence[Entry]) -> ClientFinding:
    """Equal creates of one key within a minute, none of which was certainly refused: each may be billed."""
    creates = [
        entry
        for entry in entries
        if entry.exchange.operation == "create" and Lack.REQUEST not in entry.lacks and entry.exchange.request_body
    ]
    last: dict[tuple[str, str], Exchange] = {}
    again: list[tuple[float, Exchange]] = []
    for entry in creates:
        exchange = entry.exchange
        if charge(exchange) is Charge.REFUSED and Lack.ANSWER not in entry.lacks:
            continue
        mark = (exchange.key, _canonical(exchange.request_body))
        if mark in last and exchange.sent - last[mark].sent <= _TWICE_SECONDS:
            again.append((exchange.sent - last[mark].sent, exchange))
        last[mark] = exchange
    shortest = f"{min(pause for pause, _ in again):.1f} s" if again else ""
    note = (
        f"creates that repeat an equal one within {_TWICE_SECONDS:g} s: {len(again)}, the quickest after {shortest}. "
        "Each may be billed: if you didn't mean it, look for a retry, and query the first task instead"
    )
    return _finding("EP-IDEMPOTENCY", len(creates), [exchange for _, exchange in again], note, "nothing was created")


def _canonical(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), sort_keys=True)
    except (ValueError, RecursionError):
        return body.decode("latin-1")
