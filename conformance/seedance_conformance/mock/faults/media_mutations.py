"""Building blocks of faults in the checks of media: rules not checked, files measured wrongly, limits changed."""

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import evolve

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.faults.fault import Fault, changing_input, changing_problems, fault
from seedance_conformance.mock.media.probe.facts import Facts
from seedance_conformance.mock.media.rules.checks import KINDS, NamedFile
from seedance_conformance.mock.problems import Problem
from seedance_conformance.mock.state.assets import FIELD_TYPES

Media: TypeAlias = list[NamedFile]
FileFilter: TypeAlias = Callable[[NamedFile], bool]


def at_place(place: str) -> FileFilter:
    """Files in that field, or whose place ends like this, for example `[1]`."""
    return lambda file: file.field == place or file.place.endswith(place)


def from_index(field: str, first: int = 1) -> FileFilter:
    """Files of a list from that index on."""
    return lambda file: file.field == field and int(file.place.rpartition("[")[2][:-1]) >= first


def of_kind(name: str) -> FileFilter:
    """Files in fields for images, videos or audios."""
    return lambda file: KINDS[file.field] == name


def is_asset(file: NamedFile) -> bool:
    """Files of assets."""
    return file.address.startswith("asset://")


def is_url(file: NamedFile) -> bool:
    """Files at http(s) addresses."""
    return not is_asset(file)


def of_format(*names: str) -> FileFilter:
    """Files of these formats."""
    return lambda file: file.facts.format in names


def _meets(which: tuple[FileFilter, ...], file: NamedFile) -> bool:
    return all(condition(file) for condition in which)


def skips(name: str, rules: str, *which: FileFilter, skipped: str = "", also: str = "") -> Fault:
    """Rules that begin like one of `skipped`, by default `rules`, aren't checked for files that meet all conditions."""
    left_out = tuple((skipped or rules).split())

    def install(app: MockApp) -> None:
        hooks = app.hooks
        check, check_asset_file = hooks.check_media, hooks.check_asset_file

        def lenient(media: Media) -> list[Problem]:
            unchecked = {file.place for file in media if _meets(which, file)}
            return [p for p in check(media) if not (p.field in unchecked and p.rule.startswith(left_out))]

        def lenient_upload(asset_type: str, facts: Facts) -> list[Problem]:
            # An upload doesn't know the field, so it accepts what any fitting field would accept.
            fields = (field for field, fitting in FIELD_TYPES.items() if fitting == asset_type)
            media = [NamedFile(field, f"{field}[1]", "asset://", facts) for field in fields]
            unchecked = any(_meets(which, file) for file in media)
            problems = check_asset_file(asset_type, facts)
            return [problem for problem in problems if not (unchecked and problem.rule.startswith(left_out))]

        hooks.check_media, hooks.check_asset_file = lenient, lenient_upload

    return fault(name, rules, install, also)


def ignores_files(name: str, rules: str, *which: FileFilter, also: str = "") -> Fault:
    """Some files are ignored, alone and in totals."""
    others = changing_input("check_media", lambda media: [file for file in media if not _meets(which, file)])
    return fault(name, rules, others, also)


def skips_total(name: str, rule: str, when: Callable[[Media], bool], also: str = "") -> Fault:
    """The total isn't checked for some lists."""
    field = "referenceVideos" if rule.startswith("MD-VID") else "referenceAudios"

    def lenient(media: Media, problems: list[Problem]) -> list[Problem]:
        unchecked = when([file for file in media if file.field == field])
        return [p for p in problems if not (unchecked and p.rule.endswith("TOTAL-MAX") and field in p.field)]

    return fault(name, rule, changing_problems("check_media", lenient), also)


def refuses_media(name: str, rules: str, *which: FileFilter, also: str = "") -> Fault:
    """Some valid files are refused."""

    def strict(media: Media, problems: list[Problem]) -> list[Problem]:
        message, remedy = "this file isn't accepted here", "send another one"
        refused = (file for file in media if _meets(which, file))
        return problems + [Problem("MD-IMG-FORMAT", f.place, f.facts.format, message, remedy) for f in refused]

    return fault(name, rules, changing_problems("check_media", strict), also)


def mismeasures(name: str, rules: str, change: Callable[[Facts], Facts], *which: FileFilter, also: str = "") -> Fault:
    """Some files are measured wrongly."""

    def changed(media: Media) -> Media:
        return [evolve(file, facts=change(file.facts)) if _meets(which, file) else file for file in media]

    return fault(name, rules, changing_input("check_media", changed), also)


def limits(name: str, rules: str, also: str = "", **changes: Any) -> Fault:
    """Limits have other values."""

    def install(app: MockApp) -> None:
        references = app.service.references
        references.limits = evolve(references.limits, **changes)

    return fault(name, rules, install, also)
