"""From a file and a place to cases: one refused, or one accepted with its control."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from seedance_conformance.cases.building import accepted, refused
from seedance_conformance.cases.case import Case
from seedance_conformance.cases.media.places import Files, Spot

_SAME_RULES: Final = {"last_image": "MD-IMG-LAST-SAME", "referenceImages": "MD-IMG-REF-SAME"}
"""An image in these fields is evidence for the field's rule as well as for the rule of its fact."""


def rules_of(rule: str, field: str) -> Iterator[str]:
    """The rules that a file in a field is evidence for."""
    yield rule
    if field in _SAME_RULES and rule.startswith("MD-IMG-"):
        yield _SAME_RULES[field]


def refusals(rule: str, name: str, spots: Iterable[Spot], files: Files, **flags: Any) -> Iterator[Case]:
    """A file that breaks a rule, in each of some places; the refusal may come late."""
    for spot in spots:
        body = spot.body(files, files.url(name))
        for each in rules_of(rule, spot.field):
            yield refused(each, f"{_short(name)} as {spot.name}", body, late=True, **flags)


def acceptances(
    rule: str, name: str, spots: Iterable[Spot], files: Files, *, control: str = "", **flags: Any
) -> Iterator[Case]:
    """A file that keeps a rule, in each of some places.

    Args:
        rule: that the file is near to.
        name: of the file.
        spots: for it.
        files: supplies the addresses.
        control: a file that is like it but far from the rule's bound; else the surely valid one.
        flags: of the cases.
    """
    for spot in spots:
        body = spot.body(files, files.url(name))
        plain = spot.body(files, files.url(control)) if control else spot.plain(files)
        for each in rules_of(rule, spot.field):
            yield accepted(each, f"{_short(name)} as {spot.name}", body, plain, **flags)


def refused_list(rule: str, names: Sequence[str], spot: Spot, files: Files, **flags: Any) -> Case:
    """A list of files that breaks a rule as a whole."""
    return refused(rule, _list_name(names, spot), _list_body(names, spot, files), late=True, **flags)


def accepted_list(
    rule: str, names: Sequence[str], spot: Spot, files: Files, *, control: Sequence[str] = (), **flags: Any
) -> Iterator[Case]:
    """A list of files that keeps a rule; the control is a list of as many that are far from its bound."""
    plain = _list_body(control, spot, files) if control else spot.list_body(files, _numbered(spot, len(names), files))
    body = _list_body(names, spot, files)
    for each in rules_of(rule, spot.field):
        yield accepted(each, _list_name(names, spot), body, plain, **flags)


def _list_body(names: Sequence[str], spot: Spot, files: Files) -> dict[str, Any]:
    return spot.list_body(files, [files.url(name) for name in names])


def _numbered(spot: Spot, count: int, files: Files) -> list[str]:
    supply = {"referenceImages": files.image, "referenceVideos": files.video, "referenceAudios": files.audio}
    return [supply[spot.field](number + 1) for number in range(count)]


def _list_name(names: Sequence[str], spot: Spot) -> str:
    return f"{' + '.join(map(_short, names))} as {spot.name}"


def _short(name: str) -> str:
    return name.rpartition("/")[2]
