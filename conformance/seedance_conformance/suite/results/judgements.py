"""The judgements on results: container, frame, sound and length against what was asked for, or the defaults."""

from collections.abc import Callable
from typing import Final

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.results.bodies import DEFAULT_RATIO, DEFAULT_SECONDS, Request
from seedance_conformance.suite.results.probe import Film, Unreadable
from seedance_conformance.suite.results.videos import Films, Result
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answer import task_of

_RATIO_TOLERANCE: Final = 0.05
"""Sides are whole and even: 992x432, which is sold as 21:9, is 1.6 % off; the nearest other ratio is 25 % away."""

_SECONDS_TOLERANCE: Final = 0.5
"""The vendor counts frames: 5 s are 5.04 s at times. The next whole second is twice as far away."""

_REPORTED_TOLERANCE: Final = 0.2

Judgement = Callable[[Result, Film], None]


def container(context: Context, films: Films) -> None:
    """A container of the MP4 family that holds a picture which can be decoded."""
    arrived = [result for result in films.results if result.file.arrived]
    for result in arrived:
        if isinstance(result.film, Unreadable):
            raise Breach("an MP4 file", f"{result.request.name}: {result.film}", result.ended)
        if not result.film.is_mp4:
            raise Breach("an MP4 file", f"{result.request.name}: brand {result.film.brand!r}", result.ended)
        if result.film.missing:
            observed = f"{result.request.name}: the last {result.film.missing} bytes are missing"
            raise Breach("a whole MP4 file", observed, result.ended)
    films.expect_all(lambda request: True)
    if not arrived:
        raise Inconclusive("no result could be downloaded; " + "; ".join(films.doubts[:3]))
    context.evidence(len(arrived))


def sound_as_asked(context: Context, films: Films) -> None:
    """With `generateAudio: false` nothing can be heard, with true something can."""

    def check(result: Result, film: Film) -> None:
        _expect_sound(result, film, wanted=result.request.options["generateAudio"])

    _judge(context, films, lambda request: "generateAudio" in request.options, check)


def sound_by_default(context: Context, films: Films) -> None:
    """Absent `generateAudio` means true."""

    def check(result: Result, film: Film) -> None:
        _expect_sound(result, film, wanted=True)

    _judge_default(context, films, "generateAudio", True, check)


def ratio_as_asked(context: Context, films: Films) -> None:
    """Each of the six ratios on each model; `adaptive` follows an upright first frame."""
    _judge(context, films, lambda request: "aspect_ratio" in request.options, _expect_ratio)


def ratio_by_default(context: Context, films: Films) -> None:
    """Absent `aspect_ratio` means 16:9, also with a square first frame."""
    _judge_default(context, films, "aspect_ratio", DEFAULT_RATIO, _expect_ratio)


def length_by_default(context: Context, films: Films) -> None:
    """Absent `duration` means about 5 s."""

    def check(result: Result, film: Film) -> None:
        _expect_seconds(result, film, DEFAULT_SECONDS)

    _judge_default(context, films, "duration", DEFAULT_SECONDS, check)


def length_as_asked(context: Context, films: Films, seconds: tuple[int, ...]) -> None:
    """`duration` is 4 to 15 s: what is accepted is what is made, within half a second."""
    _judge(
        context,
        films,
        lambda request: request.options.get("duration") in seconds,
        lambda result, film: _expect_seconds(result, film, result.request.options["duration"]),
    )


def length_as_reported(context: Context, films: Films) -> None:
    """`actualDuration` is the length of the file, within 0.2 s."""

    def check(result: Result, film: Film) -> None:
        reported = (task_of(result.ended) or {})["actualDuration"]
        if abs(float(reported) - film.seconds) > _REPORTED_TOLERANCE:
            observed = f"actualDuration {reported}, a file of {film.seconds:.2f} s ({result.request.name})"
            raise Breach("actualDuration of the file, within 0.2 s", observed, result.ended)

    _judge(context, films, lambda request: True, check, shows=_reports_a_number)


def _reports_a_number(result: Result) -> bool:
    """What is no number is for the monitor of the rule to judge."""
    try:
        float((task_of(result.ended) or {}).get("actualDuration") or "none")
    except (TypeError, ValueError):
        return False
    return True


def _judge(
    context: Context,
    films: Films,
    concerns: Callable[[Request], bool],
    check: Judgement,
    *,
    shows: Callable[[Result], bool] = lambda result: True,
) -> None:
    """Check every result whose request concerns a rule, and that shows something of it.

    Raises:
        Breach: one breaks it.
        Inconclusive: none shows it.
        Exception: the fault of the suite that kept such a result away.
    """
    found = [(result, film) for result, film in films.readable() if concerns(result.request) and shows(result)]
    for result, film in found:
        check(result, film)
    films.expect_all(concerns)
    if not found:
        raise Inconclusive("no readable result shows it; " + "; ".join(films.doubts[:3]))
    context.evidence(len(found))


def _judge_default(context: Context, films: Films, option: str, value: object, check: Judgement) -> None:
    """Check what comes without an option, against what comes when its default is said.

    A model that spoils the film in that case too breaks another rule than that of the default.

    Raises:
        Breach: the option is not taken to be its default.
        Inconclusive: no result shows it.
    """
    controls: dict[str, list[bool]] = {}
    for result, film in films.readable():
        if result.request.options.get(option) == value:
            controls.setdefault(result.request.spot.model, []).append(_holds(check, result, film))
    spoilt = {model for model, held in controls.items() if not any(held)}
    _judge(
        context,
        films,
        lambda request: option not in request.options and request.spot.model not in spoilt,
        check,
    )


def _holds(check: Judgement, result: Result, film: Film) -> bool:
    try:
        check(result, film)
    except Breach:
        return False
    return True


def _expect_sound(result: Result, film: Film, *, wanted: bool) -> None:
    if film.audible is wanted:
        return
    heard = "no sound track" if film.sound is None else f"a sound track with a peak of {film.peak:.4f}"
    raise Breach("a file with sound" if wanted else "a silent file", f"{result.request.name}: {heard}", result.ended)


def _expect_ratio(result: Result, film: Film) -> None:
    wanted = result.request.ratio
    if abs(film.ratio / wanted - 1) > _RATIO_TOLERANCE:
        observed = f"{result.request.name}: a frame of {film.width:g}x{film.height:g}"
        raise Breach(f"a frame of {wanted:.3f} to 1", observed, result.ended)


def _expect_seconds(result: Result, film: Film, wanted: int) -> None:
    if abs(film.seconds - wanted) > _SECONDS_TOLERANCE:
        raise Breach(f"a film of about {wanted} s", f"{result.request.name}: {film.seconds:.2f} s", result.ended)
