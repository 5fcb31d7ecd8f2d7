"""Uploads for the tests about the asset library: bodies, their two judgements, and Active assets to share."""

from typing import Any, Final, Literal

from attrs import define, field

from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.wire.answer import Outcome, asset_id, call_outcome, describe, task_status
from seedance_conformance.wire.exchange import Exchange

Kind = Literal["Image", "Video", "Audio", "Document"]
KINDS: Final[tuple[Kind, ...]] = ("Image", "Video", "Audio", "Document")


def address(media: Media, kind: Kind) -> str:
    """The address of a file that can surely be uploaded; no format is stated for documents, so an image will do."""
    return {"Image": media.image, "Video": media.video, "Audio": media.audio, "Document": media.image}[kind](1)


def upload_body(media: Media, kind: Kind, **edits: Any) -> dict[str, Any]:
    """A valid upload with a plain name, but for the edits; `...` leaves a field out."""
    body = {"assetType": kind, "url": address(media, kind), "name": f"suite {kind}", **edits}
    return {name: value for name, value in body.items() if value is not ...}


def taken(answer: Exchange) -> bool:
    """Whether an upload was not turned down; a 2xx answer without an id counts, since AS-UP-RESP judges its form."""
    success = answer.status is not None and 200 <= answer.status < 300 and not answer.failure
    return success and call_outcome(answer) is not Outcome.REFUSED


def expect_upload_accepted(context: Context, rule: str, body: dict[str, Any], control: dict[str, Any]) -> None:
    """Judge that a valid upload is accepted, and does not end Failed where a simpler one becomes Active.

    Raises:
        Breach: it was refused although the control was accepted.
        Inconclusive: the control was refused too, or the asset is still in review.
    """
    answer = context.target.upload(body)
    failure = _failure(context, answer)
    if failure is None:
        return
    other = context.target.upload(control)
    if control != body and _failure(context, other) is not None:
        raise Inconclusive(f"a simpler upload is refused too, by {describe(other)}")
    raise Breach("accepted", describe(failure), failure)


def _failure(context: Context, answer: Exchange) -> Exchange | None:
    """The answer that shows that an upload failed, at once or late; None if it did not."""
    if not taken(answer):
        return answer
    name = asset_id(answer)
    shown = context.follower.wait_asset(name) if name else None
    return shown if shown is not None and task_status(shown) == "failed" else None


def expect_upload_refused(context: Context, rule: str, body: object) -> None:
    """Judge that a broken upload is refused, at once or late by status Failed.

    Raises:
        Breach: it was not refused.
        Inconclusive: it was accepted and is still in review.
    """
    answer = context.target.upload(body)
    outcome = call_outcome(answer)
    if outcome is Outcome.REFUSED:
        return
    name = asset_id(answer)
    if outcome is Outcome.UNCLEAR or name is None:
        raise Breach("refused", f"{outcome.value}: {describe(answer)}", answer)
    shown = context.follower.wait_asset(name)
    if shown is None:
        raise Inconclusive("the upload was accepted, and the asset is still in review")
    if task_status(shown) != "failed":
        raise Breach("refused, or Failed after the review", f"accepted: {describe(answer)}", answer)
    context.confirm(rule, late=True)


@define
class Shelf:
    """Active assets, one of each kind, uploaded when they are first asked for."""

    context: Context
    _assets: dict[Kind, str | Inconclusive] = field(factory=dict, init=False)

    def active(self, kind: Kind) -> str:
        """The id of an Active asset that no test deletes.

        Raises:
            Inconclusive: the target gives none, which other rules judge.
        """
        if kind not in self._assets:
            try:
                self._assets[kind] = self.fresh(kind)
            except Inconclusive as reason:
                self._assets[kind] = reason
        found = self._assets[kind]
        if isinstance(found, Inconclusive):
            raise Inconclusive(str(found))
        return found

    def fresh(self, kind: Kind) -> str:
        """The id of an Active asset of the caller's own.

        Raises:
            Inconclusive: the target gives none.
        """
        answer = self.context.target.upload(upload_body(self.context.media, kind))
        name = asset_id(answer)
        if call_outcome(answer) is not Outcome.ACCEPTED or name is None:
            raise Inconclusive(f"a valid {kind} is not taken by the library: {describe(answer)}")
        shown = self.context.follower.wait_asset(name)
        if shown is None or task_status(shown) != "active":
            raise Inconclusive(f"a valid {kind} did not become Active in time")
        return name
