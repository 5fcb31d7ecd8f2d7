"""The pauses between polls: as documented for a remote target, short for a local one."""

import random
from itertools import pairwise

import pytest
from seedance_conformance.transport.tasks.waiting_times import PollIntervals


def test_a_remote_target_is_polled_every_20_to_40_seconds() -> None:
    """The pages advise that interval; the jitter uses all of it."""
    intervals = PollIntervals(30.0, polite=True, chance=random.Random(1))
    pauses = [intervals.first(0.1)]
    for _ in range(300):
        pauses.append(intervals.after(pauses[-1]))
    assert 20 <= min(pauses) < 21
    assert 39 < max(pauses) <= 40


def test_polls_of_tasks_created_together_spread_out() -> None:
    """The first polls of 40 tasks aren't a burst."""
    intervals = PollIntervals(30.0, polite=True, chance=random.Random(2))
    firsts = sorted(intervals.first(None) for _ in range(40))
    assert firsts[-1] - firsts[0] > 15
    assert max(later - sooner for sooner, later in pairwise(firsts)) < 5


@pytest.mark.parametrize(("usual", "first"), [(None, 0.2), (0.7, 0.7)])
def test_a_local_target_is_polled_when_tasks_usually_end(usual: float | None, first: float) -> None:
    """Later pauses grow up to five intervals."""
    intervals = PollIntervals(0.2, polite=False)
    assert intervals.first(usual) == first
    pause = 0.2
    for _ in range(20):
        pause = intervals.after(pause)
    assert pause == 1.0
