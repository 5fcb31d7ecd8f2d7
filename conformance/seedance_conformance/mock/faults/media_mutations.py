"""Building blocks of faults in the inspection of media: files looked at wrongly, rules left out, limits moved."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import evolve

from seedance_conformance.mock.api.problems import Problem
from seedance_conformance.mock.faults.model import Fault, Install, fault
from seedance_conformance.mock.media.probe.facts import Facts
from seedance_conformance.mock.media.probe.rules import KINDS, Medium
from seedance_conformance.mock.state.assets import FIELD_TYPES

if TYPE_CHECKING:
    from seedance_conformance.mock.api.app import MockApp

Media: TypeAlias = list[Medium]
Which: TypeAlias = Callable[[Medium], bool]


def every(medium: Medium) -> bool:
    """Every file."""
    return True


def at(place: str) -> Which:
    """Files in that field, or at places with that end, for example `[1]`."""
    return lambda medium: medium.field == place or medium.place.endswith(place)


def later(field: str, first: int = 1) -> Which:
    """Files of a list from that place on."""
    return lambda medium: medium.field == field and int(medium.place.rpartition("[")[2][:-1]) >= first


def kind(name: str) -> Which:
    """Files in the fields for images, videos or audios."""
    return lambda medium: KINDS[medium.field] == name


def from_library(medium: Medium) -> bool:
    """Files of assets."""
    return medium.address.startswith("asset://")


def from_address(medium: Medium) -> bool:
    """Files behind plain addresses."""
    return not from_library(medium)


def form(*names: str) -> Which:
    """Files of these formats."""
    return lambda medium: medium.facts.format in names


def both(*conditions: Which) -> Which:
    """Files for which all conditions hold."""
    return lambda medium: all(condition(medium) for condition in conditions)


def overlooks(name: str, rules: str, which: Which = every, *, drops: str = "", also: str = "") -> Fault:
    """Some files are not judged by some rules.

    Args:
        name: the fault's name.
        rules: the rules that are broken so.
        which: the files.
        drops: beginnings of the ids of the rules that are left out; by default those of `rules`.
        also: patterns of rules that may turn red too.
    """
    dropped = tuple((drops or rules).split())

    def install(app: "MockApp") -> None:
        stages = app.service.stages
        judge, judge_asset = stages.judge_media, stages.judge_asset

        def lenient(media: Media) -> list[Problem]:
            overlooked = {medium.place for medium in media if which(medium)}
            return [p for p in judge(media) if not (p.field in overlooked and p.rule.startswith(dropped))]

        def lenient_upload(asset_type: str, facts: Facts) -> list[Problem]:
            problems = judge_asset(asset_type, facts)
            # An upload does not know the field; what it would let pass in one it lets pass.
            fields = (field for field, fitting in FIELD_TYPES.items() if fitting == asset_type)
            media = [Medium(field, f"{field}[1]", "asset://", facts) for field in fields]
            if not any(map(which, media)):
                return problems
            return [problem for problem in problems if not problem.rule.startswith(dropped)]

        stages.judge_media, stages.judge_asset = lenient, lenient_upload

    return fault(name, rules, install, also)


def leaves_out(name: str, rules: str, which: Which, also: str = "") -> Fault:
    """Some files do not count: neither by themselves nor in totals."""
    return fault(name, rules, seeing(lambda media: [medium for medium in media if not which(medium)]), also)


def miscounts(name: str, rule: str, when: Callable[[Media], bool], also: str = "") -> Fault:
    """A total is not judged for the lists for which `when` holds."""

    def install(app: "MockApp") -> None:
        judge = app.service.stages.judge_media
        field = "referenceVideos" if rule.startswith("MD-VID") else "referenceAudios"

        def lenient(media: Media) -> list[Problem]:
            overlooked = when([medium for medium in media if medium.field == field])
            return [p for p in judge(media) if not (overlooked and p.rule.endswith("TOTAL-MAX") and field in p.field)]

        app.service.stages.judge_media = lenient

    return fault(name, rule, install, also)


def refuses_media(name: str, rules: str, which: Which, also: str = "") -> Fault:
    """Some good files are refused."""

    def install(app: "MockApp") -> None:
        judge = app.service.stages.judge_media

        def strict(media: Media) -> list[Problem]:
            message, remedy = "this file is not taken here", "send another one"
            return judge(media) + [
                Problem("MD-IMG-FORMAT", medium.place, medium.facts.format, message, remedy)
                for medium in media
                if which(medium)
            ]

        app.service.stages.judge_media = strict

    return fault(name, rules, install, also)


def seeing(change: Callable[[Media], Media]) -> Install:
    """What a create names is seen otherwise."""

    def install(app: "MockApp") -> None:
        judge = app.service.stages.judge_media
        app.service.stages.judge_media = lambda media: judge(change(media))

    return install


def measures(name: str, rules: str, which: Which, change: Callable[[Facts], Facts], also: str = "") -> Fault:
    """Some files are measured wrongly."""

    def changed(media: Media) -> Media:
        return [evolve(medium, facts=change(medium.facts)) if which(medium) else medium for medium in media]

    return fault(name, rules, seeing(changed), also)


def limits(name: str, rules: str, also: str = "", **changes: Any) -> Fault:
    """Other numbers."""

    def install(app: "MockApp") -> None:
        references = app.service.references
        references.limits = evolve(references.limits, **changes)

    return fault(name, rules, install, also)
