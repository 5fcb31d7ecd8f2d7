"""Contradictions in a movie that states its length in several places; players and services may believe either."""

from seedance_conformance.mock.media.probe.movies.movie import Movie

_SECONDS, _SHARE = 0.5, 0.1  # smaller differences are rounding, or the end of a track
_MOST_FRAMES_A_SECOND = 300  # phones record 240 in slow motion


def contradiction(movie: Movie) -> tuple[str | None, float | None]:
    """The first contradiction between a movie and the index of its samples, and the other length in seconds.

    Both are None without any; the length also if there is no other one. A fragmented movie has no contradiction, since
    its headers are written before its length is known.
    """
    if movie.is_fragmented:
        return None, None
    tracks = [track for track in movie.tracks if track.handler in (b"vide", b"soun")]
    for track in tracks:
        if track.header_seconds is not None and _differ(track.header_seconds, track.sample_seconds):
            lengths = f"{track.header_seconds:.3f} s, its samples (stts) last {track.sample_seconds:.3f} s"
            return f"a track's header (mdhd) says {lengths}", track.header_seconds
    longest = max((track.seconds for track in tracks), default=0.0)
    if movie.header_seconds is not None and _differ(movie.header_seconds, longest):
        lengths = f"{movie.header_seconds:.3f} s, its longest track (mdhd, stts) {longest:.3f} s"
        return f"the movie's header (mvhd) says {lengths}", movie.header_seconds
    for track in tracks:
        frames, seconds = track.samples, track.sample_seconds
        if track.handler == b"vide" and seconds and frames > _MOST_FRAMES_A_SECOND * seconds:
            text = f"it has {frames} frames in {seconds:.3f} s, {frames / seconds:.0f} a second"
            return text, None
    return None, None


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > max(_SECONDS, _SHARE * max(one, other))
