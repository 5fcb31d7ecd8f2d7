"""Create: every media field takes the address of an Active asset, and its rules hold for assets too."""

import json
from functools import partial
from typing import Any

import pytest
from attrs import evolve, frozen

from seedance_conformance.cases.case import Case, Placeholders, References
from seedance_conformance.cases.combined.asset_bodies import packed_assets
from seedance_conformance.cases.create.addresses import RULE, PlaceholderAssets, asset_cases
from seedance_conformance.cases.explicit import Index, all_cases, by_rule, first_violations, named_cases
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.combined import judge_packed, most_billed
from seedance_conformance.suite.create.items import Available, address_of, items, judge_case, judge_cases, published
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answer import asset_id, describe, task_status

_NAMED = by_rule(asset_cases(Placeholders(), PlaceholderAssets()))
_RULES = first_violations(named_cases(), containing="http://")
_BROKEN = [pytest.param(rule, marks=pytest.mark.rule(rule)) for rule in _RULES]
_FEW, _MANY = {"Image": 2, "Video": 2, "Audio": 2}, {"Image": 12, "Video": 5, "Audio": 5}
# Assets of each kind, as many as the valid cases use, and as many as the violations do.
_PACKED = packed_assets(PlaceholderAssets())
_BILLS = [pytest.mark.bills(most_billed(one), 1) for one in _PACKED]


@frozen
class Library:
    """Addresses of Active assets, by kind; one that a fault kept away is missed by the cases that need it, alone."""

    images: list[Attempt[str]]
    videos: list[Attempt[str]]
    audios: list[Attempt[str]]

    def image(self, number: int) -> str:
        """The address of an image asset."""
        return address_of(self.images[number - 1])

    def video(self, number: int) -> str:
        """The address of a video asset."""
        return address_of(self.videos[number - 1])

    def audio(self, number: int) -> str:
        """The address of a sound asset."""
        return address_of(self.audios[number - 1])


@pytest.fixture(scope="module")
def library(context: Context) -> Library:
    """Uploads files of each kind, and waits until they are Active."""
    media = Available(context.media)
    counts = _MANY if context.full and not context.remote else _FEW
    kinds = (("Image", media.image), ("Video", media.video), ("Audio", media.audio))
    sent = [
        [attempt(partial(_upload, context, kind, supply(number + 1))) for number in range(counts[kind])]
        for kind, supply in kinds
    ]
    return Library(*([attempt(partial(_active, context, asset)) for asset in group] for group in sent))


@pytest.fixture(scope="module")
def cases(context: Context, library: Library) -> Index:
    """The valid cases with the addresses of assets."""
    return by_rule(asset_cases(Available(context.media), library))


def _items() -> list[Any]:
    return [
        pytest.param(rule, *item.values, id=f"{rule} {item.id}", marks=[*item.marks, pytest.mark.packed])
        for (rule, _), cases in _NAMED.items()
        for item in items(cases)
    ]


@pytest.mark.parametrize(("rule", "places"), _items())
def test_an_active_asset_is_accepted(context: Context, cases: Index, rule: str, places: tuple[int, ...]) -> None:
    """Media strings are http(s) URLs or `asset://ASSET_ID`: the latter is accepted in each field."""
    judge_cases(context, [cases[rule, "accepted"][place] for place in places])


@pytest.mark.remote
@pytest.mark.media
@pytest.mark.rule(RULE)
@pytest.mark.parametrize("place", [pytest.param(n, marks=_BILLS[n], id=one.name) for n, one in enumerate(_PACKED)])
def test_assets_in_every_field_are_accepted(context: Context, library: Library, place: int) -> None:
    """The same in few bodies, for a target that bills each of them."""
    judge_packed(context, packed_assets(library)[place], Available(context.media))


@pytest.fixture(scope="module")
def violations(context: Context) -> dict[str, Case]:
    """By rule, with the media of this run."""
    return first_violations(all_cases(Available(context.media)), containing="http://")


@pytest.mark.full
@pytest.mark.loopback
@pytest.mark.parametrize("rule", _BROKEN)
def test_a_violation_with_assets_is_refused(
    context: Context, library: Library, violations: dict[str, Case], rule: str
) -> None:
    """What is wrong with addresses is wrong with assets."""
    case = violations[rule]
    judge_case(context, evolve(case, body=_with_assets(case.body, Available(context.media), library)))


def _with_assets(body: object, media: References, assets: Library) -> object:
    """The same body with the address of a file replaced by that of its asset."""
    text = json.dumps(body)
    for kind, count in zip(("image", "video", "audio"), _MANY.values(), strict=True):
        for number in range(1, count + 1):
            address, asset = (json.dumps(getattr(supply, kind)(number)) for supply in (media, assets))
            text = text.replace(address, asset)
    return json.loads(text)


def _upload(context: Context, kind: str, url: str) -> str:
    answer = context.target.upload({"assetType": kind, "url": published(url), "name": f"{kind} of the suite"})
    made = asset_id(answer)
    if made is None:
        raise Inconclusive(f"there is no asset to use: an upload got {describe(answer)}")
    return made


def _active(context: Context, uploaded: Attempt[str]) -> str:
    asset = uploaded.get()
    answer = context.poller.wait_asset(asset)
    if answer is None or task_status(answer) != "active":
        raise Inconclusive(f"there is no Active asset to use: {describe(answer) if answer else 'none came in time'}")
    return f"asset://{asset}"
