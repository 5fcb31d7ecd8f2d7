"""Builds cases from a file and a slot: a refused one, or an accepted one with its control."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from seedance_conformance.cases.building import invalid, valid
from seedance_conformance.cases.case import Case, Media
from seedance_conformance.cases.media.slots import Slot

_SAME_RULES: Final = {"last_image": "MD-IMG-LAST-SAME", "referenceImages": "MD-IMG-REF-SAME"}
"""An image in these fields is evidence for the field's rule as well as for the rule of its fact."""


def rules_of(rule: str, field: str) -> Iterator[str]:
    """The rules that a file in a field is evidence for."""
    yield rule
    if field in _SAME_RULES and rule.startswith("MD-IMG-"):
        yield _SAME_RULES[field]


def refusals(rule: str, name: str, slots: Iterable[Slot], files: Media, **flags: Any) -> Iterator[Case]:
    """A file that breaks a rule, in each of some slots; the refusal may come late."""
    for slot in slots:
        body = slot.body(files, files.url(name))
        for each in rules_of(rule, slot.field):
            yield invalid(each, f"{_short(name)} as {slot.name}", body, late=True, **flags)


def acceptances(
    rule: str, name: str, slots: Iterable[Slot], files: Media, *, control: str = "", **flags: Any
) -> Iterator[Case]:
    """A file that keeps a rule, in each of some slots.

    Args:
        rule: that the file is near to.
        name: of the file.
        slots: for it.
        files: supplies the addresses.
        control: a file like it but far from the rule's bound; by default the surely valid one.
        flags: of the cases.
    """
    for slot in slots:
        body = slot.body(files, files.url(name))
        plain = slot.body(files, files.url(control)) if control else slot.plain(files)
        for each in rules_of(rule, slot.field):
            yield valid(each, f"{_short(name)} as {slot.name}", body, plain, **flags)


def refused_list(rule: str, names: Sequence[str], slot: Slot, files: Media, **flags: Any) -> Case:
    """A list of files that breaks a rule as a whole."""
    return invalid(rule, _list_name(names, slot), _list_body(names, slot, files), late=True, **flags)


def accepted_list(
    rule: str, names: Sequence[str], slot: Slot, files: Media, *, control: Sequence[str] = (), **flags: Any
) -> Iterator[Case]:
    """A list of files that keeps a rule; the control is a list of the same length, far from its bound."""
    plain = _list_body(control, slot, files) if control else slot.list_body(files, _numbered(slot, len(names), files))
    body = _list_body(names, slot, files)
    for each in rules_of(rule, slot.field):
        yield valid(each, _list_name(names, slot), body, plain, **flags)


def _list_body(names: Sequence[str], slot: Slot, files: Media) -> dict[str, Any]:
    return slot.list_body(files, [files.url(name) for name in names])


def _numbered(slot: Slot, count: int, files: Media) -> list[str]:
    supply = {"referenceImages": files.image, "referenceVideos": files.video, "referenceAudios": files.audio}
    return [supply[slot.field](number + 1) for number in range(count)]


def _list_name(names: Sequence[str], slot: Slot) -> str:
    return f"{' + '.join(map(_short, names))} as {slot.name}"


def _short(name: str) -> str:
    return name.rpartition("/")[2]
