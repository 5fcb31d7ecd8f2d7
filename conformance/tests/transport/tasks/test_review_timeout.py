"""The time limit of reviews: the full one at first, a shorter one after a timeout."""

from seedance_conformance.transport.tasks.waiting_times import ReviewTimeout


def test_endless_reviews_cost_little_more_than_one_limit() -> None:
    """A hundred assets of four types: the first takes a minute, all others together half a minute."""
    timeout, waited = ReviewTimeout(60), 0.0
    for number in range(100):
        kind = ("Image", "Video", "Audio", "Document")[number % 4]
        waited += timeout.seconds(kind)
        timeout.timed_out(kind)
    assert 60 < waited < 90


def test_slow_reviews_keep_a_longer_limit() -> None:
    """A type whose reviews end gets four times the longest of them, also after others time out; at most the limit."""
    timeout = ReviewTimeout(60)
    assert timeout.seconds("Image") == 60
    timeout.finished("Image", 9)
    timeout.timed_out("Audio")
    assert [timeout.seconds(kind) for kind in ("Image", "Video", "Audio")] == [36, 5, 1.25]
    timeout.finished("Image", 50)
    timeout.timed_out("Image")
    assert timeout.seconds("Image") == 60
