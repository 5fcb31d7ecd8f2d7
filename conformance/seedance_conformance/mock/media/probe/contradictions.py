"""Films that tell their length in several places and contradict themselves: players and services take either."""

from attrs import frozen

from seedance_conformance.mock.media.probe.movies import Film, Track

_SECONDS, _SHARE = 0.5, 0.1  # a difference below either is rounding, or the tail of a track
_MOST_FRAMES_A_SECOND = 300  # phones make 240 in slow motion


@frozen
class Contradiction:
    """What disagrees, in words, and the other length in seconds; None where no other is told."""

    text: str
    seconds: float | None


def contradiction(film: Film) -> Contradiction | None:
    """The first place in which a film contradicts the index of its samples, None without any.

    The headers of a film in fragments are written before its end is known, and tell nothing.
    """
    if film.is_fragmented:
        return None
    tracks = [track for track in film.tracks if track.handler in (b"vide", b"soun")]
    for track in tracks:
        if track.told is not None and _differ(track.told, track.lasting):
            text = f"a track's header (mdhd) says {track.told:.3f} s, its samples (stts) last {track.lasting:.3f} s"
            return Contradiction(text, track.told)
    longest = max((track.seconds for track in tracks), default=0.0)
    if film.told is not None and _differ(film.told, longest):
        text = f"the film's header (mvhd) says {film.told:.3f} s, its longest track (mdhd, stts) {longest:.3f} s"
        return Contradiction(text, film.told)
    return next((found for track in tracks if (found := _too_fast(track))), None)


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > max(_SECONDS, _SHARE * max(one, other))


def _too_fast(track: Track) -> Contradiction | None:
    if track.handler != b"vide" or not track.lasting or track.samples <= _MOST_FRAMES_A_SECOND * track.lasting:
        return None
    rate = track.samples / track.lasting
    return Contradiction(f"it has {track.samples} frames in {track.lasting:.3f} s, {rate:.0f} a second", None)
