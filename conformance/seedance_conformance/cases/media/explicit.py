"""All explicit cases of media by address, by rule and expectation."""

from collections.abc import Iterator

from seedance_conformance.cases.explicit import Index, by_rule
from seedance_conformance.cases.media import audios, images, videos
from seedance_conformance.cases.media.places import Files

_PARTS = (images, videos, audios)


def media_cases(files: Files) -> Index:
    """Every case, in a fixed order.

    Raises:
        ValueError: two cases of one rule and expectation have one name.
    """
    index = by_rule([case for part in _PARTS for case in part.cases(files)])
    for (rule, expect), cases in index.items():
        names = [case.name for case in cases]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"{rule} {expect}: there are two cases named {sorted(twice)}")
    return index


def files_used(cases: Index) -> Iterator[str]:
    """Every address in the bodies and controls of some cases."""
    for group in cases.values():
        for case in group:
            for body in (case.body, case.control):
                for value in body.values() if isinstance(body, dict) else ():
                    entries = value if isinstance(value, list) else [value]
                    yield from (entry for entry in entries if str(entry).startswith("http"))
