"""Uploads for the tests about the asset library: bodies, two expectations, and a pool of Active assets."""

import threading
import time
from collections.abc import Sequence
from functools import partial
from typing import Any, Final, Literal

from attrs import define, field

from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.server_errors import answered, expect_evidence, is_success
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, describe, task_status
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.polling import TaskPoller

Kind = Literal["Image", "Video", "Audio", "Document"]
KINDS: Final[tuple[Kind, ...]] = ("Image", "Video", "Audio", "Document")

# The files to upload. The first of each kind is kept, and creates never name it by address; tests delete the others.
_STOCK: Final[dict[Kind, Sequence[int]]] = {
    "Image": range(12, 1, -1),
    "Video": range(5, 1, -1),
    "Audio": range(5, 1, -1),
    "Document": (1, 2),
}


def uri(asset: str) -> str:
    """The address by which a create names an asset."""
    return f"asset://{asset}"


def active_uri(context: Context, upload: Exchange) -> str | None:
    """The address for a create of what was uploaded; None if it doesn't become Active."""
    name = asset_id(upload)
    shown = reviewed(context.target, context.poller, name) if name else None
    return uri(name) if name and shown and task_status(shown) == "active" else None


def address(media: Media, kind: Kind, number: int = 1) -> str:
    """The address of a surely valid file; an image serves as a document, since documents have no stated format."""
    return {"Image": media.image, "Video": media.video, "Audio": media.audio, "Document": media.image}[kind](number)


def upload_body(media: Media, kind: Kind, **edits: Any) -> dict[str, Any]:
    """A valid upload with a plain name, apart from the edits; `...` removes a field."""
    body = {"assetType": kind, "url": address(media, kind), "name": f"suite {kind}", **edits}
    return {name: value for name, value in body.items() if value is not ...}


def upload_not_refused(answer: Exchange) -> bool:
    """Whether an upload was not refused; a 2xx answer without an id counts, since AS-UP-RESP judges its form."""
    return is_success(answer) and call_outcome(answer) is not Outcome.REFUSED


def reviewed(target: Target, poller: TaskPoller, asset: str) -> Exchange | None:
    """The detail of an asset after its review; None if the review doesn't end in time.

    An asset that can't be found at the second try either isn't waited for.
    """
    answer = target.detail(asset)
    if call_outcome(answer) is Outcome.REFUSED:
        time.sleep(_SECOND_TRY)
        answer = target.detail(asset)
    if call_outcome(answer) is Outcome.REFUSED:
        return None
    ended = call_outcome(answer) is Outcome.ACCEPTED and task_status(answer) in ("active", "failed")
    return answer if ended else poller.wait_asset(asset)


# Seconds; a library may need a moment until it finds a new asset.
_SECOND_TRY = 0.2


def expect_uploads_accepted(context: Context, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Judge that valid uploads are accepted, and don't end Failed if their control, a simpler upload, doesn't.

    All are sent before waiting for the first. Raises Breach, or Inconclusive if the control fails, too.
    """
    context.evidence(len(pairs))
    answers = [context.target.upload(body) for body, _ in pairs]
    for (body, control), answer in zip(pairs, answers, strict=True):
        failure = _failure(context, answer)
        if failure is None:
            continue
        expect_evidence(failure)
        other = None if body == control else _failure(context, context.target.upload(control))
        if other is not None:
            raise Inconclusive(f"a simpler upload is refused too, by {describe(other)}")
        raise Breach("accepted", describe(failure), failure)


def _failure(context: Context, answer: Exchange) -> Exchange | None:
    """The answer that shows that an upload failed, at once or late; None if it didn't."""
    if not upload_not_refused(answer):
        return answer
    name = asset_id(answer)
    shown = reviewed(context.target, context.poller, name) if name else None
    return shown if shown is not None and task_status(shown) == "failed" else None


def expect_uploads_refused(context: Context, rule: str, bodies: Sequence[object], *, immediately: bool = False) -> None:
    """Judge that broken uploads are refused, at once or late by status Failed.

    `immediately`: a field is missing or of a wrong type, which needs no review; only a bad address may be found late.
    Raises Breach if one was not refused, and Inconclusive while one is in review.
    """
    context.evidence(len(bodies))
    answers = [context.target.upload(body) for body in bodies]
    late = [answer for answer in answers if call_outcome(answer) is not Outcome.REFUSED]
    for answer in late:
        expect_evidence(answer)
        if immediately:
            raise Breach("refused at once", f"{call_outcome(answer).value}: {describe(answer)}", answer)
        _expect_failed(context, answer)
    if late:
        context.confirm(rule, late=True)


def _expect_failed(context: Context, answer: Exchange) -> None:
    name = asset_id(answer)
    if call_outcome(answer) is Outcome.UNCLEAR or name is None:
        raise Breach("refused", f"{call_outcome(answer).value}: {describe(answer)}", answer, is_forbidden=True)
    shown = reviewed(context.target, context.poller, name)
    if shown is None:
        raise Inconclusive("the upload was accepted, and the asset is still in review")
    if task_status(shown) != "failed":
        expected, observed = "refused, or Failed after the review", f"accepted: {describe(answer)}"
        raise Breach(expected, observed, answer, others=[shown], is_forbidden=True)


def deletes(target: Target, answer: Exchange, asset: str) -> bool:
    """Whether a deletion succeeded. A 2xx that says no counts if the asset is gone; AS-DEL-RESP judges the answer."""
    if call_outcome(answer) is Outcome.ACCEPTED:
        return True
    return is_success(answer) and call_outcome(target.detail(asset)) is Outcome.REFUSED


def expect_deleted(target: Target, asset: str) -> Exchange:
    """The answer to the deletion of an asset; raises Inconclusive if that fails."""
    answer = target.delete(asset)
    if not deletes(target, answer, asset):
        raise Inconclusive(f"the asset can't be deleted: {describe(answer)}")
    return answer


@define
class AssetPool:
    """Active assets for the tests that need some; all are uploaded when a test asks for the first.

    Without an asset of the kind its methods raise Inconclusive, since other rules judge that.
    """

    _target: Target
    _poller: TaskPoller
    _media: Media
    _stock: dict[Kind, list[Exchange]] = field(factory=dict)
    _lost: dict[Kind, list[Attempt[Exchange]]] = field(factory=dict)
    _active: dict[Kind, str] = field(factory=dict)
    _documents: dict[Kind, str] = field(factory=dict)
    _as_document: dict[Kind, Attempt[Exchange]] = field(factory=dict)
    _lock: threading.Lock = field(factory=threading.Lock)

    def active(self, kind: Kind) -> str:
        """The id of an Active asset that no test deletes."""
        answer = self._stocked(kind)[0]
        if kind not in self._active:
            self._active[kind] = self._waited(kind, answer)
        return self._active[kind]

    def uploaded(self, kind: Kind) -> str:
        """The id of an asset that no test deletes, however its review ends."""
        return _accepted(kind, self._stocked(kind)[0])

    def fresh(self, kind: Kind) -> str:
        """The id of an Active asset that only the caller uses."""
        stock = self._stocked(kind)
        with self._lock:
            taken = stock.pop() if len(stock) > 1 else None
        found = self._waited(kind, taken or self._upload(kind, 1))
        if found == asset_id(stock[0]):
            raise Inconclusive(f"the library gives one id, {found}, to several uploads")
        return found

    def as_document(self, kind: Kind) -> str | None:
        """The id of an Active Document whose file is of a kind that creates can use, so that only its type is wrong.

        None if the library refuses the file as a Document; the pages name no format for documents.
        """
        self._stocked(kind)
        if kind not in self._documents:
            try:
                self._documents[kind] = self._waited("Document", self._as_document[kind].get())
            except Inconclusive:
                return None
        return self._documents[kind]

    def uploaded_now(self, kind: Kind, count: int = 1) -> list[str]:
        """The ids of Active assets of one file, uploaded now and one after another."""
        answers = [self._upload(kind, 1) for _ in range(count)]
        return [self._waited(kind, answer) for answer in answers]

    def deleted(self, kind: Kind) -> str:
        """The id of a deleted asset that was Active; Inconclusive if it can't be deleted, which AS-DEL-PATH judges."""
        asset = self.fresh(kind)
        expect_deleted(self._target, asset)
        return asset

    def _stocked(self, kind: Kind) -> list[Exchange]:
        """The answers to the uploads of a kind; if no file of it could be sent, the error is raised."""
        with self._lock:
            if not self._stock:
                self._fill()
        if not self._stock[kind]:
            self._lost[kind][0].get()
        return self._stock[kind]

    def _fill(self) -> None:
        tried = {kind: [attempt(partial(self._upload, kind, one)) for one in _STOCK[kind]] for kind in KINDS}
        upload = partial(self._upload, kind="Document")
        self._as_document = {kind: attempt(partial(upload, kind, _STOCK[kind][0])) for kind in KINDS}
        self._lost = {kind: [one for one in found if one.error] for kind, found in tried.items()}
        # Set last: if an upload above raises a verdict, the pool stays empty, and the next test tries again.
        self._stock = {kind: [one.get() for one in found if not one.error] for kind, found in tried.items()}

    def _upload(self, file: Kind, number: int, *, kind: Kind | None = None) -> Exchange:
        """Upload a file as its own kind, or as another."""
        body = upload_body(self._media, kind or file, url=address(self._media, file, number))
        return answered(lambda: self._target.upload(body), remote=self._target.remote)

    def _waited(self, kind: Kind, answer: Exchange) -> str:
        name = _accepted(kind, answer)
        shown = reviewed(self._target, self._poller, name)
        if shown is None or task_status(shown) != "active":
            raise Inconclusive(f"a valid {kind} did not become Active in time")
        return name


def _accepted(kind: Kind, answer: Exchange) -> str:
    name = asset_id(answer)
    if call_outcome(answer) is not Outcome.ACCEPTED or name is None:
        raise Inconclusive(f"the library doesn't accept a valid {kind}: {describe(answer)}")
    return name


def asset_pool(context: Context) -> AssetPool:
    """The pool that all tests of the run share."""
    return context.once(AssetPool, lambda: AssetPool(context.target, context.poller, context.media))
