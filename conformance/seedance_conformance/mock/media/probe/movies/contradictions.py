"""Contradictions in a movie that states its length in several places; players and services may believe either."""

from attrs import frozen

from seedance_conformance.mock.media.probe.movies.movie import Movie, Track

_SECONDS, _SHARE = 0.5, 0.1  # smaller differences are rounding, or the end of a track
_MOST_FRAMES_A_SECOND = 300  # phones record 240 in slow motion


@frozen
class Contradiction:
    """A description, and the other length in seconds, None if there isn't one."""

    text: str
    seconds: float | None


def contradiction(movie: Movie) -> Contradiction | None:
    """The first contradiction between a movie and the index of its samples; None without any.

    A fragmented movie has none, since its headers are written before its length is known.
    """
    if movie.is_fragmented:
        return None
    tracks = [track for track in movie.tracks if track.handler in (b"vide", b"soun")]
    for track in tracks:
        if track.told is not None and _differ(track.told, track.lasting):
            text = f"a track's header (mdhd) says {track.told:.3f} s, its samples (stts) last {track.lasting:.3f} s"
            return Contradiction(text, track.told)
    longest = max((track.seconds for track in tracks), default=0.0)
    if movie.told is not None and _differ(movie.told, longest):
        text = f"the movie's header (mvhd) says {movie.told:.3f} s, its longest track (mdhd, stts) {longest:.3f} s"
        return Contradiction(text, movie.told)
    return next((found for track in tracks if (found := _too_fast(track))), None)


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > max(_SECONDS, _SHARE * max(one, other))


def _too_fast(track: Track) -> Contradiction | None:
    if track.handler != b"vide" or not track.lasting or track.samples <= _MOST_FRAMES_A_SECOND * track.lasting:
        return None
    rate = track.samples / track.lasting
    return Contradiction(f"it has {track.samples} frames in {track.lasting:.3f} s, {rate:.0f} a second", None)
