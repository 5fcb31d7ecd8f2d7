"""Faults in the use of assets in a create."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from seedance_conformance.mock.addresses import asset_id_of
from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.faults.fault import Fault, Install, fault
from seedance_conformance.mock.faults.response_mutations import reject_media_late
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.problems import Problem
from seedance_conformance.mock.state.assets import Asset

ProblemFilter: TypeAlias = Callable[[Problem, Asset | None], bool]
"""Whether the mock misses a problem with an asset; the asset is None if no key owns that id."""


def faults() -> Iterator[Fault]:
    """The faults of this module."""
    active_rule, type_rule = "AS-USE-ACTIVE", "AS-USE-TYPE"
    processing = skips_asset_problems(lambda problem, asset: asset is not None and "Processing" in problem.message)
    yield fault("processing-asset-usable", active_rule, processing)
    failed = skips_asset_problems(lambda problem, _asset: "Failed" in problem.message, late=True)
    yield fault("failed-asset-usable", active_rule, failed)
    unknown = skips_asset_problems(lambda _problem, asset: asset is None or asset.deleted)
    yield fault("unknown-asset-usable", active_rule, unknown, "AS-DEL-FINAL RB-ID-UNKNOWN RB-ID-DELETED")
    yield fault(
        "asset-type-not-checked-in-use",
        type_rule,
        skips_asset_problems(lambda problem, _asset: problem.rule == type_rule),
    )
    for field in ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios"):
        skipped = skips_asset_problems(_wrong_type_in(field))
        yield fault(f"asset-of-any-type-usable-in-{field}", type_rule, skipped)
    document = skips_asset_problems(
        lambda problem, asset: problem.rule == type_rule and asset is not None and asset.type == "Document"
    )
    yield fault("document-usable", type_rule, document)
    after_first = skips_asset_problems(
        lambda problem, _asset: problem.rule == type_rule and problem.field.endswith("[1]")
    )
    yield fault("asset-type-checked-only-for-first-reference", type_rule, after_first)


def _wrong_type_in(field: str) -> ProblemFilter:
    return lambda problem, _asset: problem.rule == "AS-USE-TYPE" and problem.field.partition("[")[0] == field


def skips_asset_problems(skipped: ProblemFilter, *, late: bool = False) -> Install:
    """The mock misses some problems with the assets of a create.

    Args:
        skipped: the problems that it misses.
        late: also reject media late, so that assets can fail their review.
    """

    def install(app: MockApp) -> None:
        check = app.service.hooks.check_assets

        def lenient(body: Body, owner: bytes) -> list[Problem]:
            kept = []
            for problem in check(body, owner):
                asset = app.service.store.asset(asset_id_of(str(problem.value)) or "")
                if not skipped(problem, asset):
                    kept.append(problem)
            return kept

        app.service.hooks.check_assets = lenient
        if late:
            reject_media_late(app)

    return install
