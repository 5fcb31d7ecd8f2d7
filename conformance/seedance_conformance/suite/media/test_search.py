"""Media: random lists of assets and addresses in any format and order, with totals near 15 s."""

from functools import partial
from typing import Any

import pytest

from seedance_conformance.cases.case import Case
from seedance_conformance.cases.media.assets import Type
from seedance_conformance.cases.random.media import (
    ASSET_FILES,
    MediaList,
    all_valid,
    fitting,
    one_out_of_bounds,
    too_long,
)
from seedance_conformance.suite.assets.pool import active_uri
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.media.case_groups import judge_media
from seedance_conformance.suite.search import run_property
from seedance_conformance.suite.shared_values import attempt
from seedance_conformance.transport.exchange import Exchange

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.files]

_TOTALS: tuple[Any, ...] = (
    pytest.param("Video", "MD-VID-TOTAL-MAX", marks=pytest.mark.rule("MD-VID-TOTAL-MAX"), id="videos"),
    pytest.param("Audio", "MD-AUD-TOTAL-MAX", marks=pytest.mark.rule("MD-AUD-TOTAL-MAX"), id="audios"),
)


@pytest.fixture(scope="module")
def assets(context: Context) -> dict[str, str]:
    """Assets of some of the files; empty if the library refuses them, which other tests judge."""
    return context.once("assets for the search", lambda: _assets(context))


def _assets(context: Context) -> dict[str, str]:
    sent = {
        name: attempt(partial(_uploaded, context, kind, name)) for kind, names in ASSET_FILES.items() for name in names
    }
    # A file that could not be sent is missing only where the body has its address.
    found = {name: active_uri(context, one.value) for name, one in sent.items() if one.value}
    return {name: address for name, address in found.items() if address}


def _uploaded(context: Context, kind: Type, name: str) -> Exchange:
    url = context.addresses.published(context.addresses.url(name))
    return context.target.upload({"assetType": kind, "url": url, "name": name})


@pytest.mark.parametrize(("kind", "rule"), _TOTALS)
def test_a_total_above_15_seconds_is_refused(context: Context, assets: dict[str, str], kind: Type, rule: str) -> None:
    """As assets or by address, in any order, 15.5 to 20 s in total is refused."""

    def check(drawn: MediaList) -> None:
        judge_media(context, Case(rule, drawn.name, drawn.body, "refused", late=True))

    run_property(context, f"{rule} refused", too_long(context.addresses, assets, kind), check)


@pytest.mark.parametrize(("kind", "rule"), _TOTALS)
def test_a_total_up_to_15_seconds_is_accepted(context: Context, assets: dict[str, str], kind: Type, rule: str) -> None:
    """As assets or by address, in any order, 14 to 15 s in total is accepted."""

    def check(drawn: MediaList) -> None:
        judge_media(context, Case(rule, drawn.name, drawn.body, "accepted", drawn.control, disputed=True))

    run_property(context, f"{rule} accepted", fitting(context.addresses, assets, kind), check)


@pytest.mark.rule("MD-IMG-REF-SAME")
def test_one_bad_image_among_good_ones_is_refused(context: Context, assets: dict[str, str]) -> None:
    """An image of any format out of any bound, at any position among images of any format."""

    def check(drawn: MediaList) -> None:
        judge_media(context, Case("MD-IMG-REF-SAME", drawn.name, drawn.body, "refused", late=True))

    run_property(context, "MD-IMG-REF-SAME refused", one_out_of_bounds(context.addresses, assets), check)


@pytest.mark.rule("MD-IMG-REF-SAME")
def test_good_images_are_accepted_in_any_order(context: Context, assets: dict[str, str]) -> None:
    """Images of any format, also on the bounds, as assets and by address."""

    def check(drawn: MediaList) -> None:
        judge_media(context, Case("MD-IMG-REF-SAME", drawn.name, drawn.body, "accepted", drawn.control, disputed=True))

    run_property(context, "MD-IMG-REF-SAME accepted", all_valid(context.addresses, assets), check)
