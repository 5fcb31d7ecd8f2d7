"""Waiting for reviews: the whole time limit until a target lets it pass, and less from then on."""

from seedance_conformance.transport.review_timeout import Patience


def test_a_library_in_which_no_review_ends_costs_little_more_than_one_limit() -> None:
    """A hundred assets of four types: the first one costs a minute, all the others together half of that."""
    patience, waited = Patience(60), 0.0
    for number in range(100):
        kind = ("Image", "Video", "Audio", "Document")[number % 4]
        waited += patience.seconds(kind)
        patience.ran_out(kind)
    assert 60 < waited < 90


def test_slow_reviews_keep_their_time() -> None:
    """A type whose reviews end is given a few times what they took, whatever became of another."""
    patience = Patience(60)
    assert patience.seconds("Image") == 60
    patience.ended("Image", 9)
    patience.ran_out("Audio")
    assert patience.seconds("Image") == 36
    assert patience.seconds("Video") == 5
    assert patience.seconds("Audio") == 1.25


def test_no_wait_is_longer_than_the_limit() -> None:
    """However long the longest review was."""
    patience = Patience(60)
    patience.ended("Image", 50)
    patience.ran_out("Image")
    assert patience.seconds("Image") == 60
