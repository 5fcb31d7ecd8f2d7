"""What an earlier part of the run has sent, so that a resumed run sends nothing billed twice."""

import hashlib
import threading
from collections import defaultdict
from collections.abc import Iterable

from attrs import define, field, frozen

from seedance_conformance.transport.current_case import SHARED
from seedance_conformance.transport.errors import UnderWay
from seedance_conformance.transport.exchange import Exchange


def fingerprint(method: str, path: str, key: str, content: bytes | None) -> str:
    """What tells two requests of a test apart, without holding anything secret.

    Args:
        method: of the request.
        path: below the base URL.
        key: role of the key.
        content: the body.
    """
    return hashlib.sha256(
        f"{method} {path} {key}\n".encode("utf-8", "backslashreplace") + (content or b"")
    ).hexdigest()[:16]


@frozen
class Sent:
    """A request that an earlier part sent: its origin, its mark, and the exchange if an answer is known."""

    case: str
    mark: str
    exchange: Exchange | None


@define
class _Known:
    """What one origin has sent: answers that wait to be asked for again, and what was cut off without one."""

    answers: dict[str, list[Exchange]] = field(factory=lambda: defaultdict(list))
    cut_off: set[str] = field(factory=set)
    astray: bool = False


class Replay:
    """Gives the answers of an earlier part of the run to the tests that were under way when it stopped. Thread-safe.

    Args:
        sent: what was sent before, in order.
        here: the port of our media server now, if there is one.
        before: its ports in earlier parts; bodies may differ in them and are the same all the same.
    """

    def __init__(self, sent: Iterable[Sent], here: int | None = None, before: Iterable[int] = ()) -> None:
        self._moves = [(f":{here}/".encode(), f":{port}/".encode()) for port in before if here and port != here]
        self._lock = threading.Lock()
        self._cases: dict[str, _Known] = defaultdict(_Known)
        for one in sent:
            if one.exchange is not None:
                self._cases[one.case].answers[one.mark].append(one.exchange)
            else:
                self._cases[one.case].cut_off.add(one.mark)

    def take(self, case: str, method: str, path: str, key: str, content: bytes | None) -> Exchange | None:
        """The answer that a request of this origin had already, or None if it was never sent.

        Raises:
            UnderWay: it was sent and the answer is not known, or the test does not repeat itself, so that nobody can
                tell whether it was sent.
        """
        bodies = [content, *((content or b"").replace(new, old) for new, old in self._moves)]
        marks = [fingerprint(method, path, key, body) for body in bodies]
        with self._lock:
            known = self._cases.get(case)
            if known is None:
                return None
            found = next((one for one in marks if known.answers.get(one)), None)
            if found is not None and not known.astray:
                return known.answers[found].pop(0)
            if known.cut_off & set(marks):
                raise UnderWay
            known.astray = known.astray or (not case.startswith(SHARED) and any(known.answers.values()))
            if known.astray:
                raise UnderWay
            return None
