"""Whether the target reaches the run's media: if it never asks for them, its refusals show nothing."""

import json

from seedance_conformance.cases.bodies import PRO, Shape
from seedance_conformance.media import MediaServer
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answers.answer import maybe_accepted
from seedance_conformance.transport.current_case import shared


def expect_reached(context: Context, body: object) -> None:
    """Raise Inconclusive unless the refusal of a valid body is evidence.

    It is if the target has asked for files, or takes known-good media.
    """
    if _unasked_for(context, body) and _refuses_media(context):
        raise Inconclusive(_reason(context))


def why_unreached(context: Context, body: object) -> str | None:
    """At the end of a run: why the failure of a task with media shows nothing; None if it shows something."""
    return _reason(context) if _unasked_for(context, body) else None


def fetches_nothing(context: Context) -> bool:
    """Whether the target has requested no file from our media server in this run."""
    return isinstance(context.media, MediaServer) and not context.media.requests


def _unasked_for(context: Context, body: object) -> bool:
    # Only the port is compared: some bodies write the host in another way.
    port = getattr(context.media, "public_port", None)
    return fetches_nothing(context) and f":{port}/" in json.dumps(body)


def _refuses_media(context: Context) -> bool:
    media = context.media
    if context.state.unreached:
        return True
    for mode in "FIV":
        body = Shape(PRO[0], mode).body(media)
        with shared("media reachability"):
            answer = context.target.create(body)
        if maybe_accepted(answer) or not _unasked_for(context, body):
            return False
    context.state.unreached = True
    return True


def _reason(context: Context) -> str:
    address = getattr(context.media, "base_url", "the media")
    return f"the target accepted no media in this run and requested none from {address}: can it reach that address?"
