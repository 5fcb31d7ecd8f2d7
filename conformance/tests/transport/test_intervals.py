"""When tasks are asked about: politely where the target is not ours, soon where it is."""

import random
from itertools import pairwise

import pytest
from seedance_conformance.transport.poll_intervals import PollIntervals


def test_another_target_is_asked_every_20_to_40_seconds() -> None:
    """The pages advise that interval; it never grows or shrinks, and the jitter uses its whole width."""
    intervals = PollIntervals(30.0, polite=True, chance=random.Random(1))
    pauses = [intervals.first(0.1)]
    for _ in range(300):
        pauses.append(intervals.after(pauses[-1]))
    assert 20 <= min(pauses) < 21
    assert 39 < max(pauses) <= 40


def test_tasks_that_were_made_together_are_not_asked_about_together() -> None:
    """The first questions about 40 tasks are spread, so that they are no burst."""
    intervals = PollIntervals(30.0, polite=True, chance=random.Random(2))
    firsts = sorted(intervals.first(None) for _ in range(40))
    assert firsts[-1] - firsts[0] > 15
    assert max(later - sooner for sooner, later in pairwise(firsts)) < 5


@pytest.mark.parametrize(("usual", "first"), [(None, 0.2), (0.7, 0.7)])
def test_a_target_on_this_machine_is_asked_when_tasks_usually_end(usual: float | None, first: float) -> None:
    """From then on the pauses grow, to five intervals."""
    intervals = PollIntervals(0.2, polite=False)
    assert intervals.first(usual) == first
    pause = 0.2
    for _ in range(20):
        pause = intervals.after(pause)
    assert pause == 1.0
