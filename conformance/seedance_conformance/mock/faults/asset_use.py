"""Faults in the use of assets in a create."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import attrs

from seedance_conformance.mock.addresses import asset_id_of
from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import Call
from seedance_conformance.mock.faults.fault import Fault, fault, fault_table, installer
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.problems import Problem
from seedance_conformance.mock.state.assets import FIELD_TYPES, Asset

ProblemFilter: TypeAlias = Callable[[Problem, Asset | None], bool]
"""Whether the mock misses a problem with an asset; the asset is None if no key owns that id."""


@fault_table
def faults() -> Iterator[Fault]:
    """The faults of this module."""
    active_rule = "AS-USE-ACTIVE"
    processing = skips_asset_problems(lambda problem, asset: asset is not None and "Processing" in problem.message)
    yield fault("processing-asset-usable", active_rule, processing)
    yield fault("failed-asset-usable", active_rule, _failed_usable)
    unknown = skips_asset_problems(lambda _problem, asset: asset is None or asset.deleted)
    yield fault("unknown-asset-usable", active_rule, unknown, "AS-DEL-FINAL RB-ID-UNKNOWN RB-ID-DELETED")
    yield _any_type("asset-type-not-checked-in-use", lambda _problem, _asset: True)
    for field in FIELD_TYPES:
        yield _any_type(f"asset-of-any-type-usable-in-{field}", _is_in(field))
    yield _any_type("document-usable", lambda _problem, asset: asset is not None and asset.type == "Document")
    yield _any_type("asset-type-checked-only-for-first-reference", lambda problem, _: problem.field.endswith("[1]"))


def _any_type(name: str, where: ProblemFilter) -> Fault:
    rule = "AS-USE-TYPE"
    skipped = skips_asset_problems(lambda problem, asset: problem.rule == rule and where(problem, asset))
    return fault(name, rule, skipped)


def _is_in(field: str) -> ProblemFilter:
    return lambda problem, _asset: problem.field.partition("[")[0] == field


def _failed_usable(app: MockApp) -> None:
    skips_asset_problems(lambda problem, _asset: "Failed" in problem.message)(app)
    reject_uploads_late(app)


@installer
def skips_asset_problems(app: MockApp, skipped: ProblemFilter) -> None:
    """The mock misses some problems with the assets of a create."""
    check = app.hooks.check_assets

    def is_skipped(problem: Problem) -> bool:
        return skipped(problem, app.service.store.asset(asset_id_of(str(problem.value)) or ""))

    def lenient(body: Body, owner: bytes) -> list[Problem]:
        return [problem for problem in check(body, owner) if not is_skipped(problem)]

    app.hooks.check_assets = lenient


@installer
def also_finds(app: MockApp, operation: str, when: Callable[[Asset, Call], bool]) -> None:
    """An operation also finds assets that are deleted or that another key owns."""
    find = app.hooks.find_asset

    def found(call: Call) -> Asset | None:
        asset = find(call)
        if asset is None and call.operation == operation:
            stored = app.service.store.asset(call.resource_id)
            return stored if stored is not None and when(stored, call) else None
        return asset

    app.hooks.find_asset = found


def reject_uploads_late(app: MockApp) -> None:
    """Accept uploads of bad files, whose assets then end Failed, even without `--reject-late`."""
    app.service.settings = attrs.evolve(app.service.settings, reject_late=True)
