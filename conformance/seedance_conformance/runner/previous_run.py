"""The log of a run that was stopped or killed: what was paid for, what is settled, and what is left to do."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, field

from seedance_conformance.report.events import Event, read_log
from seedance_conformance.runner.restore import exchanges
from seedance_conformance.transport.billing import certainly_refused
from seedance_conformance.transport.polling import shows_end
from seedance_conformance.transport.rate_limit import is_limited
from seedance_conformance.transport.replay import Sent


@define(slots=False)
class Earlier:
    """The log of the earlier parts of a run.

    Attributes:
        events: the whole log, but for a last line that was cut by a kill; none for a run that begins.
    """

    events: list[Event] = field(factory=list)

    @classmethod
    def read(cls, directory: Path) -> "Earlier":
        """Read the log in a directory.

        Raises:
            LogError: there is none, or it can't be used.
        """
        return cls(read_log(directory / "run.jsonl"))

    @property
    def head(self) -> Event:
        """The header: what the run was asked to do."""
        return self.events[0]

    @property
    def finished(self) -> bool:
        """Whether the run came to its own end, or to that of its budget."""
        last = self.events[-1]
        return bool(last["event"] == "footer" and last["stopped"] in (None, "budget"))

    @cached_property
    def done(self) -> frozenset[str]:
        """The tests that have ended."""
        return frozenset(event["case"] for event in self.events if event["event"] == "done")

    @cached_property
    def kept(self) -> list[Event]:
        """What stays in the log: all but the end of the run, and verdicts of tests that run again."""
        of_tests = ("case", "open", "result", "trouble")
        kept = [
            event
            for event in self.events
            if event["event"] != "footer" and (event["event"] not in of_tests or event["case"] in self.done)
        ]
        places = {one.number: place for place, one in enumerate(exchanges(kept), 1)}
        return [_renumbered(event, places) for event in kept]

    @property
    def seconds(self) -> float:
        """How long the run took up to its end, or to the last answer that the log of a killed one shows."""
        if not self.events:
            return 0.0
        if self.events[-1]["event"] == "footer":
            return float(self.events[-1]["seconds"])
        begun = datetime.fromisoformat(self.head["started"]).timestamp()
        return max((one["sent"] + one["seconds"] - begun for one in self._of("exchange")), default=0.0)

    @property
    def media_ports(self) -> list[int]:
        """Where this machine served the media, the last port at the end."""
        return [event["port"] for event in self.events if event["event"] == "media"]

    # -- money -----------------------------------------------------------------------------------------------------

    @property
    def last_send(self) -> int:
        """The number of the last reservation."""
        return max((event["send"] for event in self._of("reserved")), default=0)

    @property
    def spent(self) -> int:
        """Units of the budget that are gone: reserved, and not given back."""
        return len({event["send"] for event in self._of("reserved")} - self._released)

    @property
    def sent(self) -> list[Sent]:
        """Whatever may have been billed, in order; what was put off for its pace, or never left, does not count."""
        answered = {one.send: one for one in exchanges(self.kept) if one.send is not None}
        found = []
        for event in self._of("reserved"):
            answer = answered.get(event["send"])
            never_left = answer is None and event["send"] in self._released
            put_off = answer is not None and is_limited(answer) and event["send"] in self._released
            if not never_left and not put_off:
                found.append(Sent(event["case"], event["mark"], answer))
        return found

    @property
    def orphans(self) -> list[tuple[str, str]]:
        """Tasks whose id was received but not the rest of the answer: id, and role of the key."""
        whole = {one.send for one in exchanges(self.kept)}
        return [(event["task"], event["key"]) for event in self._with_id if event["send"] not in whole]

    @property
    def of_second_account(self) -> bool:
        """Whether tasks were started with the second key, and only that can ask about them."""
        return any(event["key"] == "second" for event in self._with_id)

    @property
    def unsettled(self) -> int:
        """How many sends were paid for, or may have been, and not followed to the end of their task."""
        ended = {one.subject for one in exchanges(self.kept) if one.operation == "query" and shows_end(one)}
        tasks = {event["send"]: event["task"] for event in self._with_id}
        sends = {event["send"] for event in self._of("reserved")} - self._released
        return sum(tasks.get(send) not in ended for send in sends)

    @property
    def refused_and_not_released(self) -> set[int]:
        """What would have been given back: a kill may come between a certain refusal and its entry in the ledger.

        Of an answer that the log has cut nobody can say that no id was in the rest.
        """
        cut = {event["number"] for event in self._of("exchange") if _is_cut(event["body"])}
        whole = (one for one in exchanges(self.events) if one.number not in cut)
        refused = {one.send for one in whole if one.send is not None and certainly_refused(one)}
        return refused - {event["send"] for event in self._of("released")}

    @cached_property
    def _released(self) -> set[int]:
        return self.refused_and_not_released | {event["send"] for event in self._of("released")}

    @property
    def _with_id(self) -> Iterable[dict[str, Any]]:
        """Entries of the ledger that hold the id of a task, or of what may be one."""
        return (event for event in self.events if event["event"] in ("accepted", "named"))

    def _of(self, kind: str) -> Iterable[dict[str, Any]]:
        return (event for event in self.events if event["event"] == kind)


def _is_cut(body: object) -> bool:
    return isinstance(body, dict) and "cut_from_bytes" in body


def _renumbered(event: Event, places: dict[int, int]) -> Event:
    """An event with exchanges counted without gaps: a kill may have taken one of several that came at once."""
    names = [name for name in ("number", "exchange") if isinstance(event.get(name), int)]
    return {**event, **{name: places[event[name]] for name in names}}
