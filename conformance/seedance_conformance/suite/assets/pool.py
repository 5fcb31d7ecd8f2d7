"""Uploads for the tests about the asset library: bodies, their two judgements, and Active assets to share."""

import time
from collections.abc import Sequence
from functools import partial
from typing import Any, Final, Literal
from weakref import WeakKeyDictionary

from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answer import Outcome, asset_id, call_outcome, describe, task_status
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.polling import TaskPoller
from seedance_conformance.transport.target import Target

Kind = Literal["Image", "Video", "Audio", "Document"]
KINDS: Final[tuple[Kind, ...]] = ("Image", "Video", "Audio", "Document")

_STOCK: Final[dict[Kind, Sequence[int]]] = {
    "Image": range(12, 1, -1),
    "Video": range(5, 1, -1),
    "Audio": range(5, 1, -1),
    "Document": (1, 2),
}
# The files to upload. The first of each kind is kept, and is none that creates name by address too; the others are
# deleted by the tests that take them.


def address(media: Media, kind: Kind, number: int = 1) -> str:
    """The address of a file that can surely be uploaded; no format is stated for documents, so an image will do."""
    return {"Image": media.image, "Video": media.video, "Audio": media.audio, "Document": media.image}[kind](number)


def upload_body(media: Media, kind: Kind, **edits: Any) -> dict[str, Any]:
    """A valid upload with a plain name, but for the edits; `...` leaves a field out."""
    body = {"assetType": kind, "url": address(media, kind), "name": f"suite {kind}", **edits}
    return {name: value for name, value in body.items() if value is not ...}


def taken(answer: Exchange) -> bool:
    """Whether an upload was not turned down; a 2xx answer without an id counts, since AS-UP-RESP judges its form."""
    success = answer.status is not None and 200 <= answer.status < 300 and not answer.failure
    return success and call_outcome(answer) is not Outcome.REFUSED


def reviewed(target: Target, poller: TaskPoller, asset: str) -> Exchange | None:
    """The detail of an asset after its review, or None if that does not end in time.

    An asset that can't be found is looked for twice, and not waited for.
    """
    answer = target.detail(asset)
    if call_outcome(answer) is Outcome.REFUSED:
        time.sleep(_SECOND_LOOK)
        answer = target.detail(asset)
    if call_outcome(answer) is Outcome.REFUSED:
        return None
    ended = call_outcome(answer) is Outcome.ACCEPTED and task_status(answer) in ("active", "failed")
    return answer if ended else poller.wait_asset(asset)


_SECOND_LOOK = 0.2
# Seconds; a library may need a moment until it finds what it has just taken.


def expect_uploads_accepted(context: Context, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Judge that valid uploads are accepted, and don't end Failed where a simpler one becomes Active.

    All of them are sent before the first is waited for.

    Args:
        context: of the run.
        pairs: each valid body with its control, a simpler one.

    Raises:
        Breach: one was refused although its control was accepted.
        Inconclusive: the control was refused too.
    """
    context.evidence(len(pairs))
    answers = [context.target.upload(body) for body, _ in pairs]
    for (body, control), answer in zip(pairs, answers, strict=True):
        failure = _failure(context, answer)
        if failure is None:
            continue
        other = None if body == control else _failure(context, context.target.upload(control))
        if other is not None:
            raise Inconclusive(f"a simpler upload is refused too, by {describe(other)}")
        raise Breach("accepted", describe(failure), failure)


def _failure(context: Context, answer: Exchange) -> Exchange | None:
    """The answer that shows that an upload failed, at once or late; None if it did not."""
    if not taken(answer):
        return answer
    name = asset_id(answer)
    shown = reviewed(context.target, context.poller, name) if name else None
    return shown if shown is not None and task_status(shown) == "failed" else None


def expect_uploads_refused(context: Context, rule: str, bodies: Sequence[object]) -> None:
    """Judge that broken uploads are refused, at once or late by status Failed.

    Raises:
        Breach: one was not refused.
        Inconclusive: one was accepted and is still in review.
    """
    context.evidence(len(bodies))
    answers = [context.target.upload(body) for body in bodies]
    late = [answer for answer in answers if call_outcome(answer) is not Outcome.REFUSED]
    for answer in late:
        _expect_failed(context, answer)
    if late:
        context.confirm(rule, late=True)


def _expect_failed(context: Context, answer: Exchange) -> None:
    name = asset_id(answer)
    if call_outcome(answer) is Outcome.UNCLEAR or name is None:
        raise Breach("refused", f"{call_outcome(answer).value}: {describe(answer)}", answer)
    shown = reviewed(context.target, context.poller, name)
    if shown is None:
        raise Inconclusive("the upload was accepted, and the asset is still in review")
    if task_status(shown) != "failed":
        raise Breach("refused, or Failed after the review", f"accepted: {describe(answer)}", answer)


def deletes(target: Target, answer: Exchange, asset: str) -> bool:
    """Whether a deletion was a success; a 2xx that says no is one if the asset is gone, and AS-DEL-RESP judges it."""
    success = answer.status is not None and 200 <= answer.status < 300 and not answer.failure
    if call_outcome(answer) is Outcome.ACCEPTED:
        return True
    return success and call_outcome(target.detail(asset)) is Outcome.REFUSED


class Shelf:
    """Assets for tests that need Active ones, uploaded together when the first is asked for.

    Args:
        target: whose library it is.
        poller: waits for the assets.
        media: what is uploaded.
    """

    def __init__(self, target: Target, poller: TaskPoller, media: Media) -> None:
        self._target = target
        self._poller = poller
        self._media = media
        self._stock: dict[Kind, list[Exchange]] = {}
        self._lost: dict[Kind, list[Attempt[Exchange]]] = {}
        self._disguised: dict[Kind, Attempt[Exchange]] = {}

    def active(self, kind: Kind) -> str:
        """The id of an Active asset that no test deletes.

        Raises:
            Inconclusive: the target gives none, which other rules judge.
        """
        return self._waited(kind, self._stocked(kind)[0])

    def uploaded(self, kind: Kind) -> str:
        """The id of an asset that no test deletes, whatever became of its review.

        Raises:
            Inconclusive: the target takes none.
        """
        answer = self._stocked(kind)[0]
        name = asset_id(answer)
        if call_outcome(answer) is not Outcome.ACCEPTED or name is None:
            raise Inconclusive(f"a valid {kind} is not taken by the library: {describe(answer)}")
        return name

    def fresh(self, kind: Kind) -> str:
        """The id of an Active asset of the caller's own.

        Raises:
            Inconclusive: the target gives none, or the same for every upload.
        """
        stock = self._stocked(kind)
        found = self._waited(kind, stock.pop() if len(stock) > 1 else self._upload(kind, 1))
        if found == asset_id(stock[0]):
            raise Inconclusive(f"the library gives one id, {found}, to several uploads")
        return found

    def disguised(self, kind: Kind) -> str | None:
        """The id of an Active Document whose file is of another kind, so that its type alone is wrong in a use.

        None if the library does not take such a file as a Document; no format is stated for documents.
        """
        self._stocked(kind)
        try:
            return self._waited("Document", self._disguised[kind].get())
        except Inconclusive:
            return None

    def uploaded_now(self, kind: Kind, count: int = 1) -> list[str]:
        """The ids of assets of one file that are uploaded now, one after another, and have become Active.

        Raises:
            Inconclusive: the target gives none.
        """
        answers = [self._upload(kind, 1) for _ in range(count)]
        return [self._waited(kind, answer) for answer in answers]

    def deleted(self, kind: Kind) -> str:
        """The id of an asset that was Active and is deleted.

        Raises:
            Inconclusive: the target gives none, or does not delete it, which AS-DEL-PATH judges.
        """
        asset = self.fresh(kind)
        answer = self._target.delete(asset)
        if not deletes(self._target, answer, asset):
            raise Inconclusive(f"the asset can't be deleted: {describe(answer)}")
        return asset

    def _stocked(self, kind: Kind) -> list[Exchange]:
        """The answers to the uploads of a kind; a file that could not be sent only makes them fewer.

        Raises:
            Exception: the fault that kept all of them away.
        """
        if not self._stock:
            tried = {each: [attempt(partial(self._upload, each, one)) for one in _STOCK[each]] for each in KINDS}
            self._stock = {each: [one.get() for one in found if not one.fault] for each, found in tried.items()}
            self._lost = {each: [one for one in found if one.fault] for each, found in tried.items()}
            disguise = partial(self._upload, kind="Document")
            self._disguised = {each: attempt(partial(disguise, each, _STOCK[each][0])) for each in KINDS}
        if not self._stock[kind]:
            self._lost[kind][0].get()
        return self._stock[kind]

    def _upload(self, file: Kind, number: int, *, kind: Kind | None = None) -> Exchange:
        """Upload a file as what it is, or as another kind."""
        return self._target.upload(upload_body(self._media, kind or file, url=address(self._media, file, number)))

    def _waited(self, kind: Kind, answer: Exchange) -> str:
        name = asset_id(answer)
        if call_outcome(answer) is not Outcome.ACCEPTED or name is None:
            raise Inconclusive(f"a valid {kind} is not taken by the library: {describe(answer)}")
        shown = reviewed(self._target, self._poller, name)
        if shown is None or task_status(shown) != "active":
            raise Inconclusive(f"a valid {kind} did not become Active in time")
        return name


_SHELVES: WeakKeyDictionary[Target, Shelf] = WeakKeyDictionary()


def shelf_of(context: Context) -> Shelf:
    """The shelf that all tests of a run share."""
    if context.target not in _SHELVES:
        _SHELVES[context.target] = Shelf(context.target, context.poller, context.media)
    return _SHELVES[context.target]
