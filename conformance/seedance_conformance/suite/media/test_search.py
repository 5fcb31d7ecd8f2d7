"""Media: a search over lists that mix assets and addresses, formats, order and duplicates, with totals near 15 s."""

from functools import partial
from typing import Any

import pytest

from seedance_conformance.cases.case import Case
from seedance_conformance.cases.media.assets import Type
from seedance_conformance.cases.random.media import ASSET_FILES, Mix, all_valid, fitting, one_beyond, overlong
from seedance_conformance.suite.assets.pool import reviewed
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.items import published
from seedance_conformance.suite.media.items import AvailableFiles, judge_media
from seedance_conformance.suite.search import run_property
from seedance_conformance.suite.shared_values import attempt
from seedance_conformance.transport.answer import asset_id, task_status

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.files]

_TOTALS: tuple[Any, ...] = (
    pytest.param("Video", "MD-VID-TOTAL-MAX", marks=pytest.mark.rule("MD-VID-TOTAL-MAX"), id="videos"),
    pytest.param("Audio", "MD-AUD-TOTAL-MAX", marks=pytest.mark.rule("MD-AUD-TOTAL-MAX"), id="audios"),
)


@pytest.fixture(scope="module")
def assets(context: Context) -> dict[str, str]:
    """Assets of some of the files; none from a library that does not take them, which other tests judge."""
    sent = {
        name: attempt(partial(_uploaded, context, kind, name)) for kind, names in ASSET_FILES.items() for name in names
    }
    made = {}
    for name, found in sent.items():
        asset = found.value  # a file that could not be sent is missed where it goes by its address
        shown = reviewed(context.target, context.poller, asset) if asset else None
        if shown is not None and task_status(shown) == "active":
            made[name] = f"asset://{asset}"
    return made


def _uploaded(context: Context, kind: Type, name: str) -> str | None:
    url = published(AvailableFiles(context.media).url(name))
    return asset_id(context.target.upload({"assetType": kind, "url": url, "name": name}))


@pytest.mark.parametrize(("kind", "rule"), _TOTALS)
def test_whatever_is_too_long_together_is_refused(
    context: Context, assets: dict[str, str], kind: Type, rule: str
) -> None:
    """However the entries are named and ordered, 15.5 to 16.5 s together are refused."""

    def check(mix: Mix) -> None:
        judge_media(context, Case(rule, mix.words, mix.body, "refused", late=True))

    run_property(context, f"{rule} refused", overlong(AvailableFiles(context.media), assets, kind), check)


@pytest.mark.parametrize(("kind", "rule"), _TOTALS)
def test_whatever_fits_together_is_accepted(context: Context, assets: dict[str, str], kind: Type, rule: str) -> None:
    """However the entries are named and ordered, 14 to 15 s together are accepted."""

    def check(mix: Mix) -> None:
        judge_media(context, Case(rule, mix.words, mix.body, "accepted", mix.control, disputed=True))

    run_property(context, f"{rule} accepted", fitting(AvailableFiles(context.media), assets, kind), check)


@pytest.mark.rule("MD-IMG-REF-SAME")
def test_one_bad_picture_among_good_ones_is_refused(context: Context, assets: dict[str, str]) -> None:
    """Any format beyond any bound, at any place among pictures of any format."""

    def check(mix: Mix) -> None:
        judge_media(context, Case("MD-IMG-REF-SAME", mix.words, mix.body, "refused", late=True))

    run_property(context, "MD-IMG-REF-SAME refused", one_beyond(AvailableFiles(context.media), assets), check)


@pytest.mark.rule("MD-IMG-REF-SAME")
def test_good_pictures_are_accepted_in_any_order(context: Context, assets: dict[str, str]) -> None:
    """Any formats, on the bounds too, as assets and by address."""

    def check(mix: Mix) -> None:
        judge_media(context, Case("MD-IMG-REF-SAME", mix.words, mix.body, "accepted", mix.control, disputed=True))

    run_property(context, "MD-IMG-REF-SAME accepted", all_valid(AvailableFiles(context.media), assets), check)
