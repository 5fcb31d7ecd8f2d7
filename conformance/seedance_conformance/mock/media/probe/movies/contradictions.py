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
        if track.header_seconds is not None and _differ(track.header_seconds, track.sample_seconds):
            lengths = f"{track.header_seconds:.3f} s, its samples (stts) last {track.sample_seconds:.3f} s"
            text = f"a track's header (mdhd) says {lengths}"
            return Contradiction(text, track.header_seconds)
    longest = max((track.seconds for track in tracks), default=0.0)
    if movie.header_seconds is not None and _differ(movie.header_seconds, longest):
        lengths = f"{movie.header_seconds:.3f} s, its longest track (mdhd, stts) {longest:.3f} s"
        text = f"the movie's header (mvhd) says {lengths}"
        return Contradiction(text, movie.header_seconds)
    return next((found for track in tracks if (found := _too_fast(track))), None)


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > max(_SECONDS, _SHARE * max(one, other))


def _too_fast(track: Track) -> Contradiction | None:
    frames, seconds = track.samples, track.sample_seconds
    if track.handler != b"vide" or not seconds or frames <= _MOST_FRAMES_A_SECOND * seconds:
        return None
    return Contradiction(f"it has {frames} frames in {seconds:.3f} s, {frames / seconds:.0f} a second", None)
