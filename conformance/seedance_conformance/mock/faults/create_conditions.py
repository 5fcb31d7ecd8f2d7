"""Faults in creates under a condition: the body was sent before, has assets, or has other options."""

from collections.abc import Iterator

import msgspec

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.faults.fault import Fault, fault, fault_table, installer
from seedance_conformance.mock.faults.request_mutations import accepts, has, refuses, sends
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.problems import Problem

_SECOND_TIME = {
    "wrong-model": "CR-MODEL-ENUM",
    "missing-prompt": "CR-PROMPT-REQ",
    "text-as-duration": "CR-DUR-TYPE",
    "too-long-duration": "CR-DUR-MAX",
    "wrong-ratio": "CR-RATIO-ENUM",
    "last-image-alone": "CR-LAST-NEEDS-FIRST",
    "first-image-beside-referenceImages": "CR-EXCL-FIRST-REFIMAGES",
    "too-many-referenceVideos": "CR-VID-COUNT-MAX",
    "seedance_2_0-without-video": "CR-STD-NEEDS-VIDEO",
}
_WITH_ASSETS = {
    "last-image-alone": "CR-LAST-NEEDS-FIRST",
    "first-image-beside-referenceImages": "CR-EXCL-FIRST-REFIMAGES",
    "first-image-beside-referenceVideos": "CR-EXCL-FIRST-REFVIDEOS",
    "first-image-beside-referenceAudios": "CR-EXCL-FIRST-REFAUDIOS",
    "too-many-referenceImages": "CR-IMG-COUNT-MAX",
    "too-many-referenceVideos": "CR-VID-COUNT-MAX",
    "too-many-referenceAudios": "CR-AUD-COUNT-MAX",
    "missing-prompt": "CR-PROMPT-REQ",
}


@fault_table
def faults() -> Iterator[Fault]:
    """The faults of this module."""
    for words, rule in _SECOND_TIME.items():
        yield fault(f"{words}-accepted-the-second-time", rule, _accept_second_time(rule), "CR-* CS-MODEL-* QR-MODEL-*")
    for words, rule in _WITH_ASSETS.items():
        yield accepts(f"{words}-accepted-with-assets", rule, _has_asset, also="CR-*")
    yield from _beside_options()


def _beside_options() -> Iterator[Fault]:
    silent, wide = sends("generateAudio", False), sends("aspect_ratio", "21:9")
    yield accepts("duration-16-accepted-without-sound", "CR-DUR-MAX", silent, sends("duration", 16))
    yield accepts("duration-3-accepted-beside-a-ratio", "CR-DUR-MIN", has("aspect_ratio"), sends("duration", 3))
    everything = has("duration", "aspect_ratio")
    yield accepts("10-referenceImages-accepted-with-all-options", "CR-IMG-COUNT-MAX", everything)
    yield accepts("missing-prompt-accepted-with-all-options", "CR-PROMPT-REQ", everything)
    yield refuses("ratio-21:9-with-15-seconds-refused", "CR-RATIO-ENUM", wide, sends("duration", 15))
    yield refuses("15-seconds-without-sound-refused", "CR-DUR-MAX", silent, sends("duration", 15))


def _has_asset(body: Body) -> bool:
    return b'"asset://' in msgspec.json.encode(body)


@installer
def _accept_second_time(app: MockApp, rule: str) -> None:
    """A body that was refused for this rule is accepted the second time."""
    inspect = app.hooks.inspect_create
    seen: set[bytes] = set()

    def lenient(body: Body) -> list[Problem]:
        problems = inspect(body)
        if not any(problem.rule == rule for problem in problems):
            return problems
        content = msgspec.json.encode(body)
        again = content in seen
        seen.add(content)
        return [problem for problem in problems if problem.rule != rule or not again]

    app.hooks.inspect_create = lenient
