"""The log of a run that was stopped or killed: what was billed, which tasks ended and which tests are done.

Its exchanges and unsettled cases are restored as those of shards are.
"""

from collections.abc import Callable, Container, Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, field

from seedance_conformance.cases.case import Case
from seedance_conformance.report.events import Event, read_log
from seedance_conformance.suite.context import Context
from seedance_conformance.transport.answers.answer import task_id
from seedance_conformance.transport.answers.billing import certainly_refused
from seedance_conformance.transport.connection.rate_limit import is_limited
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.spending.previous_answers import SentRequest
from seedance_conformance.transport.tasks.polled_task import shows_end


@define(slots=False)
class PreviousRun:
    """The log of the run to resume, without a last line that a kill has cut; empty for a new run."""

    events: list[Event] = field(factory=list)

    @classmethod
    def read(cls, directory: Path) -> "PreviousRun":
        """Read the log in a directory.

        Raises:
            LogError: the log is missing or unusable.
        """
        return cls(read_log(directory / "run.jsonl"))

    @property
    def header(self) -> Event:
        """The header, with the options of the run."""
        return self.events[0]

    @property
    def finished(self) -> bool:
        """Whether the run ended by itself or because its budget was spent."""
        return bool(self.events[-1].get("stopped", "killed") in (None, "budget"))

    @property
    def out_of_budget(self) -> bool:
        """Whether the run ended because its budget was spent."""
        return bool(self.events[-1].get("stopped") == "budget")

    @cached_property
    def done(self) -> frozenset[str]:
        """The tests that have ended."""
        return frozenset(event["case"] for event in self.events if event["event"] == "done")

    @cached_property
    def kept(self) -> list[Event]:
        """The events that stay in the log: without the footer and the verdicts of tests that run again."""
        of_tests = ("case", "open", "result", "trouble")
        kept = [
            event
            for event in self.events
            if event["event"] != "footer" and (event["event"] not in of_tests or event["case"] in self.done)
        ]
        # A kill may have lost one of several exchanges that came at the same time, which leaves a gap in the numbers.
        places = {one.number: place for place, one in enumerate(exchanges(kept), 1)}
        return [renumbered(event, places.__getitem__) for event in kept]

    @property
    def seconds(self) -> float:
        """Duration of the run, up to its end or the last answer in its log."""
        if not self.events:
            return 0.0
        if self.events[-1]["event"] == "footer":
            return float(self.events[-1]["seconds"])
        begun = datetime.fromisoformat(self.header["started"]).timestamp()
        return max((one["sent"] + one["seconds"] - begun for one in self._of("exchange")), default=0.0)

    @property
    def media_ports(self) -> list[int]:
        """The ports at which this machine served the media, in order."""
        return [event["port"] for event in self.events if event["event"] == "media"]

    # -- money -----------------------------------------------------------------------------------------------------

    @property
    def last_send(self) -> int:
        """Number of the last reservation."""
        return max(self._sends("reserved"), default=0)

    @property
    def spent(self) -> int:
        """Units of the budget that were reserved and not released."""
        return len(self._sends("reserved") - self._released)

    @property
    def sent(self) -> list[SentRequest]:
        """The requests that may have been billed, in order; without those that were rate-limited or never sent."""
        answered = {one.send: one for one in exchanges(self.kept) if one.send is not None}
        found = []
        for event in self._of("reserved"):
            answer = answered.get(event["send"])
            if event["send"] not in self._released or (answer is not None and not is_limited(answer)):
                found.append(SentRequest(event["case"], event["mark"], answer))
        return found

    @property
    def orphans(self) -> list[tuple[str, str]]:
        """Tasks whose id is in the ledger but whose create isn't in the log: (id, role of the key)."""
        whole = {one.send for one in exchanges(self.kept)}
        return [(event["task"], event["key"]) for event in self._with_id if event["send"] not in whole]

    @property
    def used_second_key(self) -> bool:
        """Whether tasks were created with the second key; only that key can query them."""
        return any(event["key"] == "second" for event in self._with_id)

    @property
    def unsettled(self) -> int:
        """How many requests were or may have been billed and have no task whose end was seen."""
        ended = {one.subject for one in exchanges(self.kept) if one.operation == "query" and shows_end(one)}
        tasks = {event["send"]: event["task"] for event in self._with_id}
        return sum(tasks.get(send) not in ended for send in self._sends("reserved") - self._released)

    @property
    def refused_and_not_released(self) -> set[int]:
        """Reservations whose release is missing: a kill may come between a certain refusal and its ledger entry.

        An answer that the log has cut doesn't count: the missing part may hold an id.
        """
        return self._refused if self.trusted else set()

    @property
    def trusted(self) -> bool:
        """Whether a create was accepted, so that refusals count; else they are `held`."""
        return any(self._of("accepted"))

    @property
    def held(self) -> set[int]:
        """Sends that were refused, and stay spent until a create is accepted."""
        return set() if self.trusted else self._refused

    @property
    def _refused(self) -> set[int]:
        """Sends that were certainly refused, and that the ledger has not released."""
        cut = {event["number"] for event in self._of("exchange") if _is_cut(event["body"])}
        whole = (one for one in exchanges(self.events) if one.number not in cut)
        refused = {one.send for one in whole if one.send is not None and certainly_refused(one)}
        return refused - self._sends("released")

    @cached_property
    def _released(self) -> set[int]:
        return self.refused_and_not_released | self._sends("released")

    def _sends(self, kind: str) -> set[int]:
        return {event["send"] for event in self._of(kind)}

    @property
    def _with_id(self) -> Iterable[dict[str, Any]]:
        """Entries of the ledger that hold the id, or possible id, of a task."""
        return (event for event in self.events if event["event"] in ("accepted", "named"))

    def _of(self, kind: str) -> Iterable[dict[str, Any]]:
        return (event for event in self.events if event["event"] == kind)


def _is_cut(body: object) -> bool:
    return isinstance(body, dict) and "cut_from_bytes" in body


def exchanges(events: Iterable[Event]) -> list[Exchange]:
    """The exchanges of a log, by number."""
    found = [
        Exchange.from_json({name: value for name, value in event.items() if name != "event"})
        for event in events
        if event["event"] == "exchange"
    ]
    return sorted(found, key=lambda exchange: exchange.number)


def renumbered(event: Event, place: Callable[[int], int]) -> Event:
    """An event with new numbers of exchanges."""
    names = [name for name in ("number", "exchange") if isinstance(event.get(name), int)]
    return {**event, **{name: place(event[name]) for name in names}}


def reopen_cases(
    events: Iterable[Event], context: Context, *, ended: bool = False, cut: Container[int] = frozenset()
) -> None:
    """Put cases whose verdict depends on the end of a task back into the context, which knows exchanges and tasks.

    With `ended`, only cases whose tasks have ended; `cut` has the numbers of creates for which this always holds.
    """
    log = {exchange.number: exchange for exchange in context.target.log}
    for event in events:
        if event["event"] == "open":
            case = Case(event["rule"], event["name"], None, event["expect"], disputed=event["disputed"])
            cases = context.pending if case.expect == "refused" else context.promised
            created = log[event["exchange"]]
            wanted = not ended and created.number not in cut
            if wanted or context.poller.wait_task(task_id(created) or "") is not None:
                cases.append((case, created))
