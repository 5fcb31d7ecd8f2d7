"""Give the answers of the previous run again, so that a resumed run sends nothing billable twice."""

import hashlib
import threading
from collections import defaultdict
from collections.abc import Iterable

from attrs import define, field, frozen

from seedance_conformance.transport.current_case import SHARED
from seedance_conformance.transport.errors import OutcomeUnknown
from seedance_conformance.transport.exchange import Exchange


def fingerprint(method: str, path: str, key: str, content: bytes | None) -> str:
    """A hash that distinguishes the requests of a test, and has no secrets; `key` is the role of the key."""
    told = hashlib.sha256(f"{method} {path} {key}\n".encode("utf-8", "backslashreplace"))
    told.update(content or b"")
    return told.hexdigest()[:16]


@frozen
class SentRequest:
    """A request of the previous run: its case, its fingerprint, and the exchange if the log has its answer."""

    case: str
    mark: str
    exchange: Exchange | None


@define
class _SentByCase:
    """The requests of one case: answers that can be given again, and fingerprints of requests without an answer."""

    answers: dict[str, list[Exchange]] = field(factory=lambda: defaultdict(list))
    unanswered: set[str] = field(factory=set)
    diverged: bool = False


class PreviousAnswers:
    """Gives the answers of the previous run to the tests that were running when it stopped. Thread-safe.

    Args:
        sent: requests of the previous run, in order.
        here: port of the local media server, if there is one.
        before: its ports in previous runs; bodies that differ only in the port count as equal.
    """

    def __init__(self, sent: Iterable[SentRequest], here: int | None = None, before: Iterable[int] = ()) -> None:
        self._moves = [(f":{here}/".encode(), f":{port}/".encode()) for port in before if here and port != here]
        self._lock = threading.Lock()
        self._cases: dict[str, _SentByCase] = defaultdict(_SentByCase)
        for one in sent:
            if one.exchange is not None:
                self._cases[one.case].answers[one.mark].append(one.exchange)
            else:
                self._cases[one.case].unanswered.add(one.mark)

    def take(self, case: str, method: str, path: str, key: str, content: bytes | None) -> Exchange | None:
        """The answer that a request of this case had, or None if it was never sent.

        Raises:
            OutcomeUnknown: it was sent but its answer isn't in the log; or the test now sends other requests, so nobody
                can tell whether it was sent.
        """
        bodies = [content, *((content or b"").replace(new, old) for new, old in self._moves)]
        marks = [fingerprint(method, path, key, body) for body in bodies]
        with self._lock:
            known = self._cases.get(case)
            if known is None:
                return None
            found = next((one for one in marks if known.answers.get(one)), None)
            if found is not None and not known.diverged:
                return known.answers[found].pop(0)
            if known.unanswered & set(marks):
                raise OutcomeUnknown
            known.diverged = known.diverged or (not case.startswith(SHARED) and any(known.answers.values()))
            if known.diverged:
                raise OutcomeUnknown
            return None
