"""Builds cases from a file, or a list of files, and a slot: a refused one, or an accepted one with its control."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from seedance_conformance.cases.bodies import Body
from seedance_conformance.cases.building import invalid, valid
from seedance_conformance.cases.case import Case, Media
from seedance_conformance.cases.media.slots import Slot

Names = str | Sequence[str]
"""One file, or all files of a list."""

_SAME_RULES: Final = {"last_image": "MD-IMG-LAST-SAME", "referenceImages": "MD-IMG-REF-SAME"}
"""An image in these fields is evidence for the field's rule as well as for the rule of its fact."""


def refusals(
    rule: str, names: Names, slots: Iterable[Slot], files: Media, *, remote: int = 0, **flags: Any
) -> Iterator[Case]:
    """Files that break a rule, in each of some slots; the refusal may come late.

    A remote target gets only the first `remote` of these cases. `flags` are further ones of a case.
    """
    for place, slot in enumerate(slots):
        for each in _rules(rule, slot):
            body = _body(names, slot, files)
            yield invalid(each, _name(names, slot), body, late=True, loopback=place >= remote, **flags)


def acceptances(
    rule: str, names: Names, slots: Iterable[Slot], files: Media, *, control: Names = "", remote: int = 0, **flags: Any
) -> Iterator[Case]:
    """Files that keep a rule, in each of some slots.

    The control has files like them, but far from the rule's bound; by default surely valid ones. The other arguments
    are as for `refusals`.
    """
    for place, slot in enumerate(slots):
        plain = slot.plain(files) if isinstance(names, str) else slot.plain_list(files, len(names))
        if control:
            plain = _body(control, slot, files)
        for each in _rules(rule, slot):
            body = _body(names, slot, files)
            yield valid(each, _name(names, slot), body, plain, loopback=place >= remote, **flags)


def _rules(rule: str, slot: Slot) -> Iterator[str]:
    """The rules that a file in a slot is evidence for."""
    yield rule
    if slot.field in _SAME_RULES and rule.startswith("MD-IMG-"):
        yield _SAME_RULES[slot.field]


def _body(names: Names, slot: Slot, files: Media) -> Body:
    if isinstance(names, str):
        return slot.body(files, files.url(names))
    return slot.list_body(files, [files.url(name) for name in names])


def _name(names: Names, slot: Slot) -> str:
    listed = [names] if isinstance(names, str) else names
    return f"{' + '.join(name.rpartition('/')[2] for name in listed)} as {slot.name}"
