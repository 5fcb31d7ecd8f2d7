"""Media: resolution and length of each reference video, and their total length."""

import pytest

from seedance_conformance.suite.media.case_groups import acceptance_test, refusal_test

pytestmark = pytest.mark.full


test_another_resolution_is_refused = refusal_test(
    "MD-VID-RES", "Reference videos are 480p or 720p: 360p, 1080p and files without a picture are refused."
)
test_480p_and_720p_are_accepted = acceptance_test(
    "MD-VID-RES", "Reference videos are 480p or 720p: 854x480 and 1280x720 are accepted, also upright."
)
test_a_video_below_2_seconds_is_refused = refusal_test(
    "MD-VID-DUR-MIN", "Each reference video lasts at least 2 s: 1.5 s is refused."
)
test_a_video_of_2_seconds_is_accepted = acceptance_test(
    "MD-VID-DUR-MIN", "Each reference video lasts at least 2 s: exactly 2 s is accepted."
)
test_a_video_above_15_seconds_is_refused = refusal_test(
    "MD-VID-DUR-MAX", "Each reference video lasts at most 15 s: 15.5 s is refused."
)
test_a_video_of_15_seconds_is_accepted = acceptance_test(
    "MD-VID-DUR-MAX", "Each reference video lasts at most 15 s: exactly 15 s is accepted."
)
test_more_than_15_seconds_together_are_refused = refusal_test(
    "MD-VID-TOTAL-MAX", "Reference videos last at most 15 s together: 15.5 s in two or three videos is refused."
)
test_15_seconds_together_are_accepted = acceptance_test(
    "MD-VID-TOTAL-MAX", "Reference videos last at most 15 s together: 15 s in two or three videos is accepted."
)
