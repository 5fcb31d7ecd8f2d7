"""Records how the target answers bodies about which the documents are silent; these tests never fail.

Loopback only: a remote target may bill whatever it accepts.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest

from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.open_questions import observe_creates
from seedance_conformance.suite.parameters import each_rule

pytestmark = [pytest.mark.full, pytest.mark.loopback]

Body = dict[str, Any]
Probes = list[tuple[str, Body]]
_LISTS: Final = ("referenceImages", "referenceVideos", "referenceAudios")
_OPTIONAL: Final = ("duration", "aspect_ratio", "generateAudio", "first_image", "last_image", *_LISTS)
_UNKNOWN: Final[Body] = {"resolution": "720p", "seed": 7, "watermark": False, "return_last_frame": True, "n": 2}
_PIXEL: Final = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
_DEAD: Final = "http://127.0.0.1:1/gone"

_PRO: Final = "seedance_2_0_pro"
_SCENE: Final = "A paper boat drifts down a rainy street"


def _text(**edits: Any) -> Body:
    """A body with only a model and a prompt, apart from the edits."""
    return {"model": _PRO, "prompt": _SCENE, **edits}


def _models(*names: str) -> Probes:
    return [(repr(name), _text(model=name)) for name in names]


def _many_references(media: Media) -> Probes:
    """Twelve to fifteen references, with the most videos and audios that are allowed."""
    videos = [media.video(number) for number in (1, 2, 3)]
    audios = [media.audio(number) for number in (1, 2, 3)]
    images = [media.image(number) for number in range(1, 10)]
    lists = {"referenceVideos": videos, "referenceAudios": audios}
    return [(f"{count + 6} references", _text(referenceImages=images[:count], **lists)) for count in (6, 7, 9)]


PROBES: Final[dict[str, Callable[[Media], Probes]]] = {
    "CR-MODEL-CASE": lambda _: _models("SEEDANCE_2_0_PRO", "Seedance_2_0_Pro", " seedance_2_0_pro", "seedance-2-0-pro"),
    "CR-MODEL-LEGACY": lambda media: [
        *_models("kyyvideo2_pro", "kyyvideo2_fast_pro"),
        *((name, _text(model=name, referenceVideos=[media.video(1)])) for name in ("kyyvideo2", "kyyvideo2_fast")),
    ],
    "CR-PROMPT-EMPTY": lambda media: [
        ("empty", _text(prompt="")),
        ("blank", _text(prompt="  \n")),
        ("empty with a frame", _text(prompt="", first_image=media.image(1))),
    ],
    "CR-PROMPT-LEN": lambda _: [(f"{size} characters", _text(prompt="x" * size)) for size in (1501, 5001, 50_000)],
    "CR-PROMPT-UNICODE": lambda _: [
        ("Chinese", _text(prompt="雨中的纸船")),
        ("emoji", _text(prompt="\N{SAILBOAT} in the rain \N{UMBRELLA WITH RAIN DROPS}")),
        ("newlines and quotes", _text(prompt="A boat:\n\t\"paper\" \\ 'rain'")),
        ("right to left", _text(prompt="סירת נייר في المطر")),
    ],
    "CR-DUR-SMART": lambda _: [("-1", _text(duration=-1))],
    "CR-DUR-COERCE": lambda _: [('"5"', _text(duration="5")), ("5.0", _text(duration=5.0))],
    "CR-RATIO-ALIAS": lambda _: [("ratio 9:16", _text(ratio="9:16")), ("ratio 2:1", _text(ratio="2:1"))],
    "CR-AUDIO-ALIAS": lambda _: [
        ("generate_audio false", _text(generate_audio=False)),
        ('generate_audio "x"', _text(generate_audio="x")),
    ],
    "CR-FRAMES-SAME": lambda media: [("same image", _text(first_image=media.image(1), last_image=media.image(1)))],
    "CR-REFS-SCALAR": lambda media: [
        ("referenceImages", _text(referenceImages=media.image(1))),
        ("referenceVideos", _text(referenceVideos=media.video(1))),
        ("referenceAudios", _text(referenceImages=[media.image(1)], referenceAudios=media.audio(1))),
    ],
    "CR-REFS-EMPTY": lambda media: [
        ("empty referenceVideos", _text(referenceVideos=[])),
        ("empty referenceAudios", _text(referenceAudios=[])),
        ("both", _text(referenceVideos=[], referenceAudios=[])),
        ("empty referenceVideos beside images", _text(referenceVideos=[], referenceImages=[media.image(1)])),
    ],
    "CR-REFS-TOTAL": _many_references,
    "CR-REFS-DUP": lambda media: [
        ("an image twice", _text(referenceImages=[media.image(1)] * 2)),
        ("a video twice", _text(referenceVideos=[media.video(1)] * 2)),
        # A server that counts different addresses counts nine.
        (
            "ten images, of which one is there twice",
            _text(referenceImages=[media.image(n) for n in (*range(1, 10), 1)]),
        ),
        ("an audio twice", _text(referenceImages=[media.image(1)], referenceAudios=[media.audio(1)] * 2)),
    ],
    "CR-EXCL-EMPTY": lambda media: [(name, _text(first_image=media.image(1), **{name: []})) for name in _LISTS],
    "CR-NULL-OPT": lambda _: [(name, _text(**{name: None})) for name in _OPTIONAL],
    "CR-EXTRA-PROPS": lambda media: [
        (name, _text(**{name: value})) for name, value in (_UNKNOWN | {"callback_url": media.url("callback")}).items()
    ],
    "CR-URL-EMPTY": lambda media: [
        ("first_image", _text(first_image="")),
        ("last_image", _text(first_image=media.image(1), last_image="")),
        ("an image entry", _text(referenceImages=[media.image(1), ""])),
        ("a video entry", _text(referenceVideos=[""])),
    ],
}
"""By rule: the bodies to send, each with a label."""

SLOW_PROBES: Final[dict[str, Callable[[Media], Probes]]] = {
    "CR-AUDIO-ONLY": lambda media: [
        (model, _text(model=model, referenceAudios=[media.audio(1)])) for model in (_PRO, "seedance_2_0_fast_pro")
    ],
    "CR-URL-DATA": lambda media: [
        ("image", _text(first_image=f"data:image/png;base64,{_PIXEL}")),
        ("audio", _text(referenceImages=[media.image(1)], referenceAudios=["data:audio/wav;base64,UklGRiQ="])),
    ],
    "CR-URL-ASSETID": lambda _: [("assetId://", _text(first_image="assetId://asset-20260330142158-q75m8"))],
    "CR-URL-UNREACHABLE": lambda media: [
        ("dead port", _text(first_image=f"{_DEAD}.png")),
        ("404", _text(referenceImages=[media.url("missing.png")])),
        ("dead port as video", {**_text(model="seedance_2_0"), "referenceVideos": [f"{_DEAD}.mp4"]}),
    ],
}
"""The same, for bodies that may be refused late, by a task that fails."""


@each_rule(PROBES)
def test_a_body_about_an_open_question(context: Context, rule: str) -> None:
    """Two correct servers may answer these bodies differently."""
    observe_creates(context, PROBES[rule](context.media))


@each_rule(SLOW_PROBES)
def test_a_task_about_an_open_question(context: Context, rule: str) -> None:
    """The same for references that may be refused late, so the end of the task is recorded, too."""
    observe_creates(context, SLOW_PROBES[rule](context.media), to_the_end=True)
