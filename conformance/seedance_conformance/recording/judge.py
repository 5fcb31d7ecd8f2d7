"""Judge recordings, and write the log and the reports of a run."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from attrs import asdict, evolve, frozen

from seedance_conformance import __version__
from seedance_conformance.catalogue import Catalogue
from seedance_conformance.recording.judging.answers import Answers, judge_answers
from seedance_conformance.recording.judging.assets import judge_assets
from seedance_conformance.recording.judging.client_rules import client_findings
from seedance_conformance.recording.judging.films import judge_films
from seedance_conformance.recording.judging.media import Look, judge_media
from seedance_conformance.recording.judging.requests import Requests, RuleEvidence, judge_requests
from seedance_conformance.recording.open_questions.evidence import sightings
from seedance_conformance.recording.open_questions.evidence_file import to_evidence
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.recording.summary import summary
from seedance_conformance.recording.writing import write_entry
from seedance_conformance.report import write_reports
from seedance_conformance.report.events import RECORDED, Row, rows
from seedance_conformance.report.write import write_whole
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.earlier_reports.baseline import BaselineEntry
from seedance_conformance.runner.event_log import EventLog
from seedance_conformance.runner.outcome.ending import Ending
from seedance_conformance.runner.outcome.exit_codes import ExitCode, nothing_judged
from seedance_conformance.runner.outcome.extras import append_summary
from seedance_conformance.runner.outcome.verdicts import VerdictRecorder
from seedance_conformance.suite.context import Notes
from seedance_conformance.suite.log.values import tally
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answers.answer import describe
from seedance_conformance.transport.spending.budget import Budget

_CASE: Final = "recorded requests"
_MOST_BREACHES: Final = 3


@frozen
class Judgement:
    """How recordings are judged; `rules`, `strict`, `baseline`, `disputed` and `fail_on` are those of a run.

    Attributes:
        out: folder for the log and the reports.
        look: looks at the media that creates name; None leaves them alone.
        evidence: file for what can be shared, or None.
        summary: file to which a summary in Markdown is appended, or None.
    """

    rules: frozenset[str]
    out: Path
    strict: bool = False
    baseline: tuple[BaselineEntry, ...] = ()
    look: Look | None = None
    evidence: Path | None = None
    disputed: Literal["judge", "record"] | None = None
    fail_on: Literal["inconclusive"] | None = None
    summary: Path | None = None


def judge(recording: Recording, judgement: Judgement, catalogue: Catalogue) -> tuple[list[dict[str, Any]], ExitCode]:
    """Judge a recording; write `run.jsonl` and the reports. Returns the events of the log, and the exit code of a run.

    Raises:
        OSError: the folder can't be written.
        LogInUse: a run is writing in it.
    """
    log = EventLog(judgement.out / "run.jsonl", published=False)
    try:
        code = write_log(recording, judgement, catalogue, log)
        write_reports(log.events, judgement.out)
        log.publish()
    finally:
        log.discard()  # an earlier report stays whole if this one can't be written
    if judgement.summary is not None:
        append_summary(log.events, judgement.summary)
    return log.events, code


def write_log(recording: Recording, judgement: Judgement, catalogue: Catalogue, log: EventLog) -> ExitCode:
    """Judge a recording into a log, and close the log; also write the evidence file, if one is wanted."""
    recording = _with_sends(recording)
    requests = judge_requests(recording)
    judge_assets(recording, requests)
    must = [rule.id for rule in catalogue.rules.values() if rule.level == "MUST"]
    judge_media(judgement.look, must, requests)
    options = {name: getattr(judgement, name) for name in ("rules", "strict", "baseline", "disputed", "fail_on")}
    settings = Settings(recording.base_url, recording.kind, judgement.out, **options)
    log.header(settings, catalogue, profile=RECORDED)
    log.write({"event": "recording", **summary(recording, requests)})
    _write_calls(recording, log)
    verdicts = VerdictRecorder(log, catalogue, settings, [entry.exchange for entry in recording.entries])
    _write_verdicts(recording, requests, verdicts)
    for finding in () if recording.by_suite else client_findings(recording):
        log.write({"event": "client", **asdict(finding)})
    for rule in catalogue.rules.values():
        if rule.id not in verdicts.touched:
            reason = (rule.unjudged or "no recorded call shows it") if rule.id in judgement.rules else "not selected"
            verdicts.skip(rule.id, reason)
    table = rows(log.events)
    code, reason = _conclusion(table, settings)
    log.footer(int(code), None, reason)
    if judgement.evidence is not None:
        found = sightings(recording, requests, table)
        judgement.evidence.parent.mkdir(parents=True, exist_ok=True)
        write_whole(judgement.evidence, to_evidence(found, urlsplit(recording.base_url).hostname or "", __version__))
    return code


def _conclusion(table: Sequence[Row], settings: Settings) -> tuple[ExitCode, str]:
    """The exit code, and why nothing was judged: answers to open questions alone aren't verdicts."""
    code, reason = Ending().conclude(table, settings)
    selected = [row for row in table if row.id in settings.rules]
    judged = [row for row in selected if row.level != "OBSERVE"] or selected
    return (code, reason) if code is not ExitCode.CONFORMS else nothing_judged(judged) or (code, reason)


def _write_verdicts(recording: Recording, requests: Requests, verdicts: VerdictRecorder) -> None:
    """Write the verdicts on rules that the recording shows."""
    judge_answers(Answers(recording), verdicts)
    judge_films(recording, requests, verdicts)
    for rule, evidence in sorted(requests.evidence.items()):
        _record(rule, evidence, verdicts)


def _with_sends(recording: Recording) -> Recording:
    """The recording with a reservation for each create, or what its recorder took for one, as in a run's ledger."""
    sends, entries = count(1), list(recording.entries)
    for place, entry in enumerate(entries):
        if entry.exchange.operation == "create" or entry.exchange.send is not None:
            entries[place] = evolve(entry, exchange=evolve(entry.exchange, send=next(sends)))
    return evolve(recording, entries=tuple(entries))


def _write_calls(recording: Recording, log: EventLog) -> None:
    """Write the exchanges, and the reservations of creates whose answers nobody wrote: those may be billed."""
    budget = Budget(record=log.ledger)  # reserves the numbers that `_with_sends` gave
    for entry in recording.entries:
        if entry.exchange.send is not None:
            budget.reserve(entry.exchange.case)
        write_entry(entry, log.write, budget)
    for unanswered in recording.unanswered:
        send = budget.reserve(str(unanswered.ledger[0].get("case", "")))
        for booked in unanswered.ledger[1:]:
            log.ledger({**booked, "send": send})


def _record(rule: str, evidence: RuleEvidence, verdicts: VerdictRecorder) -> None:
    for turn, breach in enumerate(evidence.breaches[:_MOST_BREACHES], 1):
        more = len(evidence.breaches) - _MOST_BREACHES
        case = f"{_CASE} and {more} more" if turn == _MOST_BREACHES and more > 0 else _CASE
        verdicts.record(rule, case, breach, Notes())
    if evidence.doubts and not (evidence.kept or evidence.breaches or evidence.seen):
        verdicts.record(rule, _CASE, Inconclusive(tally(evidence.doubts) or ""), Notes())
    if evidence.kept:
        verdicts.record(rule, _CASE, None, Notes(count=evidence.kept))
        if evidence.late:
            verdicts.record(None, _CASE, None, Notes(passes=[(rule, True)]))
    if evidence.seen:
        verdicts.record(rule, _CASE, None, Notes(observations=_seen(evidence)))


def _seen(evidence: RuleEvidence) -> list[tuple[str, Any]]:
    """One line about what was done with the bodies, with the first refusal as example."""
    counted = tally(word for word, _ in evidence.seen) or ""
    refusal = next((exchange for word, exchange in evidence.seen if word == "refused"), None)
    example = f", for example {describe(refusal)}" if refusal else ""
    return [(f"{counted}{example}", refusal or evidence.seen[0][1])]
