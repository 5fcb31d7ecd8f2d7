"""The rules about media apply to assets as well as to addresses; totals count both."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest
from attrs import define

from seedance_conformance.cases.case import Case
from seedance_conformance.cases.media.assets import BAD, GOOD, MIXTURES, SLOTS, AssetFile, Mixture, Type, slots_for
from seedance_conformance.cases.media.slots import Slot
from seedance_conformance.suite.assets.pool import reviewed
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.expectations import expect_refused
from seedance_conformance.suite.media.case_groups import KNOWN_GOOD_FILES, expect_known_good, judge_media
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, describe, task_status
from seedance_conformance.transport.exchange import Exchange

pytestmark = [pytest.mark.full, pytest.mark.loopback]

_PLAIN: dict[Type, str] = {"Image": "image-1.png", "Video": "video-1.mp4", "Audio": "audio-1.wav"}


@define
class Uploads:
    """Uploads by file, sent together so that their reviews overlap."""

    context: Context

    def send(self, kind: Type, name: str) -> Attempt[Exchange]:
        """Upload a file once, and return the answer."""
        return self.context.once(("upload", kind, name), lambda: attempt(partial(self._upload, kind, name)))

    def _upload(self, kind: Type, name: str) -> Exchange:
        addresses = self.context.addresses
        url = addresses.published(addresses.url(name))
        return self.context.target.upload({"assetType": kind, "url": url, "name": name})

    def end(self, kind: Type, name: str) -> Exchange:
        """The refusal, or the first detail that shows the end of the review; Inconclusive if it doesn't end in time."""
        return self.context.once(("review", kind, name), partial(self._reviewed, kind, name))

    def _reviewed(self, kind: Type, name: str) -> Exchange:
        answer = self.send(kind, name).get()
        asset = asset_id(answer)
        if call_outcome(answer) is Outcome.REFUSED or asset is None:
            return answer
        shown = reviewed(self.context.target, self.context.poller, asset)
        if shown is None:
            raise Inconclusive(f"{name}: the upload was accepted, but the asset is lost or still in review")
        return shown

    def uri(self, kind: Type, name: str) -> str | None:
        """The asset's address for a create; None if it did not become Active."""
        shown = self.end(kind, name)
        return f"asset://{asset_id(self.send(kind, name).get())}" if task_status(shown) == "active" else None


@pytest.fixture(scope="module")
def uploads(request: pytest.FixtureRequest, context: Context) -> Uploads:
    """Uploads what the selected tests need before the first of them waits."""
    return context.once(Uploads, lambda: _uploads(request.session.items, context))


def _uploads(items: Iterable[pytest.Item], context: Context) -> Uploads:
    uploads = Uploads(context)
    for kind, name in _files(items):
        uploads.send(kind, name)
    return uploads


def _files(items: Iterable[pytest.Item]) -> Iterator[tuple[Type, str]]:
    for item in items:
        parameters: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
        found = parameters.get("file") or parameters.get("mixture")
        if isinstance(found, AssetFile):
            yield found.type, found.name
        elif isinstance(found, Mixture):
            yield from ((found.type, name) for name, asset in found.entries if asset)


def _params(found: Sequence[AssetFile | Mixture]) -> list[Any]:
    return [pytest.param(one, id=f"{one.label} ({one.rule})", marks=_marks(one)) for one in found]


def _marks(found: AssetFile | Mixture) -> list[pytest.MarkDecorator]:
    names = [found.name] if isinstance(found, AssetFile) else [name for name, _ in found.entries]
    return [pytest.mark.rule(found.rule), pytest.mark.files(*names, *KNOWN_GOOD_FILES)]


@pytest.mark.parametrize("file", _params(BAD))
def test_a_file_out_of_bounds_is_refused_as_an_asset(context: Context, uploads: Uploads, file: AssetFile) -> None:
    """Its upload is refused, or its review fails, or creates with it are refused in every slot."""
    _expect_known_good_asset(context, uploads, file.type)
    expect_known_good(context, file.rule)
    uri = uploads.uri(file.type, file.name)
    if uri is None:
        context.evidence(1)
        return
    slots = slots_for(file)
    for slot in slots:
        body = context.addresses.published(slot.body(context.addresses, uri))
        expect_refused(
            context, Case(file.rule, f"{file.label} as {slot.name}", body, "refused", late=True, disputed=file.disputed)
        )
    context.evidence(len(slots))


@pytest.mark.parametrize("file", _params(GOOD))
def test_a_file_within_the_bounds_is_accepted_as_an_asset(context: Context, uploads: Uploads, file: AssetFile) -> None:
    """The library accepts it, it becomes Active, and a create may use it."""
    uri = uploads.uri(file.type, file.name)
    if uri is None:
        _expect_known_good_asset(context, uploads, file.type)
        ended = uploads.end(file.type, file.name)
        raise Breach("an asset that becomes Active", f"{file.name}: {describe(ended)}", ended)
    files = context.addresses
    alone = [slot for slot in slots_for(file) if slot.length == 1]
    slot = alone[GOOD.index(file) % len(alone)]
    control = slot.body(files, files.url(file.name))
    case = Case(file.rule, f"{file.label} as {slot.name}", slot.body(files, uri), "accepted", control)
    judge_media(context, case)


@pytest.mark.parametrize("mixture", _params(MIXTURES))
def test_totals_count_assets_and_addresses_together(context: Context, uploads: Uploads, mixture: Mixture) -> None:
    """The bound on the total length applies to assets and addresses alike."""
    files = context.addresses
    slot: Slot = SLOTS[mixture.type][MIXTURES.index(mixture) % 2]
    entries = []
    for name, asset in mixture.entries:
        address = uploads.uri(mixture.type, name) if asset else files.url(name)
        if address is None:
            raise Inconclusive(f"{name} did not become an Active asset: {describe(uploads.end(mixture.type, name))}")
        entries.append(address)
    body = slot.list_body(files, entries)
    if mixture.fits:
        plain = slot.list_body(files, [files.url(name) for name, _ in mixture.entries])
        judge_media(context, Case(mixture.rule, mixture.label, body, "accepted", plain, disputed=True))
    else:
        judge_media(context, Case(mixture.rule, mixture.label, body, "refused", late=True))


def _expect_known_good_asset(context: Context, uploads: Uploads, kind: Type) -> None:
    """Make sure that the library accepts a known-good file of the type; otherwise its refusals show nothing."""
    if uploads.uri(kind, _PLAIN[kind]) is None:
        ended = uploads.end(kind, _PLAIN[kind])
        raise Inconclusive(f"a known-good {kind} does not become Active either: {describe(ended)}")
