"""Create: every media field accepts the address of an Active asset, and its rules apply to assets too."""

import json
from functools import partial, partialmethod

import pytest
from attrs import evolve, frozen

from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.combined.asset_case import combined_asset_cases
from seedance_conformance.cases.create.addresses import RULE, PlaceholderAssets, asset_cases
from seedance_conformance.cases.explicit import NAMED_CASES, Index, by_rule, first_violations
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.case_groups import (
    CaseGroup,
    cases_of_run,
    group_params,
    judge_case,
    judge_cases,
)
from seedance_conformance.suite.create.combined import judge_combined, most_billed
from seedance_conformance.suite.media.addresses import Addresses
from seedance_conformance.suite.parameters import each_rule
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answers.answer import asset_id, describe, task_status

# How many assets of each kind the valid cases need, and how many the violations need.
_FEW, _MANY = {"Image": 2, "Video": 2, "Audio": 2}, {"Image": 12, "Video": 5, "Audio": 5}
_COMBINED = {one.name: one for one in combined_asset_cases(PlaceholderAssets())}


@frozen
class Library:
    """Active assets of each kind; one that couldn't be made affects only the cases that need it."""

    addresses: Addresses
    images: list[Attempt[str]]
    videos: list[Attempt[str]]
    audios: list[Attempt[str]]

    def _asset(self, group: str, number: int) -> str:
        return self.addresses.of(getattr(self, group)[number - 1])

    image = partialmethod(_asset, "images")
    video = partialmethod(_asset, "videos")
    audio = partialmethod(_asset, "audios")


@pytest.fixture(scope="module")
def library(context: Context) -> Library:
    """Uploads files of each kind, and waits until they are Active."""
    return context.once(Library, lambda: _library(context))


def _library(context: Context) -> Library:
    media = context.addresses
    counts = _MANY if context.full and not context.remote else _FEW
    kinds = (("Image", media.image), ("Video", media.video), ("Audio", media.audio))
    sent = [
        [attempt(partial(_upload, context, kind, supply(number + 1))) for number in range(counts[kind])]
        for kind, supply in kinds
    ]
    return Library(media, *([attempt(partial(_active, context, asset)) for asset in group] for group in sent))


@pytest.fixture(scope="module")
def valid(context: Context, library: Library) -> Index:
    """The valid cases with the addresses of assets."""
    return context.once("cases with assets", lambda: by_rule(asset_cases(context.addresses, library)))


@pytest.mark.combined
@pytest.mark.parametrize("cases", group_params(by_rule(asset_cases(Placeholders(), PlaceholderAssets())), "accepted"))
def test_an_active_asset_is_accepted(context: Context, valid: Index, cases: CaseGroup) -> None:
    """Media fields accept http(s) URLs and `asset://ASSET_ID`: the latter is accepted in each field."""
    judge_cases(context, cases.in_run(valid))


@pytest.mark.remote
@pytest.mark.media
@pytest.mark.rule(RULE)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.bills(most_billed(one), 1)) for name, one in _COMBINED.items()]
)
def test_assets_in_every_field_are_accepted(context: Context, library: Library, name: str) -> None:
    """The same in a few combined bodies, for a target that bills each of them."""
    judge_combined(context, next(one for one in combined_asset_cases(library) if one.name == name))


@pytest.fixture(scope="module")
def violations(context: Context) -> dict[str, Case]:
    """By rule, its first violation with the media of this run."""
    return first_violations(cases_of_run(context), containing="http://")


@pytest.mark.full
@pytest.mark.loopback
@each_rule(first_violations(NAMED_CASES, containing="http://"))
def test_a_violation_with_assets_is_refused(
    context: Context, library: Library, violations: dict[str, Case], rule: str
) -> None:
    """A violation with addresses is also one with assets."""
    case = violations[rule]
    judge_case(context, evolve(case, body=_with_assets(case.body, context.addresses, library)))


def _with_assets(body: object, media: Addresses, assets: Library) -> object:
    """The same body with the address of each file replaced by that of its asset."""
    text = json.dumps(body)
    for kind, count in zip(("image", "video", "audio"), _MANY.values(), strict=True):
        for number in range(1, count + 1):
            address, asset = (json.dumps(getattr(supply, kind)(number)) for supply in (media, assets))
            text = text.replace(address, asset)
    return json.loads(text)


def _upload(context: Context, kind: str, url: str) -> str:
    url = context.addresses.published(url)
    answer = context.target.upload({"assetType": kind, "url": url, "name": f"{kind} of the suite"})
    asset = asset_id(answer)
    if asset is None:
        raise Inconclusive(f"no asset to use: an upload got {describe(answer)}")
    return asset


def _active(context: Context, uploaded: Attempt[str]) -> str:
    asset = uploaded.get()
    answer = context.poller.wait_asset(asset)
    if answer is None or task_status(answer) != "active":
        raise Inconclusive(
            f"no Active asset to use: {describe(answer) if answer else 'the review did not end in time'}"
        )
    return f"asset://{asset}"
