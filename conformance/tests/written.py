"""The media files for tests that read them, written once."""

from functools import cache

from seedance_conformance.media import Library


@cache
def library() -> Library:
    """Every file of the corpus, from the cache of the runs."""
    made = Library()
    made.prepare()
    return made
