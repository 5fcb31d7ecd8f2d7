"""Create: every media field takes the address of an Active asset."""

from typing import Any

import pytest
from attrs import frozen

from seedance_conformance.strategies.case import Placeholders
from seedance_conformance.strategies.create_addresses import PlaceholderAssets, asset_cases
from seedance_conformance.strategies.explicit import Index, by_rule
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.creates import Available, items, judge_cases
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.wire.answer import asset_id, describe, task_status

_NAMED = by_rule(asset_cases(Placeholders(), PlaceholderAssets()))
_EACH = 2  # files of each kind, as many as the cases use


@frozen
class Library:
    """Addresses of Active assets, by kind."""

    images: list[str]
    videos: list[str]
    audios: list[str]

    def image(self, number: int) -> str:
        """The address of an image asset."""
        return self.images[number - 1]

    def video(self, number: int) -> str:
        """The address of a video asset."""
        return self.videos[number - 1]

    def audio(self, number: int) -> str:
        """The address of a sound asset."""
        return self.audios[number - 1]


@pytest.fixture(scope="module")
def cases(context: Context) -> Index:
    """Uploads files of each kind, waits until they are Active, and builds the cases with their addresses."""
    media = context.media
    kinds = (("Image", media.image), ("Video", media.video), ("Audio", media.audio))
    ids = [[_upload(context, kind, supply(n + 1)) for n in range(_EACH)] for kind, supply in kinds]
    assets = Library(*([_active(context, asset) for asset in group] for group in ids))
    return by_rule(asset_cases(Available(media), assets))


def _items() -> list[Any]:
    return [
        pytest.param(rule, *item.values, id=f"{rule} {item.id}", marks=item.marks)
        for (rule, _), cases in _NAMED.items()
        for item in items(cases)
    ]


@pytest.mark.parametrize(("rule", "places"), _items())
def test_an_active_asset_is_accepted(context: Context, cases: Index, rule: str, places: tuple[int, ...]) -> None:
    """Media strings are http(s) URLs or `asset://ASSET_ID`: the latter is accepted in each field."""
    judge_cases(context, [cases[rule, "accepted"][place] for place in places])


def _upload(context: Context, kind: str, url: str) -> str:
    answer = context.target.upload({"assetType": kind, "url": url, "name": f"{kind} of the suite"})
    made = asset_id(answer)
    if made is None:
        raise Inconclusive(f"there is no asset to use: an upload got {describe(answer)}")
    return made


def _active(context: Context, asset: str) -> str:
    answer = context.follower.wait_asset(asset)
    if answer is None or task_status(answer) != "active":
        raise Inconclusive(f"there is no Active asset to use: {describe(answer) if answer else 'none came in time'}")
    return f"asset://{asset}"
