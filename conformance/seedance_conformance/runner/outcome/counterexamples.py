"""Counterexamples: what a report shows of a breach: its request and answer, and how to see it again."""

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Any

from seedance_conformance.media.server import SERVE_PORT
from seedance_conformance.report.events import RECORDED
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.suite.verdicts import Breach, ResultBreach
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.redaction import redact_text
from seedance_conformance.transport.reproduction.curl import to_curl
from seedance_conformance.transport.reproduction.script import Claim, Surroundings, to_script
from seedance_conformance.transport.reproduction.steps import Origins

_SHOWN_BYTES = 2_000
_HEX_BYTES = 256
# Nesting levels that every JSON reader supports; deeper bodies are shown as text.
_DEEPEST = 100


class Counterexamples:
    """Makes the counterexamples of a run from its exchanges, which may grow, and its events, for the media's ports."""

    def __init__(self, exchanges: Sequence[Exchange], settings: Settings, events: Sequence[dict[str, Any]]) -> None:
        self._origins = Origins(exchanges)
        self._settings = settings
        self._events = events

    def show(self, rule: str, breach: Breach) -> dict[str, Any]:
        """The counterexample as `report.json` has it."""
        shown: dict[str, Any] = {"curl": "", "script": "", "request": {}, "response": {}}
        exchange = breach.exchange
        if exchange is not None:
            claim = Claim(
                rule,
                breach.expected,
                breach.observed,
                has_file=isinstance(breach, ResultBreach),
                repetition=breach.repetition,
                later=breach.later if isinstance(breach, ResultBreach) else 0.0,
                endless=breach.endless,
            )
            shown["curl"] = to_curl(exchange, self._settings.connection.route.curl_options)
            shown["script"] = to_script(self._origins.steps([exchange, *breach.others]), claim, self._surroundings())
            if self._events and self._events[0].get("profile") == RECORDED:
                # The bodies are somebody's, and the addresses in them may be signed.
                shown |= {name: redact_text(shown[name]) for name in ("curl", "script")}
            shown |= _both(exchange)
        return {**shown, "expected": breach.expected, "observed": breach.observed}

    def _surroundings(self) -> Surroundings:
        settings, bind = self._settings, self._settings.connection.media_bind
        advertised = settings.connection.media_advertise
        ports = [event["port"] for event in self._events if event["event"] == "media"]
        fixed = bind.port or (advertised.port if advertised else None)
        where = "" if bind.host == "127.0.0.1" else f" --bind {bind.host}"
        return Surroundings(
            kind=settings.kind,
            media_ports=[*ports, fixed] if fixed else ports,
            serve_port=None if fixed else SERVE_PORT,
            serve=f"seedance media serve --port {bind.port or fixed or SERVE_PORT}{where}",
            pause=settings.poll_seconds,
            limit=settings.task_timeout,
            route=settings.connection.route.curl_options,
        )


def _both(exchange: Exchange) -> dict[str, Any]:
    """A request and its answer."""
    stored = exchange.to_json()
    return {
        "request": {
            "method": exchange.method,
            "url": stored["url"],
            "headers": stored["request_headers"],
            "body": _shown(exchange.request_body, stored["request_body"]),
        },
        "response": {
            "status": exchange.status,
            "headers": stored["headers"],
            "body": _shown(exchange.body, stored["body"]),
            "failure": exchange.failure,
        },
    }


def _shown(body: bytes, stored: Any) -> Any:
    """A body, redacted in `stored`: JSON as JSON, other texts as text, other bytes in hexadecimal digits; cut."""
    text = stored if isinstance(stored, str) else stored.get("text")
    if text is None:
        more = f" ... ({len(body):,} bytes)" if len(body) > _HEX_BYTES else ""
        return f"bytes {body[:_HEX_BYTES].hex(' ')}{more}"
    depth = max(accumulate((letter in "[{") - (letter in "]}") for letter in text), default=0)
    if depth <= _DEEPEST:
        with suppress(ValueError):
            return json.loads(text)
    return text if len(text) <= _SHOWN_BYTES else text[:_SHOWN_BYTES] + "..."
