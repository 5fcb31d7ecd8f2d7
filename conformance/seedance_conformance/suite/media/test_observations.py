"""Records how the target answers media about which the documents are silent; these tests never fail."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final

import pytest

from seedance_conformance.cases.media.slots import AUDIOS, FIRST, VIDEOS, Slot
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.media.case_groups import KNOWN_GOOD_FILES, expect_known_good
from seedance_conformance.suite.open_questions import final_outcome
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.transport.exchange import Exchange

pytestmark = [pytest.mark.full, pytest.mark.media]

_IMAGE: Final = FIRST[0]
_VIDEO: Final = VIDEOS[1]
_AUDIO: Final = AUDIOS[0]
_SIZES: Final = (
    *("848x480", "864x496", "496x864", "640x640", "752x560", "560x752", "992x432"),
    *("640x480", "720x480", "960x960", "1112x834", "834x1112", "1470x630"),
)

PROBES: Final[dict[str, tuple[Slot, Sequence[str]]]] = {
    "MD-IMG-HEIC": (_IMAGE, ("images/heic-640x480.heic",)),
    "MD-IMG-RATIO-EDGE": (_IMAGE, ("images/jpeg-400x1000.jpg", "images/jpeg-1000x400.jpg", "images/png-750x300.png")),
    "MD-IMG-SIDE-EDGE": (_IMAGE, ("images/jpeg-300x300.jpg", "images/jpeg-6000x3000.jpg", "images/png-3000x6000.png")),
    "MD-IMG-BYTES": (_IMAGE, ("images/bmp-of-11mb.bmp", "images/bmp-of-21mb.bmp", "images/bmp-of-31mb.bmp")),
    "MD-VID-PIXELS": (_VIDEO, tuple(f"videos/{size}-4s.mp4" for size in _SIZES)),
    "MD-VID-1080": (_VIDEO, ("videos/1920x1080-4s.mp4", "videos/3840x2160-4s.mp4")),
    "MD-VID-DUR-TOL": (_VIDEO, tuple(f"videos/854x480-{time}s.mp4" for time in ("1.8", "1.9", "15.1"))),
    "MD-VID-FORMAT": (_VIDEO, tuple(f"videos/854x480-4s.{ending}" for ending in ("mov", "webm", "mkv", "avi"))),
    "MD-VID-BYTES": (_VIDEO, ("videos/854x480-5s-of-50mib.mp4",)),
    "MD-VID-FPS": (_VIDEO, tuple(f"videos/854x480-4s-{rate}fps.mp4" for rate in (12, 23, 25, 30, 60, 120))),
    "MD-VID-DIMS": (
        _VIDEO,
        tuple(f"videos/{size}-4s.mp4" for size in ("1280x512", "1400x500", "256x1700", "1700x256")),
    ),
    "MD-AUD-BYTES-UNIT": (_AUDIO, ("audios/wav-of-15500000.wav", "audios/wav-of-15mib.wav")),
}
"""By OBSERVE rule: a slot, and the files for it."""


Answers = dict[str, Attempt[list[tuple[str, Exchange]]]]
"""By rule: the name of each file, and the answer to its create."""


@pytest.fixture(scope="module")
def answers(request: pytest.FixtureRequest, context: Context) -> Answers:
    """Sends all probes of the selected rules before the first test waits for a task."""
    return context.once("media probes", lambda: _answers(request.session.items, context))


def _answers(items: Iterable[pytest.Item], context: Context) -> Answers:
    chosen = [marker.args[0] for item in items if (marker := item.get_closest_marker("rule"))]
    return {rule: attempt(partial(_sent, context, rule)) for rule in PROBES if rule in chosen}


def _sent(context: Context, rule: str) -> list[tuple[str, Exchange]]:
    slot, names = PROBES[rule]
    media = context.addresses
    bodies = [(name, media.published(slot.body(media, media.url(name)))) for name in names]
    return [(name, context.target.create(body)) for name, body in bodies]


def _params() -> list[Any]:
    """Each file may be billed; the first test sends the files of all tests."""
    return [pytest.param(rule, id=rule, marks=_marks(rule, names)) for rule, (_, names) in PROBES.items()]


def _marks(rule: str, names: Sequence[str]) -> list[pytest.MarkDecorator]:
    files = pytest.mark.files(*names, *KNOWN_GOOD_FILES)
    return [pytest.mark.rule(rule), pytest.mark.bills(len(names), len(names)), files]


@pytest.mark.parametrize("rule", _params())
def test_a_file_about_an_open_question(context: Context, answers: Answers, rule: str) -> None:
    """Two correct servers may answer these files differently, at once or late."""
    expect_known_good(context, rule)
    sent = answers[rule].get()
    parts = [f"{name.rpartition('/')[2]} {final_outcome(context, answer)}" for name, answer in sent]
    context.observe("; ".join(parts), sent[0][1])
