"""How results are judged: each wrong film turns the rule red that it breaks, and no other."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from seedance_conformance.cases.media.places import PlaceholderFiles
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.results import judgements
from seedance_conformance.suite.results.bodies import Request, requests
from seedance_conformance.suite.results.probe import Film, Unreadable
from seedance_conformance.suite.results.videos import Films, Result
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.download import Download
from seedance_conformance.transport.exchange import Exchange

Check = Callable[[Context, Films], None]
Spoil = Callable[[Request, Film], Film | Unreadable]

CHECKS: dict[str, Check] = {
    "QR-MP4": judgements.container,
    "QR-SOUND": judgements.sound_as_asked,
    "CR-AUDIO-DEFAULT": judgements.sound_by_default,
    "QR-FRAME-RATIO": judgements.ratio_as_asked,
    "CR-RATIO-DEFAULT": judgements.ratio_by_default,
    "CR-DUR-DEFAULT": judgements.length_by_default,
    "CR-DUR-MIN": lambda context, films: judgements.length_as_asked(context, films, (4, 5, 6, 12)),
    "CR-DUR-MAX": lambda context, films: judgements.length_as_asked(context, films, (13, 14, 15)),
    "QR-ADUR-COMPLETED": judgements.length_as_reported,
}


def sound_film(request: Request) -> Film:
    """The film that a sound server makes; its frames are of the vendor's sizes, which are not exactly in ratio."""
    width, height = {21 / 9: (992, 432), 4 / 3: (752, 560), 16 / 9: (864, 496)}.get(request.ratio, (0, 0))
    if not width:
        width, height = round(640 * request.ratio), 640
    heard = request.options.get("generateAudio", True)
    seconds = request.options.get("duration", 5) + 0.04
    return Film(b"isom", width, height, seconds, seconds if heard else None, 0.3 if heard else 0.0)


def films(spoil: Spoil = lambda request, film: film) -> Films:
    """The results of a server, spoilt or not."""
    made = Films()
    for number, request in enumerate(requests()):
        film = sound_film(request)
        body = {"id": f"video_{number}", "status": "completed", "actualDuration": film.seconds}
        made.results.append(
            Result(request, exchange(), exchange(body), "http://h/f", Download(200, b"x"), spoil(request, film))
        )
    return made


def exchange(body: dict[str, Any] | None = None) -> Exchange:
    """An answer."""
    text = json.dumps(body or {}).encode()
    return Exchange(1, "test", "query", "first", None, "GET", "http://h", {}, b"", 1.0, 0.1, 200, body=text)


@pytest.fixture
def context() -> Context:
    """Only takes notes."""
    nobody: Any = None
    return Context(target=nobody, poller=nobody, media=PlaceholderFiles())


def red(context: Context, found: Films) -> set[str]:
    """The rules that turn red."""
    broken = set()
    for rule, check in CHECKS.items():
        try:
            check(context, found)
        except Breach:
            broken.add(rule)
        except Inconclusive:
            continue
    return broken


def test_sound_films_are_no_breach(context: Context) -> None:
    """Sizes that are a little off, and lengths that count frames, are what the vendor delivers."""
    assert red(context, films()) == set()


SPOILS: dict[str, tuple[Spoil, set[str]]] = {
    "always silent": (lambda _, film: evolve(film, sound=None, peak=0.0), {"QR-SOUND"}),
    "a track of silence": (lambda _, film: evolve(film, peak=0.0), {"QR-SOUND"}),
    "never silent": (lambda _, film: evolve(film, sound=5.0, peak=0.2), {"QR-SOUND"}),
    "always 16:9": (lambda _, film: evolve(film, width=1280, height=720), {"QR-FRAME-RATIO"}),
    "always square": (lambda _, film: evolve(film, width=640, height=640), {"QR-FRAME-RATIO"}),
    "turned": (lambda _, film: evolve(film, width=film.height, height=film.width), {"QR-FRAME-RATIO"}),
    "silent by default": (
        lambda asked, film: film if "generateAudio" in asked.options else evolve(film, sound=None, peak=0.0),
        {"CR-AUDIO-DEFAULT"},
    ),
    "silent by default on one model": (
        lambda asked, film: (
            film
            if "generateAudio" in asked.options or asked.spot.model != "seedance_2_0_fast"
            else evolve(film, sound=None, peak=0.0)
        ),
        {"CR-AUDIO-DEFAULT"},
    ),
    "ten seconds by default": (
        lambda asked, film: film if "duration" in asked.options else evolve(film, seconds=10.0),
        {"CR-DUR-DEFAULT", "QR-ADUR-COMPLETED"},
    ),
    "square by default": (
        lambda asked, film: film if "aspect_ratio" in asked.options else evolve(film, width=640, height=640),
        {"CR-RATIO-DEFAULT"},
    ),
    "21:9 as 16:9 on one model": (
        lambda asked, film: (
            evolve(film, width=1280, height=720)
            if asked.options.get("aspect_ratio") == "21:9" and asked.spot.model == "seedance_2_0_fast"
            else film
        ),
        {"QR-FRAME-RATIO"},
    ),
    "the default follows the input": (
        lambda asked, film: evolve(film, width=640) if asked.spot.field and not asked.options else film,
        {"CR-RATIO-DEFAULT"},
    ),
    "adaptive is ignored": (
        lambda asked, film: (
            evolve(film, width=1280, height=720) if asked.options.get("aspect_ratio") == "adaptive" else film
        ),
        {"QR-FRAME-RATIO"},
    ),
    "a second short": (
        lambda _, film: evolve(film, seconds=film.seconds - 1),
        {"CR-DUR-MIN", "CR-DUR-MAX", "QR-ADUR-COMPLETED"},
    ),
    "0.3 s long": (lambda _, film: evolve(film, seconds=film.seconds + 0.3), {"QR-ADUR-COMPLETED"}),
    "a QuickTime brand": (lambda _, film: evolve(film, brand=b"qt  "), {"QR-MP4"}),
    "one file in five is broken": (
        lambda asked, film: Unreadable("cut") if asked.options.get("duration") == 6 else film,
        {"QR-MP4"},
    ),
}


@pytest.mark.parametrize("spoilt", SPOILS)
def test_a_spoilt_film_turns_its_rules_red(context: Context, spoilt: str) -> None:
    """Exactly the rules that the spoilt films break."""
    spoil, rules = SPOILS[spoilt]
    assert red(context, films(spoil)) == rules


def test_no_result_is_no_evidence(context: Context) -> None:
    """A run without results says so for every rule, instead of passing."""
    for check in CHECKS.values():
        with pytest.raises(Inconclusive):
            check(context, Films())
