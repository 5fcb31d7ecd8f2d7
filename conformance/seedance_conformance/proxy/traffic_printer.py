"""Shows the traffic while it passes: a line for each request, and each broken rule once. It has its own thread."""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Final

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.proxy.upstream import Upstream
from seedance_conformance.recording.judging.answers import Answers, judge_answers
from seedance_conformance.recording.judging.requests import judge_requests
from seedance_conformance.recording.reading.entry import Entry, Lack
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.suite.context import Notes
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.billing import Charge, charge
from seedance_conformance.transport.redaction import redact_text

_WINDOW: Final = 200  # exchanges that are judged together while traffic passes; the report judges all
_LONGEST: Final = 1 << 16  # bytes of a body in the window
_EVERY: Final = 2.0  # seconds between two judgements
_SHARE: Final = 20  # judging takes at most a twentieth of the time
_PAUSE: Final = 0.1  # seconds between two looks for exchanges
_WIDTH: Final = 80  # characters of a path or id in a line
_WAITING: Final = 10_000  # lines; the oldest are dropped rather than kept in memory

Say = Callable[[str], None]
"""Prints a line."""


class TrafficPrinter(threading.Thread):
    """Prints lines about exchanges by `say`, so a slow terminal never holds traffic back; `judges`: also breaches."""

    def __init__(self, upstream: Upstream, catalogue: Catalogue, say: Say, *, judges: bool) -> None:
        super().__init__(daemon=True)
        self._upstream, self._rules, self._judges = upstream, catalogue.rules, judges
        self._print = say
        # A queue would wake this thread for each exchange, and take the interpreter from the traffic in that moment.
        self._waiting: deque[Entry | str] = deque(maxlen=_WAITING)
        self._closed = threading.Event()
        self._window: deque[Entry] = deque(maxlen=_WINDOW)
        self._told: set[str] = set()
        self._next = time.monotonic() + _EVERY
        self._new = False

    def _say(self, line: str) -> None:
        self._print(redact_text(line))  # a breach may quote an answer

    def seen(self, what: Entry | str) -> None:
        """Take an exchange, or a line to print."""
        self._waiting.append(what)

    def close(self) -> None:
        """Print what is left, and end."""
        self._closed.set()
        self.join(5.0)

    def run(self) -> None:
        """Print and judge until `close`."""
        while not self._closed.wait(_PAUSE):
            self._show()
            if self._judges and self._new and time.monotonic() >= self._next:
                self._judge()
        self._show()

    def _show(self) -> None:
        while self._waiting:
            what = self._waiting.popleft()
            if isinstance(what, str):
                self._say(what)
                continue
            self._say(line_of(what))
            if len(what.exchange.body) <= _LONGEST and what.exchange.operation != "other":
                self._window.append(what)
                self._new = True

    def _judge(self) -> None:
        begun = time.monotonic()
        self._new = False
        recording = Recording((), self._upstream.base_url, self._upstream.kind, tuple(self._window))
        judge_answers(Answers(recording), self)
        for rule, evidence in judge_requests(recording).evidence.items():
            for breach in evidence.breaches[:1]:
                self.record(rule, "", breach, Notes())
        ended = time.monotonic()
        self._next = ended + max(_EVERY, _SHARE * (ended - begun))

    def record(self, rule_id: str, case: str, error: BaseException | None, notes: Notes) -> None:
        """Print a breach, once for each rule, if it would fail a report."""
        rule = self._rules[rule_id]
        judged = rule.level == "MUST" and not (rule.disputed and self._upstream.remote)
        if isinstance(error, Breach) and judged and rule_id not in self._told:
            self._told.add(rule_id)
            number = f" (exchange {error.exchange.number})" if error.exchange else ""
            self._say(f"BREACH {rule_id}: {rule.statement}; observed: {error.observed}{number}")


def line_of(entry: Entry) -> str:
    """An exchange as one line: time, call, status, seconds, and for a create what it cost."""
    exchange = entry.exchange
    clock = datetime.fromtimestamp(exchange.sent).strftime("%H:%M:%S")
    answered = {None: "no answer", "dropped": "the service broke off", "aborted": "the client gave up"}
    status = str(exchange.status) if exchange.status is not None else answered[exchange.failure]
    path = "/" + exchange.url.partition("://")[2].partition("?")[0].partition("/")[2]
    name = exchange.operation if exchange.operation != "other" else shortened(path)
    subject = f" {shortened(exchange.subject)}" if exchange.subject else ""
    costs = {Charge.ACCEPTED: ", a task was started", Charge.REFUSED: ", not billed", Charge.UNKNOWN: ", MAYBE BILLED"}
    charged = Charge.UNKNOWN if Lack.ANSWER in entry.lacks else charge(exchange)
    cost = costs[charged] if exchange.operation == "create" else ""
    return (
        f"{clock} #{exchange.number} {exchange.method} {name}{subject}: {status} after {exchange.seconds:.2f} s{cost}"
    )


def shortened(text: str) -> str:
    """A long text with its beginning and its end, which tell paths and ids apart."""
    half = _WIDTH // 2
    return text if len(text) <= _WIDTH else f"{text[:half]}...{text[3 - half :]}"
