"""The requests that a counterexample consists of: those that show the breach, and those that they follow from.

A query needs the create of its task, a create with `asset://ID` the upload and the end of its review, and a call about
a deleted asset the deletion.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from attrs import define, field

from seedance_conformance.transport.answers.answer import asset_id, task_id, task_status
from seedance_conformance.transport.exchange import Exchange

_ASSET = re.compile(rb"asset://([^\"\\\s?#/]+)")
_SIGNATURE = re.compile(rb"\?[^\s\"]*")
_ENDS = ("completed", "failed", "active")
# Shorter ids may be serial numbers, whose neighbours exist.
_SHORTEST_BENT = 8

Request: TypeAlias = tuple[str, str, str, int]
"""What tells two requests apart: method, URL, role of the key, body."""


@define
class Origins:
    """The create or upload that made each id of a run.

    Args:
        log: every exchange of the run; it may grow.
    """

    log: Sequence[Exchange] = field(repr=False)
    _made: dict[str, Exchange] = field(factory=dict, init=False, repr=False)
    _sent: dict[Request, list[Exchange]] = field(factory=dict, init=False, repr=False)
    _read: int = field(default=0, init=False)

    def steps(self, shown: Iterable[Exchange]) -> list[Exchange]:
        """The requests that show a breach, with those that they follow from, in the order in which they were sent."""
        self._update()
        found: dict[int, Exchange] = {}
        for exchange in shown:
            self._add(exchange, found)
            for before in self._answered_otherwise(exchange):
                self._add(before, found)
        return sorted(found.values(), key=lambda one: (one.sent, one.number))

    def _update(self) -> None:
        news = self.log[self._read :]
        self._read += len(news)
        for exchange in news:
            self._sent.setdefault(_request(exchange), []).append(exchange)
            name = made_by(exchange)
            if name is not None:
                self._made.setdefault(name, exchange)

    def _answered_otherwise(self, exchange: Exchange) -> list[Exchange]:
        """The same request from before, or sent meanwhile, if its answer was another one: a fault may need both.

        For a create or an upload another answer has another HTTP status; for a question the same status of the task
        or asset, with other content.
        """
        same = self._sent.get(_request(exchange), [])
        before = [one for one in same if one.number != exchange.number and one.sent < exchange.ended]
        if exchange.operation in ("create", "upload"):
            return [one for one in before if one.status != exchange.status][:1]
        if exchange.operation in ("query", "detail") and exchange.method == "GET" and exchange.status == 200:
            word = task_status(exchange)
            return [one for one in before if task_status(one) == word and _content(one) != _content(exchange)][:1]
        return []

    def _add(self, exchange: Exchange, found: dict[int, Exchange]) -> None:
        if exchange.number in found:
            return
        found[exchange.number] = exchange
        for name in self._ids_in(exchange):
            if self._made[name].number < exchange.number:
                self._add(self._made[name], found)
                found.update((one.number, one) for one in self._between(name, exchange))

    def _ids_in(self, exchange: Exchange) -> Iterator[str]:
        """The known ids that occur in a request, also bent ones, such as one without its last character."""
        for given in dict.fromkeys(_named(exchange)):
            if given in self._made:
                yield given
            else:
                yield from (name for name in self._made if _is_bent(given, name))

    def _between(self, name: str, exchange: Exchange) -> Iterator[Exchange]:
        """What happened to a task or asset before a request: the end that was seen, and its deletions."""
        about = [one for one in self.log if one.subject == name and one.sent < exchange.sent]
        made = self._made[name]
        if exchange.operation != "query" or exchange.key != made.key:
            ends = (one for one in about if one.key == made.key and one.method == "GET" and task_status(one) in _ENDS)
            yield from list(ends)[:1]
        yield from [one for one in about if one.operation == "delete" and one.method == "DELETE"][:2]


def made_by(exchange: Exchange) -> str | None:
    """The id of the task or asset that a create or an upload made."""
    if exchange.operation == "create":
        return task_id(exchange)
    return asset_id(exchange) if exchange.operation == "upload" else None


def names_id(exchange: Exchange, name: str) -> bool:
    """Whether a request names a task or an asset, perhaps by a bent id."""
    return any(given == name or _is_bent(given, name) for given in _named(exchange))


def _request(exchange: Exchange) -> Request:
    return exchange.method, exchange.url, exchange.key, hash(exchange.request_body)


def _content(exchange: Exchange) -> bytes:
    """An answer without the queries of its addresses: a signature may be new in each answer."""
    return _SIGNATURE.sub(b"", exchange.body)


def _named(exchange: Exchange) -> Iterator[str]:
    """What a request names: the last segment of its path, and the assets in its body."""
    if exchange.subject is not None:
        yield exchange.subject
    if exchange.operation not in ("create", "upload"):
        yield unquote(urlsplit(exchange.url).path.rpartition("/")[2])
    yield from (name.decode("utf-8", "replace") for name in _ASSET.findall(exchange.request_body))


def _is_bent(given: str, name: str) -> bool:
    if len(given) < _SHORTEST_BENT:
        return False
    return (given in name and 2 * len(given) + 2 > len(name)) or (name in given and len(given) <= len(name) + 2)
