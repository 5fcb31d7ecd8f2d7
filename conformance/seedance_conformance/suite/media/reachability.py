"""Whether the target can reach the run's media. If it can't, a refused body with media shows nothing about a rule."""

import json

from seedance_conformance.cases.bodies import PRO, Shape
from seedance_conformance.media import MediaServer
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answers.answer import maybe_accepted
from seedance_conformance.transport.current_case import shared


def expect_reached(context: Context, body: object) -> None:
    """Raise Inconclusive if a valid body may have been refused only because the target can't reach its media.

    That is excluded if the target has requested a file in this run, or accepts known-good media.
    """
    if _names_unrequested_media(context, body) and _refuses_media(context):
        raise Inconclusive(_reason(context))


def why_unreached(context: Context, body: object) -> str | None:
    """At the end of a run: why the failure of a task with media shows nothing, or None if it is evidence."""
    return _reason(context) if _names_unrequested_media(context, body) else None


def fetches_nothing(context: Context) -> bool:
    """Whether the target has requested no file from our media server in this run."""
    return isinstance(context.media, MediaServer) and not context.media.requests


def _names_unrequested_media(context: Context, body: object) -> bool:
    """Whether a body names our media server, and the target has requested nothing from it in this run."""
    # Only the port is compared: some bodies write the host in another way.
    port = getattr(context.media, "public_port", None)
    return fetches_nothing(context) and f":{port}/" in json.dumps(body)


def _refuses_media(context: Context) -> bool:
    """Whether the target refuses known-good media, and requests none; if so, it isn't asked again in this run."""
    media = context.media
    if context.state.media_unreachable:
        return True
    for mode in "FIV":
        body = Shape(PRO[0], mode).body(media)
        with shared("media reachability"):
            answer = context.target.create(body)
        if maybe_accepted(answer) or not _names_unrequested_media(context, body):
            return False
    context.state.media_unreachable = True
    return True


def _reason(context: Context) -> str:
    address = getattr(context.media, "base_url", "the media")
    return f"the target accepted no media in this run and requested none from {address}: can it reach that address?"
