"""Judge recorded requests: the contract says which rules a body breaks, and the answer whether the target took it.

Only certain cases count. A refusal shows a rule only if the body breaks that rule alone, and if the answer isn't about
the key, the balance or the pace, and can't be about something else (`reasons.py`). A valid body that was refused shows
a broken rule only if the target accepted the same body with one other setting, accepted a create later, and names the
setting in its refusal: so neither the prompt, the media, the account nor a busy service was the reason.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, field, frozen

from seedance_conformance.recording.judging.contract import Reading, load_contract
from seedance_conformance.recording.judging.reasons import OtherReasons, accepted_addresses, mark_of
from seedance_conformance.recording.reading.entry import Entry, Lack, made_id, outcome_of
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import Outcome, describe, is_login_failure, task_status
from seedance_conformance.transport.exchange import Exchange

# Refusals of the account, the address or the pace, whatever the body is.
_NOT_THE_BODY: Final = frozenset({401, 402, 403, 404, 405, 408, 409, 410, 425, 429, 499})
_LATE: Final = frozenset({"CR-URL-SCHEME"})
_LATE_ON_REMOTE: Final = frozenset({"CR-STD-NEEDS-VIDEO", "CR-STDFAST-NEEDS-VIDEO"})
# Setting -> a word that a refusal because of it has.
_SETTINGS: Final = {"model": "model", "duration": "duration", "aspect_ratio": "ratio", "generateAudio": "audio"}
_DEFAULTS: Final = {
    "duration": "CR-DUR-DEFAULT",
    "aspect_ratio": "CR-RATIO-DEFAULT",
    "generateAudio": "CR-AUDIO-DEFAULT",
}
_PATHS: Final = {
    "create": "EP-CREATE-PATH",
    "query": "EP-QUERY-PATH",
    "upload": "AS-UP-PATH",
    "detail": "AS-DT-PATH",
    "delete": "AS-DEL-PATH",
}


@define
class RuleEvidence:
    """What requests show about one rule.

    Attributes:
        kept: how many show that the target keeps it.
        late: one of them was refused late.
        breaches: those that show that it is broken.
        doubts: why others show nothing.
        seen: for an OBSERVE rule, what was done with each body.
    """

    kept: int = 0
    late: bool = False
    breaches: list[Breach] = field(factory=list)
    doubts: list[str] = field(factory=list)
    seen: list[tuple[str, Exchange]] = field(factory=list)


@frozen
class Judged:
    """A recorded request with a JSON body that the contract has read."""

    exchange: Exchange
    body: object
    reading: Reading
    outcome: Outcome

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the body; none if it isn't an object."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def was_refused_though_valid(self) -> bool:
        """Whether a certainly valid body was refused, and not only for the key, the balance or the pace."""
        return self.reading.valid and self.outcome is Outcome.REFUSED and is_about_the_body(self.exchange)


@define
class Requests:
    """What the requests of a recording show: evidence by rule, and the answer that shows the end of a task or asset.

    `refused_valid` are creates and uploads whose valid bodies were refused, and no other call shows why.
    """

    evidence: dict[str, RuleEvidence] = field(factory=lambda: defaultdict(RuleEvidence))
    refused_valid: list[Exchange] = field(factory=list)
    creates: list[Judged] = field(factory=list)
    ends: dict[str, Exchange] = field(factory=dict)


def judge_requests(recording: Recording) -> Requests:
    """Read each request by the contract, and compare with its answer."""
    remote = recording.kind == "remote"
    ends = _ends(recording.entries)
    creates, uploads = (list(_read(recording.entries, name, remote=remote)) for name in ("create", "upload"))
    found = Requests(creates=creates, ends=ends)
    others = _other_reasons(creates, ends)
    for judged in creates:
        late = _LATE | _LATE_ON_REMOTE if remote else _LATE
        _judge(judged, found, late, others)
    others = _other_reasons(uploads, ends)
    for judged in uploads:
        # Only a text may be an address that fails when it is fetched; a missing field or another type needs no review.
        address = isinstance(judged.fields.get("url"), str)
        _judge(judged, found, frozenset({"AS-UP-URL"}) if address else frozenset(), others)
        if judged.was_refused_though_valid:
            found.refused_valid.append(judged.exchange)
    _judge_valid_bodies(creates, found)
    for entry in recording.entries:
        rule = _PATHS.get(entry.exchange.operation)
        if rule and outcome_of(entry.exchange) is Outcome.ACCEPTED and Lack.ANSWER not in entry.lacks:
            found.evidence[rule].kept += 1
    return found


def _read(entries: Sequence[Entry], operation: str, *, remote: bool) -> Iterator[Judged]:
    contract = load_contract()
    for entry in entries:
        exchange = entry.exchange
        unusable = entry.lacks & {Lack.REQUEST, Lack.ANSWER} or exchange.key in ("none", "other")
        if exchange.operation != operation or unusable:
            continue
        try:
            body = json.loads(exchange.request_body)
        except (ValueError, RecursionError):
            continue
        reading = contract.create(body, remote=remote) if operation == "create" else contract.upload(body)
        yield Judged(exchange, body, reading, outcome_of(exchange))


def _other_reasons(calls: Sequence[Judged], ends: Mapping[str, Exchange]) -> OtherReasons:
    accepted = [one for one in calls if one.outcome is Outcome.ACCEPTED]
    refused = (one.exchange for one in calls if one.outcome is Outcome.REFUSED and one.reading.valid)
    return OtherReasons(
        accepted_addresses((one.fields, ends.get(made_id(one.exchange) or "")) for one in accepted),
        frozenset(map(mark_of, refused)),
    )


def _judge(judged: Judged, found: Requests, late: frozenset[str], others: OtherReasons) -> None:
    reading, exchange = judged.reading, judged.exchange
    if not reading.clear:
        return
    if judged.outcome is Outcome.ACCEPTED:
        for rule in reading.broken:
            record_accepted(rule, exchange, found, late=reading.broken <= late)
    named = reading.broken | reading.open
    if len(named) != 1:
        return
    rule = next(iter(named))
    if judged.outcome is Outcome.REFUSED and is_about_the_body(exchange):
        doubt = others.why(rule, judged.fields, exchange, is_open=bool(reading.open))
        if doubt is not None:
            found.evidence[rule].doubts.append(doubt)
        elif reading.open:
            found.evidence[rule].seen.append(("refused", exchange))
        else:
            found.evidence[rule].kept += 1
    elif judged.outcome is Outcome.ACCEPTED and reading.open:
        found.evidence[rule].seen.append(("accepted", exchange))


def record_accepted(rule: str, exchange: Exchange, found: Requests, *, late: bool) -> None:
    """A body that breaks a rule was accepted; some may still be refused late."""
    evidence, end = found.evidence[rule], found.ends.get(made_id(exchange) or "")
    if late and end is None:
        evidence.doubts.append("a broken rule was accepted, and the recordings don't show how it ended")
    elif late and end is not None and task_status(end) == "failed":
        evidence.kept += 1
        evidence.late = True
    else:
        observed = f"a broken rule was accepted: {describe(exchange)}"
        evidence.breaches.append(Breach("refused", observed, exchange, is_forbidden=True))


def is_about_the_body(exchange: Exchange) -> bool:
    """Whether a refusal can be about the body, and not only about the key, the balance or the pace."""
    return exchange.status not in _NOT_THE_BODY and not is_login_failure(exchange)


def _ends(entries: Sequence[Entry]) -> dict[str, Exchange]:
    """Task or asset id -> the answer that shows its end."""
    ends: dict[str, Exchange] = {}
    for entry in entries:
        exchange = entry.exchange
        asked = exchange.operation in ("query", "detail") and Lack.ANSWER not in entry.lacks
        if asked and exchange.subject and task_status(exchange) in ("completed", "failed", "active"):
            ends[exchange.subject] = exchange
    return ends


def _judge_valid_bodies(creates: Sequence[Judged], found: Requests) -> None:
    accepted = [one for one in creates if one.outcome is Outcome.ACCEPTED and one.reading.valid]
    for mode in (mode for one in accepted for mode in _modes(one.fields)):
        found.evidence[mode].kept += 1
    for judged in creates:
        if not judged.was_refused_though_valid:
            continue
        exchange = judged.exchange
        later = any(one.exchange.number > exchange.number and one.exchange.key == exchange.key for one in accepted)
        rule = next((rule for one in accepted if (rule := _blamed(judged, one))), None) if later else None
        if rule is None:
            found.refused_valid.append(exchange)
        else:
            observed = f"a valid body was refused, and accepted with another setting: {describe(exchange)}"
            found.evidence[rule].breaches.append(Breach("accepted", observed, exchange))


def _blamed(refused: Judged, accepted: Judged) -> str | None:
    """The rule of the one setting in which two bodies of one key differ; None if they differ otherwise."""
    if refused.exchange.key != accepted.exchange.key:
        return None
    one, other = refused.fields, accepted.fields
    different = [name for name in {*one, *other} if one.get(name) != other.get(name)]
    if len(different) != 1 or different[0] not in _SETTINGS:
        return None
    answer = refused.exchange.body.decode("utf-8", "replace").lower()
    return _rule_of_setting(different[0], one, other) if _SETTINGS[different[0]] in answer else None


def _rule_of_setting(name: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    if name not in one:
        return _DEFAULTS[name]
    if name == "duration":
        return "CR-DUR-MAX" if one[name] > other.get(name, 5) else "CR-DUR-MIN"
    if name == "aspect_ratio":
        return "CR-RATIO-ADAPTIVE" if one[name] == "adaptive" else "CR-RATIO-ENUM"
    return "CR-MODEL-ENUM" if name == "model" else "CR-AUDIO-TYPE"


def _modes(body: Mapping[str, Any]) -> Iterator[str]:
    """The rules that the acceptance of a valid body shows to be kept: its mode is allowed."""
    references = {"referenceImages", "referenceVideos", "referenceAudios"} & body.keys()
    pro = str(body["model"]).endswith("_pro")
    if "first_image" in body:
        yield "CR-FIRSTLAST-OK" if "last_image" in body else "CR-FIRST-ALONE"
    elif not references:
        yield "CR-PRO-TEXT-ONLY"
    elif len(references) > 1:
        yield "CR-MIX-REFS"
    if pro and "referenceVideos" in references:
        yield "CR-PRO-VIDEO-OPTIONAL"
    if body.get("aspect_ratio") == "adaptive":
        yield "CR-RATIO-ADAPTIVE"
