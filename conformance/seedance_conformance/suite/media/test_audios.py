"""Media: format, length and size of each reference audio, and their total length."""

import pytest

from seedance_conformance.suite.media.case_groups import acceptance_test, refusal_test

pytestmark = pytest.mark.full


test_another_format_is_refused = refusal_test(
    "MD-AUD-FORMAT", "Reference audio is WAV or MP3: other formats are refused, whatever their file names."
)
test_wav_and_mp3_are_accepted = acceptance_test(
    "MD-AUD-FORMAT", "Reference audio is WAV or MP3, with a constant or variable bit rate."
)
test_an_audio_below_2_seconds_is_refused = refusal_test(
    "MD-AUD-DUR-MIN", "Each reference audio lasts at least 2 s: 1.5 s is refused."
)
test_an_audio_of_2_seconds_is_accepted = acceptance_test(
    "MD-AUD-DUR-MIN", "Each reference audio lasts at least 2 s: exactly 2 s is accepted."
)
test_an_audio_above_15_seconds_is_refused = refusal_test(
    "MD-AUD-DUR-MAX", "Each reference audio lasts at most 15 s: 15.5 s is refused."
)
test_an_audio_of_15_seconds_is_accepted = acceptance_test(
    "MD-AUD-DUR-MAX", "Each reference audio lasts at most 15 s: exactly 15 s is accepted."
)
test_more_than_15_seconds_together_are_refused = refusal_test(
    "MD-AUD-TOTAL-MAX", "Reference audios last at most 15 s together: 15.5 s in two or three audios is refused."
)
test_15_seconds_together_are_accepted = acceptance_test(
    "MD-AUD-TOTAL-MAX", "Reference audios last at most 15 s together: 15 s in two or three audios is accepted."
)
test_more_than_15_megabytes_are_refused = refusal_test(
    "MD-AUD-BYTES", "Each reference audio has at most 15 MB: 16 MiB is refused."
)
test_15_megabytes_are_accepted = acceptance_test(
    "MD-AUD-BYTES", "Each reference audio has at most 15 MB: 15,000,000 bytes is accepted."
)
